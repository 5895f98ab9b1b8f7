/** The lines of ffmpeg's account that tell why it ended. Not redacted. */
export function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:frame=|lib|configuration|built with|ffmpeg version)/.test(line));
  return lines.slice(-3).join(' | ').slice(0, 300);
}

/** A message as one piece of text. */
import type { MessageText } from '../channel.ts';

export function joined({ body, link, title }: MessageText): string {
  return [title, body, link].filter((part) => part !== null && part !== '').join('\n');
}

/** Cut between characters to at most so many bytes of UTF-8. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength('…');
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    kept += character;
  }
  return `${kept}…`;
}

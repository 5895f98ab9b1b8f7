/**
 * Size of the decoded frames, read from ffmpeg's account of its output. ffmpeg keeps this size for the whole session,
 * also when the camera changes its resolution in mid-stream: the scale filter is told the width and keeps the shape
 * that it began with.
 */
export function readOutputSize(line: string): { widthPx: number; heightPx: number } | undefined {
  // `Stream #0:0: Video: rawvideo (RGB[24] / 0x18424752), rgb24(progressive), 512x288 [SAR 1:1 DAR 16:9], q=2-31, …`
  const match = /Stream #0:0.*Video: rawvideo.*?, (\d+)x(\d+)[ ,]/.exec(line);
  if (match === null) return undefined;
  return { widthPx: Number(match[1]), heightPx: Number(match[2]) };
}

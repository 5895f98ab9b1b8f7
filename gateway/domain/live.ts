/**
 * How a camera is shown live. Pixels leave only through the privacy renderer, with one exception that people must ask
 * for: the copied stream of a camera without privacy zones, since nothing can be painted over what is not decoded.
 */

export interface LiveWish {
  readonly mode: 'skeleton' | 'clear';
  readonly format: 'video' | 'jpeg';
}

export interface LiveCameraFacts {
  /** Null while it is not known. */
  readonly codec: 'h264' | 'h265' | null;
  readonly hasPrivacyZones: boolean;
  readonly isClearAllowed: boolean;
}

/** `copy`: the stream as it is. The others are pictures of the privacy renderer. */
export type LiveRendering = 'skeleton' | 'clear_masked' | 'copy';

/** Undefined when the clear picture is not allowed. Browsers play no H.265 for sure: it goes as pictures. */
export function liveRendering(
  { mode, format }: LiveWish,
  { codec, hasPrivacyZones, isClearAllowed }: LiveCameraFacts,
): LiveRendering | undefined {
  if (mode === 'skeleton') return 'skeleton';
  if (!isClearAllowed) return undefined;
  return format === 'video' && codec === 'h264' && !hasPrivacyZones ? 'copy' : 'clear_masked';
}

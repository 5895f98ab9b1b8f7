/**
 * The only way by which pixels leave the process. The picture is reduced to coarse blocks before it is blurred, so
 * that what is sent holds no more than the blocks did, whatever is later done to sharpen it; skeletons are drawn on
 * top, and privacy zones are painted black over everything.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { MAX_IMAGE_BYTES } from '../../../edge-config/contracts/messages.ts';
import type { LivePicture, LiveRenderer, RenderedPicture } from '../../live-ports.ts';
import { toRgb } from '../../pixels.ts';
import type { Still, StillRenderer, StillRequest } from '../../ports.ts';
import { privacySvg, skeletonSvg } from './skeleton-svg.ts';

/**
 * Blocks over the height of the picture. A face of someone who fills half the height is then about three blocks
 * tall; what a room is and where a body lies can still be told.
 */
const BLOCKS_HIGH = 40;
/** Width of the picture that is sent. */
const WIDTH_PX = 640;
const BACKGROUND = { r: 24, g: 28, b: 36 };
const QUALITIES = [80, 65, 50, 35, 20] as const;

type Blur = 'skeleton_blur' | 'skeleton_only';

export class PrivacyRenderer implements StillRenderer, LiveRenderer {
  readonly #mode: Blur;

  constructor(mode: Blur) {
    this.#mode = mode;
  }

  async render(request: StillRequest): Promise<Still> {
    const { jpeg, widthPx, heightPx } = await draw(request, this.#mode);
    return {
      jpeg,
      info: {
        contentType: 'image/jpeg',
        bytes: jpeg.length,
        sha256: createHash('sha256').update(jpeg).digest('hex'),
        widthPx,
        heightPx,
        rendering: this.#mode,
      },
    };
  }

  /** @param rendering clear_masked: as the camera sees it but for the privacy zones; only for who gave a reason. */
  renderLive(picture: LivePicture, rendering: 'skeleton' | 'clear_masked'): Promise<RenderedPicture> {
    return draw(picture, rendering === 'skeleton' ? this.#mode : 'clear_masked');
  }
}

async function draw(
  { frame, persons, privacyZones }: StillRequest,
  mode: Blur | 'clear_masked',
): Promise<RenderedPicture> {
  const widthPx = WIDTH_PX;
  const heightPx = Math.round((WIDTH_PX * frame.heightPx) / frame.widthPx);
  const backdrop = await BACKDROPS[mode](frame, privacyZones, { widthPx, heightPx });
  const drawn = await sharp(backdrop, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .composite([
      ...(mode === 'clear_masked' ? [] : [{ input: skeletonSvg(persons, widthPx, heightPx) }]),
      { input: privacySvg(privacyZones, widthPx, heightPx) },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { jpeg: await encode(drawn, widthPx, heightPx), widthPx, heightPx };
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the skeletons and the privacy zones are drawn on. */
const BACKDROPS = {
  skeleton_blur: blurred,
  skeleton_only: (_frame, _zones, size) => plain(size),
  clear_masked: (frame, _zones, size) => clear(frame, size),
} as const satisfies Record<
  string,
  (frame: StillRequest['frame'], zones: StillRequest['privacyZones'], size: Size) => Promise<Buffer>
>;

async function blurred(
  frame: StillRequest['frame'],
  privacyZones: StillRequest['privacyZones'],
  { widthPx, heightPx }: Size,
): Promise<Buffer> {
  const raw = { width: frame.widthPx, height: frame.heightPx, channels: 3 } as const;
  // Black before the blur too: the colours inside a zone must not bleed over its edge.
  const masked = await sharp(toRgb(frame), { raw })
    .composite([{ input: privacySvg(privacyZones, frame.widthPx, frame.heightPx) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  const blocksWide = Math.round((BLOCKS_HIGH * frame.widthPx) / frame.heightPx);
  const small = await sharp(masked, { raw })
    .resize(blocksWide, BLOCKS_HIGH, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return sharp(small, { raw: { width: blocksWide, height: BLOCKS_HIGH, channels: 3 } })
    .resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic' })
    .blur(heightPx / BLOCKS_HIGH / 2)
    .raw()
    .toBuffer();
}

function clear(frame: StillRequest['frame'], { widthPx, heightPx }: Size): Promise<Buffer> {
  const raw = { width: frame.widthPx, height: frame.heightPx, channels: 3 } as const;
  return sharp(toRgb(frame), { raw }).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer();
}

function plain({ widthPx, heightPx }: Size): Promise<Buffer> {
  return sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: BACKGROUND } })
    .raw()
    .toBuffer();
}

/** The best quality that keeps within the bound; sharp writes no metadata unless asked. */
async function encode(rgb: Buffer, widthPx: number, heightPx: number): Promise<Buffer> {
  for (const quality of QUALITIES) {
    const jpeg = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    if (jpeg.length <= MAX_IMAGE_BYTES) return jpeg;
  }
  throw new RangeError(`a still of ${widthPx}x${heightPx} does not fit ${MAX_IMAGE_BYTES} bytes`);
}

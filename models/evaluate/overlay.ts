/** A contact sheet of one clip: what the eyes saw, frame by frame, to be looked at by people. */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { skeletonSvg } from '../../gateway/adapters/privacy/skeleton-svg.ts';
import type { WatchOutput } from '../../gateway/domain/watch.ts';
import type { Moment } from '../../gateway/pipeline/alert-service.ts';
import { toRgb } from '../../gateway/pixels.ts';
import { stateTimeline, TIMELINE_HEIGHT_PX } from './state-timeline.ts';
import type { SeenEvent, WatchedClip } from './watch-clip.ts';

const TILE_WIDTH_PX = 320;
const COLUMNS = 5;
/** One tile a second; longer clips are thinned to this many. */
const MAX_TILES = 40;
const CAPTION_PX = 20;

interface Tile {
  readonly atS: number;
  readonly picture: Buffer;
  readonly heightPx: number;
  readonly tracks: number;
}

export class ContactSheet {
  readonly #tiles: Promise<Tile>[] = [];
  #nextS = 0;

  /** Clear pictures: for developers on labelled footage only, never of a running gateway. */
  add(moment: Moment, output: WatchOutput): void {
    const atS = moment.streamTimeMs / 1000;
    if (atS < this.#nextS) return;
    this.#nextS = atS + 1;
    this.#tiles.push(drawTile(moment, output, atS));
  }

  async write(folder: string, file: string, watched: WatchedClip): Promise<void> {
    const all = await Promise.all(this.#tiles);
    const step = Math.ceil(all.length / MAX_TILES);
    const tiles = all.filter((_, index) => index % step === 0);
    const tileHeightPx = (tiles[0]?.heightPx ?? 0) + CAPTION_PX;
    if (tileHeightPx === CAPTION_PX) return;
    const overlays = tiles.flatMap((tile, index): OverlayOptions[] => {
      const left = (index % COLUMNS) * TILE_WIDTH_PX;
      const top = Math.floor(index / COLUMNS) * tileHeightPx;
      return [
        { input: tile.picture, left, top: top + CAPTION_PX },
        { input: caption(tile, step, watched.events), left, top },
      ];
    });
    const widthPx = COLUMNS * TILE_WIDTH_PX;
    const tilesHeightPx = Math.ceil(tiles.length / COLUMNS) * tileHeightPx;
    mkdirSync(folder, { recursive: true });
    await sharp({
      create: {
        width: widthPx,
        height: tilesHeightPx + TIMELINE_HEIGHT_PX,
        channels: 3,
        background: '#101820',
      },
    })
      .composite([...overlays, { input: stateTimeline(watched, widthPx), left: 0, top: tilesHeightPx }])
      .jpeg({ quality: 80 })
      .toFile(join(folder, `${basename(file)}.jpg`));
  }
}

async function drawTile({ frame, persons }: Moment, output: WatchOutput, atS: number): Promise<Tile> {
  const heightPx = Math.round((TILE_WIDTH_PX * frame.heightPx) / frame.widthPx);
  const picture = await sharp(toRgb(frame), {
    raw: { width: frame.widthPx, height: frame.heightPx, channels: 3 },
  })
    .resize(TILE_WIDTH_PX, heightPx)
    .composite([{ input: skeletonSvg(persons, TILE_WIDTH_PX, heightPx) }])
    .png()
    .toBuffer();
  return { atS, picture, heightPx, tracks: output.tracks.length };
}

/** Time, persons, and the events since the tile before; raised and suspected in colour. */
function caption(tile: Tile, spanS: number, events: readonly SeenEvent[]): Buffer {
  const here = events.filter(({ atS }) => atS >= tile.atS && atS < tile.atS + spanS).map(({ kind }) => kind);
  const colour = here.includes('raised') ? '#ff4d4f' : here.length > 0 ? '#ffb02e' : '#9fb3c8';
  const text = `${tile.atS.toFixed(1)} s  ${tile.tracks}  ${here.join(' ')}`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${TILE_WIDTH_PX}" height="${CAPTION_PX}"><text x="4" y="15" font-size="13" font-family="sans-serif" fill="${colour}">${text}</text></svg>`,
  );
}

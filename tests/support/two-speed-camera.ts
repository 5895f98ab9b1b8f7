/** A camera at two speeds without a camera: pictures are drawn, decoders are stand-ins that a test drives. */
import { cameraConfigSchema, edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { draw, HEIGHT, person, seeded, WIDTH } from '../../edge-config/scenario/scenes.ts';
import type { Interest } from '../../gateway/domain/attention.ts';
import type { GrayPicture } from '../../gateway/domain/motion.ts';
import type { PictureFault } from '../../gateway/domain/picture.ts';
import { AttentionPlaces } from '../../gateway/pipeline/attention-places.ts';
import type { Priority } from '../../gateway/pipeline/scheduler.ts';
import { TwoSpeed } from '../../gateway/pipeline/two-speed.ts';
import { yuvBytes } from '../../gateway/pixels.ts';
import type { Frame } from '../../gateway/ports.ts';
import { settled } from './fake-clock.ts';

export const config = {
  attention: edgeConfigSchema.shape.attention.parse(undefined),
  motion: edgeConfigSchema.shape.motion.parse(undefined),
};
export const GOP_MS = 2000;
/** The left half of the picture. */
export const STREET = {
  id: 'street',
  kind: 'ignore',
  polygon: [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ],
};

export interface Decoding {
  readonly fromMs: number;
  readonly onFrame: (frame: Frame) => void;
  readonly signal: AbortSignal;
  readonly end: () => void;
}

interface Setup {
  readonly zones?: readonly unknown[];
  readonly places?: AttentionPlaces;
}

export function build({ zones = [], places = new AttentionPlaces(1) }: Setup = {}) {
  const camera = cameraConfigSchema.parse({
    id: 'yard',
    name: '院子',
    url: 'rtsp://localhost/yard',
    place: 'yard',
    zones,
  });
  const random = seeded(11);
  const offered: [number, Priority][] = [];
  const sighted: number[] = [];
  const decodings: Decoding[] = [];
  const attention: boolean[] = [];
  const reasons: string[] = [];
  const faults: PictureFault[] = [];
  const pictures: [number, PictureFault | null][] = [];
  const wanted: { interest: Interest } = { interest: 'none' };
  const refused = { count: 0 };
  const twoSpeed = new TwoSpeed({
    camera,
    config,
    interest: () => wanted.interest,
    places,
    offer: (frame, priority) => offered.push([frame.streamTimeMs, priority]),
    sighted: (frame) => sighted.push(frame.streamTimeMs),
    decodeAll: (fromMs, onFrame, signal) =>
      new Promise((end) => decodings.push({ fromMs, onFrame, signal, end })),
    hooks: {
      onKeyframe: ({ reason }) => reasons.push(reason),
      onPicture: (streamTimeMs, _picture, fault) => pictures.push([streamTimeMs, fault]),
      onAttention: (attended) => attention.push(attended),
      onRefused: () => {
        refused.count += 1;
      },
      onFault: (fault) => faults.push(fault),
    },
  });
  /** A scene with fresh sensor noise, and people in it whose left edges are given. */
  const scene = (...people: number[]): GrayPicture =>
    draw(
      people.map((left) => person(left)),
      {},
      random,
    );
  /** Keyframes of an empty room up to and with that time. */
  const rest = (fromMs: number, untilMs: number, gopMs: number | null = GOP_MS): void => {
    for (let atMs = fromMs; atMs <= untilMs; atMs += GOP_MS) twoSpeed.keyframe(frameOf(atMs, scene()), gopMs);
  };
  const show = (atMs: number, picture: GrayPicture): void =>
    twoSpeed.keyframe(frameOf(atMs, picture), GOP_MS);
  /** Six seconds of an empty room, then somebody comes in. */
  const wake = (): Decoding => {
    rest(0, 6000);
    show(8000, scene(60));
    const decoding = decodings.at(-1);
    if (decoding === undefined) throw new Error('it did not wake');
    return decoding;
  };
  return {
    twoSpeed,
    offered,
    sighted,
    decodings,
    attention,
    reasons,
    faults,
    pictures,
    wanted,
    refused,
    scene,
    rest,
    show,
    wake,
  };
}

export function frameOf(streamTimeMs: number, { widthPx, heightPx, gray }: GrayPicture): Frame {
  const yuv = new Uint8Array(yuvBytes(widthPx, heightPx)).fill(128);
  yuv.set(gray);
  return { cameraId: 'yard', index: 0, streamTimeMs, wallMs: 0, widthPx, heightPx, yuv };
}

export function ended({ end }: Decoding): Promise<void> {
  end();
  return settled();
}

export function plain(level: number): GrayPicture {
  return { widthPx: WIDTH, heightPx: HEIGHT, gray: new Uint8Array(WIDTH * HEIGHT).fill(level) };
}

/** Times of the keyframes that are looked at when one is due so often. */
export function looksUntil(untilMs: number, everyMs: number): number[] {
  const stepMs = Math.ceil(everyMs / GOP_MS) * GOP_MS;
  return Array.from({ length: Math.floor(untilMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

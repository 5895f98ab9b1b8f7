/**
 * One camera at two speeds: its keyframes pass the motion gate; what they show decides whether all pictures are decoded
 * for a while, one keyframe is looked at, or nothing is done.
 */
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import {
  type AttentionState,
  EMPTY_ATTENTION,
  type Interest,
  onAttentionLost,
  onKeyframe,
  onNoKeyframe,
  onWanted,
} from '../domain/attention.ts';
import {
  EMPTY_MOTION,
  type GrayPicture,
  type MotionReading,
  type MotionState,
  updateMotion,
} from '../domain/motion.ts';
import {
  EMPTY_PICTURES,
  FROZEN_BETWEEN_KEYFRAMES_MS,
  type PictureFault,
  type PictureState,
  readPicture,
} from '../domain/picture.ts';
import type { Frame } from '../ports.ts';
import type { AttentionPlaces, Need, PlaceHolder } from './attention-places.ts';
import { zonesOf } from './camera-pipeline.ts';
import { GATE_WIDTH_PX, GLANCE_WIDTH_PX, shrinkToGray } from './gray.ts';
import type { Priority } from './scheduler.ts';

export interface TwoSpeedOptions {
  readonly camera: Pick<CameraConfig, 'id' | 'zones'>;
  readonly config: Pick<EdgeConfig, 'attention' | 'motion'>;
  /** What the decisions so far want to see. */
  readonly interest: () => Interest;
  /** Shared by all cameras of the gateway. */
  readonly places: AttentionPlaces;
  readonly offer: (frame: Frame, priority: Priority) => void;
  /** Tells of a picture that is not looked at. */
  readonly sighted: (frame: Frame) => void;
  /** Decodes all from that video time on until `signal` aborts; resolves early when it cannot go on. */
  readonly decodeAll: (
    fromStreamMs: number,
    onFrame: (frame: Frame) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly hooks: TwoSpeedHooks;
}

export interface TwoSpeedHooks {
  readonly onKeyframe: (reading: MotionReading) => void;
  /** Every keyframe, small and gray, whether it shows anything or not. */
  readonly onPicture: (streamTimeMs: number, picture: GrayPicture, fault: PictureFault | null) => void;
  readonly onAttention: (attended: boolean) => void;
  /** It should be attended, and other cameras need the machine more. */
  readonly onRefused: () => void;
  /** A picture that shows nothing of the scene: it is not looked at. */
  readonly onFault: (fault: PictureFault, frame: Frame) => void;
}

/** Attended so long without anybody found: what moves there is most likely no person. */
const STALE_MS = 10_000;

export class TwoSpeed {
  readonly #options: TwoSpeedOptions;
  readonly #holder: PlaceHolder = {
    need: () => this.#need,
    onLost: () => {
      this.#ended();
      this.#options.hooks.onRefused();
    },
  };
  #attention: AttentionState = EMPTY_ATTENTION;
  #motion: MotionState = EMPTY_MOTION;
  #pictures: PictureState = EMPTY_PICTURES;
  #decoding: AbortController | undefined;
  /** Of the first and the newest picture since it is attended. */
  #attendedMs = { from: 0, until: 0 };
  /** When the last keyframe came, or was given up. */
  #keyframeMs: number | undefined;

  constructor(options: TwoSpeedOptions) {
    this.#options = options;
  }

  get attended(): boolean {
    return this.#decoding !== undefined;
  }

  /** The scene may have changed while the camera was gone; what it looked like is learnt anew. */
  beginSession(): void {
    this.rest();
    this.#attention = EMPTY_ATTENTION;
    this.#motion = EMPTY_MOTION;
    this.#pictures = EMPTY_PICTURES;
    this.#keyframeMs = undefined;
  }

  /** @param gopMs present distance of keyframes, null while unknown. */
  keyframe(frame: Frame, gopMs: number | null): void {
    const { camera, config, hooks, interest, offer, sighted } = this.#options;
    this.#keyframeMs = frame.streamTimeMs;
    const picture = shrinkToGray(frame, GATE_WIDTH_PX);
    const [pictures, fault] = readPicture(this.#pictures, frame.streamTimeMs, picture);
    this.#pictures = pictures;
    hooks.onPicture(frame.streamTimeMs, picture, fault);
    if (fault !== null) {
      hooks.onFault(fault, frame);
      return;
    }
    const { streamTimeMs } = frame;
    const ignoreZones = zonesOf(camera, 'ignore', frame.widthPx / frame.heightPx);
    const [motion, reading] = updateMotion(
      this.#motion,
      { streamTimeMs, picture, ignoreZones },
      config.motion,
    );
    this.#motion = motion;
    hooks.onKeyframe(reading);
    const needed = interest();
    const [attention, order] = onKeyframe(
      this.#attention,
      { streamTimeMs, moving: reading.moving, interest: needed, gopMs },
      config.attention,
    );
    this.#attention = attention;
    if (order.kind === 'look') offer(frame, needed === 'none' ? 'idle' : 'still');
    else sighted(frame);
    if (order.kind === 'attend' && !this.#attend(order.fromMs)) offer(frame, this.#priority);
    if (order.kind === 'rest') this.rest();
  }

  /** @param streamTimeMs of the newest picture received, decoded or not. */
  received(streamTimeMs: number): void {
    const lastKeyframeMs = this.#keyframeMs;
    if (lastKeyframeMs === undefined) return;
    const news = { streamTimeMs, lastKeyframeMs };
    const [attention, order] = onNoKeyframe(this.#attention, news, this.#options.config.attention);
    this.#attention = attention;
    if (order.kind !== 'attend') return;
    // When its decoder finds nothing to begin with, it is tried anew only after as long a wait.
    this.#keyframeMs = streamTimeMs;
    this.#attend(order.fromMs);
  }

  /** Everything is decoded from the last keyframe on, whatever moves: somebody looks. `interest` keeps it so. */
  attendNow(): void {
    const lastKeyframeMs = this.#keyframeMs;
    if (lastKeyframeMs === undefined || this.#decoding !== undefined) return;
    this.#attention = onWanted(this.#attention, lastKeyframeMs);
    this.#options.places.insist(this.#holder);
    this.#decode(lastKeyframeMs);
  }

  /** Keyframes only from now on. */
  rest(): void {
    if (this.#decoding === undefined) return;
    this.#decoding.abort();
    this.#options.places.leave(this.#holder);
    this.#decoding = undefined;
    this.#options.hooks.onAttention(false);
  }

  get #need(): Need {
    const interest = this.#options.interest();
    if (interest !== 'none') return interest;
    const { from, until } = this.#attendedMs;
    return this.attended && until - from > STALE_MS ? 'stale' : 'moving';
  }

  /** Nobody found in what moves does not keep waiting a person elsewhere. */
  get #priority(): Priority {
    return this.#need === 'stale' ? 'still' : 'moving';
  }

  /** False when there is no place for it. */
  #attend(fromMs: number): boolean {
    if (this.#options.places.take(this.#holder)) {
      this.#decode(fromMs);
      return true;
    }
    this.#attention = onAttentionLost(this.#attention);
    this.#options.hooks.onRefused();
    return false;
  }

  /** What it was attended for may go on: it is asked for anew at the next keyframe that needs it. */
  #ended(): void {
    this.rest();
    this.#attention = onAttentionLost(this.#attention);
  }

  #decode(fromMs: number): void {
    const { decodeAll, hooks } = this.#options;
    const decoding = new AbortController();
    this.#decoding = decoding;
    this.#attendedMs = { from: fromMs, until: fromMs };
    hooks.onAttention(true);
    let pictures = EMPTY_PICTURES;
    const onFrame = (frame: Frame): void => {
      if (decoding.signal.aborted) return;
      const [next, fault] = readPicture(
        pictures,
        frame.streamTimeMs,
        shrinkToGray(frame, GLANCE_WIDTH_PX),
        FROZEN_BETWEEN_KEYFRAMES_MS,
      );
      pictures = next;
      this.#attendedMs = { ...this.#attendedMs, until: frame.streamTimeMs };
      if (fault !== null) hooks.onFault(fault, frame);
      else this.#options.offer(frame, this.#priority);
    };
    void decodeAll(fromMs, onFrame, decoding.signal).then(() => {
      if (this.#decoding === decoding) this.#ended();
    });
  }
}

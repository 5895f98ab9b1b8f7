/** The sounds of an alarm, made in the browser so that they need no file and no network. */

/** extreme, severe and moderate by gravity; a drill is softer and unlike all of them. */
export type RingKind = 'extreme' | 'severe' | 'moderate' | 'drill';

interface Pattern {
  /** One after the other; 0 is a rest. */
  readonly tonesHz: readonly number[];
  readonly toneS: number;
  /** 0 to 1. */
  readonly volume: number;
  /** From one start to the next. */
  readonly repeatMs: number;
}

/** Told apart across a room by rhythm and by pitch, also by whoever hears badly on high tones. */
export const PATTERNS: Readonly<Record<RingKind, Pattern>> = {
  extreme: { tonesHz: [988, 659, 988, 659, 988, 659], toneS: 0.14, volume: 0.5, repeatMs: 1200 },
  severe: { tonesHz: [880, 660], toneS: 0.22, volume: 0.4, repeatMs: 1600 },
  moderate: { tonesHz: [523, 0, 523], toneS: 0.18, volume: 0.3, repeatMs: 4000 },
  drill: { tonesHz: [392, 494, 587], toneS: 0.3, volume: 0.12, repeatMs: 6000 },
};

/** Between the sounds of a check. */
const CHECK_PAUSE_S = 0.6;

export class Alarm {
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #kind: RingKind | undefined;

  /** Browsers keep silent until the page was touched. */
  get isUnlocked(): boolean {
    return this.#context?.state === 'running';
  }

  /** To be called from a click or a key. */
  async unlock(): Promise<void> {
    this.#context ??= new AudioContext();
    await this.#context.resume();
  }

  get isRinging(): boolean {
    return this.#timer !== undefined;
  }

  ring(kind: RingKind = 'severe'): void {
    if (this.#kind === kind) return;
    this.stop();
    this.#kind = kind;
    this.#play(PATTERNS[kind], 0);
    this.#timer = setInterval(() => this.#play(PATTERNS[kind], 0), PATTERNS[kind].repeatMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#kind = undefined;
  }

  /** Each sound once, gravest first. */
  check(): void {
    let startS = 0;
    for (const pattern of Object.values(PATTERNS)) {
      this.#play(pattern, startS);
      startS += pattern.tonesHz.length * pattern.toneS + CHECK_PAUSE_S;
    }
  }

  #play({ toneS, tonesHz, volume }: Pattern, inS: number): void {
    const context = this.#context;
    if (context === undefined || context.state !== 'running') return;
    for (const [index, frequency] of tonesHz.entries()) {
      if (frequency === 0) continue;
      const startS = context.currentTime + inS + index * toneS;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.frequency.value = frequency;
      // Without a ramp the edges click.
      gain.gain.setValueAtTime(0, startS);
      gain.gain.linearRampToValueAtTime(volume, startS + 0.02);
      gain.gain.linearRampToValueAtTime(0, startS + toneS);
      tone.connect(gain).connect(context.destination);
      tone.start(startS);
      tone.stop(startS + toneS);
    }
  }
}

/** The sound of an alarm, made in the browser so that it needs no file and no network. */

/** Two tones a beat apart, and a pause: heard across a room, told apart from a ringing phone. */
const TONES_HZ = [880, 660] as const;
const TONE_S = 0.22;
const REPEAT_MS = 1600;

export class Alarm {
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

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

  ring(): void {
    if (this.#timer !== undefined) return;
    this.#beep();
    this.#timer = setInterval(() => this.#beep(), REPEAT_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beep(): void {
    const context = this.#context;
    if (context === undefined || context.state !== 'running') return;
    for (const [index, frequency] of TONES_HZ.entries()) {
      const startS = context.currentTime + index * TONE_S;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = frequency;
      // Without a ramp the edges click.
      volume.gain.setValueAtTime(0, startS);
      volume.gain.linearRampToValueAtTime(0.4, startS + 0.02);
      volume.gain.linearRampToValueAtTime(0, startS + TONE_S);
      tone.connect(volume).connect(context.destination);
      tone.start(startS);
      tone.stop(startS + TONE_S);
    }
  }
}

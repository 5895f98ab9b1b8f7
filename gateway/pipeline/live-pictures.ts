/** Who watches one camera's pictures. They are handed on and not waited for: whoever shows them must keep up or drop them. */
import type { LivePicture } from '../live-ports.ts';

type Kind = 'judged' | 'decoded';

export class LivePictures {
  readonly #watchers = new Map<
    symbol,
    { readonly kind: Kind; readonly onPicture: (p: LivePicture) => void }
  >();

  /** While somebody watches, the camera is decoded in full. */
  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  watch(kind: Kind, onPicture: (picture: LivePicture) => void): () => void {
    const key = Symbol(kind);
    this.#watchers.set(key, { kind, onPicture });
    return () => this.#watchers.delete(key);
  }

  give(kind: Kind, picture: LivePicture): void {
    for (const watcher of this.#watchers.values()) {
      if (watcher.kind === kind) watcher.onPicture(picture);
    }
  }
}

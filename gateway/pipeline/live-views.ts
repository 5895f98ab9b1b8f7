/** The gateway's live views: begun and ended by the console's commands, bounded in number. */
import type { ErrorCode } from '../../edge-config/contracts/errors.ts';
import { ERROR_CODES } from '../../edge-config/contracts/errors.ts';
import type { Command } from '../../edge-config/contracts/messages.ts';
import { liveRendering } from '../domain/live.ts';
import type { LiveRenderer, LiveSource, OpenFeed } from '../live-ports.ts';
import type { Clock } from '../ports.ts';
import { LiveView } from './live-view.ts';

export type LiveStart = Extract<Command, { kind: 'live_start' }>;

export interface LiveViewsOptions {
  /** Null when the gateway knows no console: then there are no views. */
  readonly console: { readonly open: OpenFeed; readonly maxViews: number } | null;
  readonly isClearAllowed: boolean;
  readonly sourceOf: (cameraId: string) => LiveSource | undefined;
  readonly hasPrivacyZones: (cameraId: string) => boolean;
  readonly renderer: LiveRenderer;
  readonly clock: Clock;
  readonly hooks: LiveHooks;
}

export interface LiveHooks {
  readonly onCount: (views: number) => void;
  readonly onStarted: (start: Pick<LiveStart, 'cameraId' | 'viewId' | 'mode'>) => void;
  readonly onEnded: (viewId: string) => void;
  readonly onDropped: (cameraId: string) => void;
  /** The line broke, or the renderer failed; words without secrets. */
  readonly onTrouble: (viewId: string, why: unknown) => void;
}

export class LiveViews {
  readonly #options: LiveViewsOptions;
  readonly #views = new Map<string, { readonly view: LiveView; readonly ended: Promise<void> }>();

  constructor(options: LiveViewsOptions) {
    this.#options = options;
  }

  /** @returns why there is no view; null when it has begun, or had already. */
  start({ cameraId, viewId, token, mode, format }: LiveStart): ErrorCode | null {
    const { clock, console: to, hasPrivacyZones, hooks, isClearAllowed, renderer, sourceOf } = this.#options;
    if (this.#views.has(viewId)) return null;
    const source = sourceOf(cameraId);
    if (source === undefined) return 'NOT_FOUND';
    if (to === null) return 'LIVE_NOT_SET_UP';
    const facts = { codec: source.codec, hasPrivacyZones: hasPrivacyZones(cameraId), isClearAllowed };
    const rendering = liveRendering({ mode, format }, facts);
    if (rendering === undefined) return 'LIVE_REFUSED';
    if (source.fault !== null) return knownCode(source.fault);
    if (this.#views.size >= to.maxViews) return 'LIVE_TOO_MANY';
    const view = new LiveView(
      {
        ...{ source, rendering, renderer, clock },
        onDropped: () => hooks.onDropped(cameraId),
        onRenderFailed: (error) => hooks.onTrouble(viewId, error),
        onEnd: () => {
          this.#views.delete(viewId);
          hooks.onEnded(viewId);
          hooks.onCount(this.#views.size);
        },
      },
      (onClosed) =>
        to.open({ viewId, token }, (why) => {
          if (this.#views.has(viewId)) hooks.onTrouble(viewId, why);
          onClosed();
        }),
    );
    // Runs when it is known here: one that ends at once must be found.
    this.#views.set(viewId, { view, ended: Promise.resolve().then(() => view.run()) });
    hooks.onCount(this.#views.size);
    hooks.onStarted({ cameraId, viewId, mode });
    return null;
  }

  /** A view that is over, or never was, is as well as stopped. */
  stop(viewId: string): void {
    this.#views.get(viewId)?.view.end(null);
  }

  async stopAll(): Promise<void> {
    const running = [...this.#views.values()];
    for (const { view } of running) view.end('LIVE_ENDED');
    await Promise.all(running.map(({ ended }) => ended));
  }
}

function knownCode(code: string): ErrorCode {
  return ERROR_CODES.find((item) => item === code) ?? 'LIVE_UNAVAILABLE';
}

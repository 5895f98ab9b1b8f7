/**
 * An RTSP server that behaves as cameras do, well and badly: for the demo, the tests and installers' training.
 *
 * Own protocol code because no maintained npm package serves H.264 and H.265 over RTSP/TCP with faults.
 */
import { createServer, type Server } from 'node:net';
import { ShouwangError } from '../contracts/errors.ts';
import { CameraSlot, type CameraStats, type SimulatedCamera } from './camera-slot.ts';
import { Connection } from './connection.ts';
import { type FaultsInput, faultsSchema } from './faults.ts';

export interface SimulatorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly cameras: readonly SimulatedCamera[];
}

/** Fine enough that frames of 15 a second leave within a tenth of their interval. */
const TICK_MS = 5;

export class CameraSimulator {
  readonly #options: SimulatorOptions;
  readonly #slots: ReadonlyMap<string, CameraSlot>;
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #port = 0;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#slots = new Map(options.cameras.map((camera) => [camera.path, new CameraSlot(camera)]));
  }

  /** @throws ShouwangError PORT_IN_USE */
  async start(): Promise<{ port: number }> {
    const { host, port } = this.#options;
    const server = createServer((socket) => {
      const connection = new Connection({
        socket,
        findCamera: (path) => this.#slots.get(path),
        nowMs: () => performance.now(),
        wallMs: () => Date.now(),
        onClosed: (closed) => this.#connections.delete(closed),
      });
      this.#connections.add(connection);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          cause.code === 'EADDRINUSE'
            ? new ShouwangError('PORT_IN_USE', `${host}:${port}`, { cause })
            : cause,
        ),
      );
      server.listen(port, host, resolve);
    });
    this.#server = server;
    this.#port = (server.address() as { port: number }).port;
    this.#ticker = setInterval(() => {
      for (const connection of this.#connections) connection.tick();
    }, TICK_MS);
    return { port: this.#port };
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticker);
    for (const connection of this.#connections) connection.destroy();
    const server = this.#server;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Address without credentials. */
  url(path: string): string {
    return `rtsp://${this.#options.host}:${this.#port}/${path}`;
  }

  /** Takes effect at once, also for clients already playing; `{}` mends the camera. */
  setFaults(path: string, faults: FaultsInput): void {
    const slot = this.#slot(path);
    slot.faults = faultsSchema.parse(faults);
    for (const connection of this.#connections) {
      if (connection.slot === slot) connection.faultsChanged();
    }
  }

  stats(path: string): CameraStats {
    const slot = this.#slot(path);
    const running = [...this.#connections].filter((connection) => connection.slot === slot);
    return {
      clients: slot.clients,
      sessionsStarted: slot.sessionsStarted,
      playStartedWallMs: slot.playStartedWallMs,
      framesSent: slot.framesSentBefore + running.reduce((sum, connection) => sum + connection.framesSent, 0),
    };
  }

  #slot(path: string): CameraSlot {
    const slot = this.#slots.get(path);
    if (slot === undefined) throw new RangeError(`no camera at ${path}`);
    return slot;
  }
}

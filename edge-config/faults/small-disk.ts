/** A disk that can be filled: a file system in memory of a few MiB, mounted for a case. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FILLER = 'filler';
/** The last bytes are taken in small pieces, so that nothing fits any more. */
const PIECES_BYTES = [1_048_576, 4096, 1] as const;

export class SmallDisk {
  readonly path: string;

  /** @throws when this user may not mount. */
  constructor(path: string, sizeMiB: number) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', path], { stdio: 'ignore' });
  }

  /** Mounting needs root, and a container that lets it. */
  static get isPossible(): boolean {
    const path = mkdtempSync(join(tmpdir(), 'shouwang-mount-'));
    try {
      new SmallDisk(path, 1).unmount();
      return true;
    } catch {
      return false;
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
  }

  fill(): void {
    const file = openSync(join(this.path, FILLER), 'a');
    for (const size of PIECES_BYTES) {
      const piece = Buffer.alloc(size);
      for (let hasRoom = true; hasRoom; ) {
        try {
          hasRoom = writeSync(file, piece) > 0;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          hasRoom = false;
        }
      }
    }
    closeSync(file);
  }

  free(): void {
    rmSync(join(this.path, FILLER), { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.path], { stdio: 'ignore' });
  }
}

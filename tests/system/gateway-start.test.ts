/** A gateway's start on real parts: what it does while its model is loaded, and what it leaves behind when it cannot be. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { prepareClip } from '../../edge-config/camera-simulator/media.ts';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { childrenOf } from '../../edge-config/faults/cameras/processes.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { startGateway } from '../../gateway/app.ts';
import { loadManifest } from '../../models/manifest.ts';
import { describeWithService } from '../support/services.ts';
import { silentLog } from '../support/silent-log.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CLIP = fileURLToPath(new URL('../fixtures/clips/fall_backward.mp4', import.meta.url));

describeWithService('ffmpeg', 'a gateway that starts', () => {
  it('opens its cameras while the model is loaded, and lets go of all when that is unusable', async () => {
    const folder = tempFolder();
    // A pipe instead of a file: it is loaded for as long as nobody writes into it.
    const model = join(folder, 'model.onnx');
    execFileSync('mkfifo', [model]);
    const track = await prepareClip({ file: CLIP, codec: 'h264' });
    const simulator = new CameraSimulator({
      ...{ host: '127.0.0.1', port: 0 },
      cameras: [{ path: 'room', track }],
    });
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const config = edgeConfigSchema.parse({
      version: 1,
      gateway: {
        ...{ id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
        http: { port: 0 },
      },
      broker: { url: 'mqtt://127.0.0.1:1' },
      inference: { workers: 1 },
      households: [{ id: 'household-1', label: '三组 7 号', guardianIds: [] }],
      cameras: [
        {
          ...{ id: 'room', name: '堂屋', url: simulator.url('room') },
          ...{ place: 'yard', householdId: 'household-1' },
        },
      ],
    });
    const started = startGateway(config, {
      ...{ log: silentLog(), clock: new SystemClock(), stateFolder: join(folder, 'state') },
      model: { manifest: loadManifest(), path: model },
    });
    const refused = expect(started).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' });
    await expect.poll(() => simulator.stats('room').sessionsStarted).toBe(1);
    await writeFile(model, 'not a model');
    await refused;
    expect(childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg')).toEqual([]);
  });
});

/** One inference thread: `session.run` blocks its thread, so it must never run where alerts are handled. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Person } from '../../domain/person.ts';
import { decodeHeads } from './decode-heads.ts';
import { fitFrame, type Letterbox, planLetterbox } from './letterbox.ts';
import type { DetectRequest, WorkerReply, WorkerSetup } from './messages.ts';
import { mergeZoomed, windowAround, ZOOM_INPUT_PX } from './zoom.ts';

const setup = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error('runs as a worker thread only');
const reply = (message: WorkerReply): void => port.postMessage(message);

const session = await InferenceSession.create(setup.modelPath, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  // Spinning threads would eat the core that ffmpeg needs: twice the latency on a busy box.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
}).catch((error: unknown) => {
  reply({ kind: 'unusable', message: error instanceof Error ? error.message : String(error) });
  return undefined;
});

if (session !== undefined) {
  port.on('message', (request: DetectRequest) => {
    detect(session, request).then(reply, (error: unknown) =>
      reply({
        kind: 'failed',
        id: request.id,
        message: error instanceof Error ? error.message : String(error),
      }),
    );
  });
  reply({ kind: 'ready' });
}

async function detect(model: InferenceSession, request: DetectRequest): Promise<WorkerReply> {
  const { inputWidthPx: widthPx, multipleOfPx } = setup;
  const startedMs = performance.now();
  let persons = await look(model, request, planLetterbox(request, { widthPx, multipleOfPx }));
  for (const box of request.zoom) {
    const letterbox = planLetterbox(
      request,
      { widthPx: ZOOM_INPUT_PX, multipleOfPx },
      windowAround(request, box),
    );
    persons = mergeZoomed(persons, await look(model, request, letterbox), box);
  }
  return { kind: 'found', id: request.id, persons, inferenceMs: performance.now() - startedMs };
}

async function look(
  model: InferenceSession,
  request: DetectRequest,
  letterbox: Letterbox,
): Promise<Person[]> {
  const image = fitFrame(request, letterbox);
  const dims = [1, letterbox.inputHeightPx, letterbox.inputWidthPx, 3];
  const outputs = await model.run({ image: new Tensor('uint8', image, dims) });
  const head = (name: string): Float32Array => {
    const output = outputs[name];
    if (output === undefined) throw new Error(`the model has no output ${name}`);
    return output.data as Float32Array;
  };
  const [, , rows = 0, columns = 0] = outputs['centre']?.dims ?? [];
  const heads = {
    rows,
    columns,
    centre: head('centre'),
    heat: head('heat'),
    regress: head('regress'),
    offset: head('offset'),
    boxSize: head('boxSize'),
    boxOffset: head('boxOffset'),
  };
  return decodeHeads(heads, letterbox, setup.stridePx);
}

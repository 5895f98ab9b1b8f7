/** What a bench says: figures, targets, a table. Pure. */

export const SCENES = ['idle', 'still', 'moving'] as const;
export type Scene = (typeof SCENES)[number];

/** All in milliseconds of CPU per second of one camera, unless said otherwise. */
export interface SceneFigures {
  readonly scene: Scene;
  readonly gateway: number;
  /** ffmpeg that only takes the stream apart, in the same run. */
  readonly floor: number;
  /** ffmpeg that decodes everything to the analysis rate, in the same run. */
  readonly fullDecode: number;
  /** Inside the model; by the clock, so that a busy machine makes it more than it is. */
  readonly inference: number;
  readonly inferencesPerS: number;
  /** Share of the cameras that were decoded in full at the end, 0..1. */
  readonly attended: number;
}

export interface Verdict extends SceneFigures {
  readonly target: string;
  readonly measured: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** The targets of the design for 640x360 at 15 frames/s: what the gateway may cost beside what cannot be saved. */
export function judge(figures: SceneFigures): Verdict {
  const { scene, gateway, floor, inference } = figures;
  const [target, measured, limit] = {
    idle: ['in all', gateway, 10] as const,
    still: ['over the floor', gateway - floor, 15] as const,
    moving: ['over the floor, without the model', gateway - floor - inference, 22] as const,
  }[scene];
  return { ...figures, target, measured, limit, isMet: measured <= limit };
}

export function tableOf(verdicts: readonly Verdict[]): string {
  const number = (value: number): string => value.toFixed(1);
  const rows = verdicts.map((verdict) => [
    verdict.scene,
    number(verdict.gateway),
    number(verdict.floor),
    number(verdict.fullDecode),
    (verdict.gateway / Math.max(verdict.fullDecode, 1e-9)).toFixed(2),
    number(verdict.inference),
    number(verdict.inferencesPerS),
    `${Math.round(verdict.attended * 100)} %`,
    `${number(verdict.measured)} of ${verdict.limit} ${verdict.target}`,
    verdict.isMet ? 'met' : 'missed',
  ]);
  const head = [
    'scene',
    'gateway',
    'floor',
    'full decode',
    'gateway / full decode',
    'model',
    'looks/s',
    'attended',
    'target',
    '',
  ];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}

/** The value of an unlabelled sample, or the sum over all labels, in Prometheus text; 0 when there is none. */
export function readMetric(text: string, name: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

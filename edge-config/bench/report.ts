/** What a bench says: figures, targets, a table. Pure. */

export const SCENES = ['idle', 'still', 'moving'] as const;
export type Scene = (typeof SCENES)[number];

/** `MsPerS` is milliseconds of CPU per second of one camera. */
export interface SceneFigures {
  readonly scene: Scene;
  /** The gateway with its threads and all its ffmpegs. */
  readonly gatewayMsPerS: number;
  /** ffmpeg that only takes the stream apart, in the same run: nothing can cost less. */
  readonly floorMsPerS: number;
  /** ffmpeg that decodes everything to the analysis rate and width, in the same run. */
  readonly fullDecodeMsPerS: number;
  /** Inside the model; by the clock, so that a busy machine makes it more than it is. */
  readonly inferenceMsPerS: number;
  /** Runs of the model per second of one camera. */
  readonly inferencesPerS: number;
  /** Frames given to the model's queue per second of one camera. */
  readonly framesPerS: number;
  /** Share of the cameras that were decoded in full when the measurement began, 0..1. */
  readonly attendedAtStartShare: number;
  /** The same when it ended. */
  readonly attendedAtEndShare: number;
}

export interface Verdict extends SceneFigures {
  /** Gateway over full decode; 1 would be no gain. */
  readonly ratio: number;
  /** The gateway without the model and without the floor. */
  readonly restMsPerS: number;
  readonly target: string;
  /** What is held against the limit, ms per camera-second. */
  readonly measuredMsPerS: number;
  readonly limitMsPerS: number;
  readonly isMet: boolean;
}

/** The targets for 640x360 at 15 frames/s with a keyframe every 2 s. The floor is part of what the gateway costs. */
export function judge(figures: SceneFigures): Verdict {
  const { scene, gatewayMsPerS, floorMsPerS, fullDecodeMsPerS, inferenceMsPerS } = figures;
  const [target, measuredMsPerS, limitMsPerS] = {
    idle: ['in all', gatewayMsPerS, 10] as const,
    still: ['in all', gatewayMsPerS, 15] as const,
    moving: ['without the model', gatewayMsPerS - inferenceMsPerS, 22] as const,
  }[scene];
  return {
    ...figures,
    ratio: gatewayMsPerS / Math.max(fullDecodeMsPerS, 1e-9),
    restMsPerS: gatewayMsPerS - inferenceMsPerS - floorMsPerS,
    target,
    measuredMsPerS,
    limitMsPerS,
    isMet: measuredMsPerS <= limitMsPerS,
  };
}

/**
 * Whether cameras came to rest while they were measured: the start, when everything is looked at closely, is then in
 * the figures, and they say more than the scene costs.
 */
export function isUnsettled({ attendedAtStartShare, attendedAtEndShare }: SceneFigures): boolean {
  return attendedAtStartShare > attendedAtEndShare;
}

/** In the order of the columns. */
const COLUMNS: readonly { readonly title: string; readonly cell: (verdict: Verdict) => string }[] = [
  { title: 'scene', cell: ({ scene }) => scene },
  { title: 'gateway', cell: ({ gatewayMsPerS }) => oneDecimal(gatewayMsPerS) },
  { title: 'floor', cell: ({ floorMsPerS }) => oneDecimal(floorMsPerS) },
  { title: 'full decode', cell: ({ fullDecodeMsPerS }) => oneDecimal(fullDecodeMsPerS) },
  { title: 'gateway / full decode', cell: ({ ratio }) => ratio.toFixed(2) },
  { title: 'model', cell: ({ inferenceMsPerS }) => oneDecimal(inferenceMsPerS) },
  { title: 'rest', cell: ({ restMsPerS }) => oneDecimal(restMsPerS) },
  { title: 'looks/s', cell: ({ inferencesPerS }) => inferencesPerS.toFixed(2) },
  { title: 'frames/s', cell: ({ framesPerS }) => framesPerS.toFixed(2) },
  {
    title: 'attended',
    cell: ({ attendedAtStartShare, attendedAtEndShare }) =>
      `${Math.round(attendedAtStartShare * 100)} → ${Math.round(attendedAtEndShare * 100)} %`,
  },
  {
    title: 'target',
    cell: ({ measuredMsPerS, limitMsPerS, target }) =>
      `${oneDecimal(measuredMsPerS)} of ${limitMsPerS} ${target}`,
  },
  { title: 'verdict', cell: ({ isMet }) => (isMet ? 'met' : 'missed') },
];

export function tableOf(verdicts: readonly Verdict[]): string {
  const rows = [
    COLUMNS.map(({ title }) => title),
    ...verdicts.map((verdict) => COLUMNS.map(({ cell }) => cell(verdict))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The value of an unlabelled sample, or the sum over all labels, in Prometheus text; 0 when there is none. */
export function readMetric(text: string, name: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

function oneDecimal(value: number): string {
  return value.toFixed(1);
}

/** Results of earlier runs, read back: the table may be made of several runs, and is judged by today's limits. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ShouwangError } from '../contracts/errors.ts';
import { CAMERA_CASES } from './cameras/cases.ts';
import { cameraLimitsOf } from './cameras/run.ts';
import { CASES } from './cases.ts';
import { type Limits, limitsOf, overOf } from './limits.ts';
import type { CaseResult } from './report.ts';

const count = z.int().nonnegative();
const resultSchema = z.object({
  case: z.string(),
  ...{ run: z.int().min(1), raised: count, atConsole: count, atGuardian: count, duplicatesShown: count },
  ...{ lost: count, recoveryS: z.number().nullable(), rssPeakMiB: z.number() },
  why: z.string().optional(),
  figures: z.record(z.string(), z.number()),
});
const fileSchema = z.object({ results: z.array(resultSchema) });

/**
 * @param files as `--json` wrote them. Of a case that stands in several, the last file counts: it was run anew.
 * @returns in the order of the cases; what is no case any more is left out.
 * @throws ShouwangError USAGE
 */
export function readStored(files: readonly string[]): CaseResult[] {
  const byCase = new Map<string, CaseResult[]>();
  for (const file of files) {
    const results = readFile(file);
    for (const name of new Set(results.map((result) => result.case))) {
      byCase.set(
        name,
        results.filter((result) => result.case === name),
      );
    }
  }
  return [...CASES, ...CAMERA_CASES].flatMap(({ name }) => byCase.get(name) ?? []);
}

function readFile(file: string): CaseResult[] {
  const { results } = parse(file);
  return results.map(({ why, ...result }) => {
    const limits = limitsOfCase(result.case);
    return { ...result, ...(why === undefined ? {} : { why }), limits, over: overOf(result, limits) };
  });
}

function parse(file: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new ShouwangError('USAGE', `--from ${file}: not what \`shouwang faults --json\` writes`, { cause });
  }
}

function limitsOfCase(name: string): Limits {
  const camera = CAMERA_CASES.find((fault) => fault.name === name);
  if (camera !== undefined) return cameraLimitsOf(camera);
  return limitsOf(CASES.find((fault) => fault.name === name) ?? {});
}

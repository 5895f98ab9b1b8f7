/** Import of shapes: a GeoJSON FeatureCollection (RFC 7946) of divisions that are known. */
import { sql } from 'kysely';
import type { ImportReport, ShapeGeometry } from '../../../edge-config/contracts/rest.ts';
import { covers, levelOf } from '../../domain/division.ts';
import { BadRows, type Fault } from './bad-rows.ts';
import { decodeFile } from './decode.ts';
import { NO_CODE, OUTSIDE, REQUIRED, twice, UNKNOWN_DIVISION } from './faults.ts';
import { readGeometry } from './geometry.ts';
import { carryOut, type Import } from './importing.ts';
import { planImport } from './plan.ts';

interface ShapeRow {
  readonly code: string;
  readonly shape: ShapeGeometry;
}

const NO_COLLECTION: Fault = {
  reason: { zh: '不是 GeoJSON 的 FeatureCollection', en: 'it is no GeoJSON FeatureCollection' },
  fix: { zh: '导出为 GeoJSON（WGS 84）', en: 'export it as GeoJSON (WGS 84)' },
};

/** Map services write a city as its county code: 520600 for 5206. */
function codeOf(properties: unknown): string {
  const { adcode, code } = (properties ?? {}) as { adcode?: unknown; code?: unknown };
  const given = code ?? adcode;
  const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
  return /^\d{4}00$/.test(text) ? text.slice(0, 4) : text;
}

/** Pure. Never throws, whatever the text. */
export function checkShapes(
  text: string,
  known: { readonly bound: string; readonly has: (code: string) => boolean },
  bad: BadRows,
): ShapeRow[] {
  const features = readFeatures(text);
  if (features === undefined) {
    bad.add({ line: 1, column: '', value: text.slice(0, 60) }, NO_COLLECTION);
    return [];
  }
  const numbers = new Map<string, number>();
  return features.flatMap((feature, index) => {
    const line = index + 1;
    const before = bad.count;
    const { geometry, properties } = (feature ?? {}) as { geometry?: unknown; properties?: unknown };
    const code = codeOf(properties);
    const first = numbers.get(code);
    numbers.set(code, first ?? line);
    const fault =
      code === ''
        ? REQUIRED
        : levelOf(code) === undefined
          ? NO_CODE
          : first !== undefined
            ? twice(first)
            : !covers(known.bound, code)
              ? OUTSIDE
              : known.has(code)
                ? undefined
                : UNKNOWN_DIVISION;
    if (fault !== undefined) bad.add({ line, column: 'properties.code', value: code }, fault);
    const shape = readGeometry(geometry, (value, fault) =>
      bad.add({ line, column: 'geometry', value }, fault),
    );
    return bad.count > before || shape === undefined ? [] : [{ code, shape }];
  });
}

function readFeatures(text: string): unknown[] | undefined {
  try {
    const value = JSON.parse(text) as { type?: unknown; features?: unknown } | null;
    const isCollection = value?.type === 'FeatureCollection' && Array.isArray(value.features);
    return isCollection ? (value.features as unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws BadRowsError */
export function importShapes(request: Import): Promise<ImportReport> {
  const bad = new BadRows();
  const text = decodeFile(request.bytes, bad);
  return carryOut<ShapeRow>(request, {
    plan: async (reads) => {
      const rows = await reads.selectFrom('divisions').select(['code', 'shape']).execute();
      const codes = new Set(rows.map(({ code }) => code));
      const known = { bound: request.bound, has: (code: string) => codes.has(code) };
      const wanted = text === undefined ? [] : checkShapes(text, known, bad);
      bad.refuse();
      const drawn = rows.flatMap(({ code, shape }) =>
        shape === null ? [] : [[code, { code, shape: shape as ShapeGeometry }] as const],
      );
      return planImport(wanted, ({ code }) => code, new Map(drawn), {
        shape: ({ shape: { coordinates, type } }) => JSON.stringify([type, coordinates]),
      });
    },
    write: async (transaction, { changed, created }) => {
      await sql`UPDATE divisions SET shape = wanted.shape
        FROM jsonb_to_recordset(${JSON.stringify([...created, ...changed])}::jsonb)
          AS wanted (code text, shape jsonb)
        WHERE divisions.code = wanted.code`.execute(transaction);
    },
  });
}

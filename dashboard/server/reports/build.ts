/** A report as the pages and the document show it: rows read, figures computed, names put beside codes. */
import {
  type PeriodKind,
  type Report,
  reportLimitsSchema,
  type ScopeReport,
} from '../../../edge-config/contracts/rest.ts';
import { DEFAULT_LIMITS, type Limits } from '../../domain/report/grade.ts';
import { type Period, periodBefore } from '../../domain/report/period.ts';
import {
  type PlaceFigure,
  type ScopeReport as PlainScope,
  type ReportInput,
  reportOf,
  scopeReport,
} from '../../domain/report/report.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from '../store/database.ts';
import { type PlaceNames, readPlaceNames } from '../store/ledger.ts';
import { readOutages, readReportCameras, readReportRows } from '../store/reports.ts';
import { nearest, readSettings, type Setting } from '../store/settings.ts';
import { analyse } from './analysis.ts';

export const LIMITS_KEY = 'report.limits';

export function conclusionKey(kind: PeriodKind, period: string): string {
  return `report.conclusion.${kind}.${period}`;
}

export interface ReportOrder {
  readonly division: string;
  readonly kind: PeriodKind;
  readonly period: Period;
  readonly nowMs: number;
}

export async function buildReport(
  database: Database,
  divisions: Divisions,
  { division, kind, nowMs, period }: ReportOrder,
): Promise<Report> {
  const settings = await readSettings(database, LIMITS_KEY);
  const common = {
    ...{ division, nowMs, limitsOf: (code: string) => limitsFor(settings, code).limits },
    cameras: await readReportCameras(database, division),
  };
  const inputOf = async (of: Period): Promise<ReportInput> => ({
    ...common,
    period: of,
    rows: await readReportRows(database, division, of),
    outages: await readOutages(database, division, of),
  });
  const plain = reportOf(await inputOf(period));
  const before = scopeReport(await inputOf(comparable(period, nowMs)));
  const names = await readPlaceNames(database, {
    cameras: [...plain.falseCameras, ...plain.blindCameras],
    households: plain.households,
  });
  const report = {
    kind,
    period: period.name,
    isRunning: nowMs < period.toMs,
    whole: named(plain.whole, divisions),
    before: named(before, divisions),
    parts: plain.parts.map((part) => named(part, divisions)),
    days: plain.days,
    falseCameras: plain.falseCameras.map((place) => placed(place, divisions, names.camera)),
    households: plain.households.map((place) => placed(place, divisions, names.household)),
    blindCameras: plain.blindCameras.map((place) => ({
      ...placed(place, divisions, names.camera),
      hours: place.hours,
    })),
    conclusion: await readConclusion(database, kind, period.name, division),
  } as Omit<Report, 'analysis'>;
  return { ...report, analysis: analyse(report) };
}

/** The period before; of one that still runs, as much of it as has passed of this one. */
function comparable(period: Period, nowMs: number): Period {
  const before = periodBefore(period);
  if (nowMs >= period.toMs) return before;
  return { ...before, toMs: Math.min(before.toMs, before.fromMs + Math.max(0, nowMs - period.fromMs)) };
}

export function limitsFor(
  settings: readonly Setting[],
  division: string,
): { readonly limits: Limits; readonly setting: Setting | undefined } {
  const setting = nearest(settings, division);
  const limits = reportLimitsSchema.safeParse(setting?.value);
  // What an older version wrote and this one does not understand counts as not set.
  return limits.success ? { limits: limits.data, setting } : { limits: DEFAULT_LIMITS, setting: undefined };
}

export async function readConclusion(
  database: Database,
  kind: PeriodKind,
  period: string,
  division: string,
): Promise<Report['conclusion']> {
  const settings = await readSettings(database, conclusionKey(kind, period));
  const own = settings.find((setting) => setting.division === division);
  if (own === undefined) return null;
  return { text: String(own.value), updatedAt: own.updatedAt, updatedBy: own.updatedBy };
}

/** Lists of the domain are read-only, those of the contract are not: they are the same. */
function named(scope: PlainScope, divisions: Divisions): ScopeReport {
  const code = scope.division;
  return { ...scope, division: { code, names: divisions.namesOf(code) } } as ScopeReport;
}

function placed(
  { figure, gatewayId, id, township }: PlaceFigure,
  divisions: Divisions,
  nameOf: PlaceNames['camera'],
): Report['households'][number] {
  return {
    ...{ gatewayId, id, figure: figure as Report['whole']['total'] },
    label: nameOf(gatewayId, id),
    division: { code: township, names: divisions.namesOf(township) },
  };
}

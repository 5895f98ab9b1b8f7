/** Drills as pages and tables show them: each with the stages of its alert, measured by the division's limits. */
import { stringify } from 'csv-stringify/sync';
import type { AlertView, Drill } from '../../edge-config/contracts/rest.ts';
import { type DrillFacts, drillLimits, drillStages, drillVerdict } from '../domain/drill.ts';
import type { Divisions } from './divisions.ts';
import { chinaTime } from './ledger/columns.ts';
import { BYTE_ORDER_MARK, withoutFormula } from './ledger/csv.ts';
import { LIMITS_KEY, limitsFor } from './reports/build.ts';
import type { Database } from './store/database.ts';
import type { DrillRow } from './store/drills.ts';
import { readSettings } from './store/settings.ts';
import { readAlertViews } from './store/views.ts';
import { type DocumentLanguage, word } from './words.ts';

export async function toDrills(
  database: Database,
  divisions: Divisions,
  rows: readonly DrillRow[],
  nowMs: number,
): Promise<Drill[]> {
  const ids = rows.flatMap(({ alert_id }) => alert_id ?? []);
  const views = new Map(
    (await readAlertViews(database, divisions, ids)).map((view) => [view.alert.alertId, view]),
  );
  const settings = await readSettings(database, LIMITS_KEY);
  return rows.map((row) => {
    const view = views.get(row.alert_id ?? '');
    const limits = drillLimits(limitsFor(settings, row.division).limits);
    const stages =
      view === undefined
        ? []
        : drillStages(factsOf(view), limits, nowMs).map((stage) => ({ ...stage, roles: [...stage.roles] }));
    // Named by its gateway, and not here yet: it is on its way.
    const verdict = row.alert_id === null ? 'unanswered' : drillVerdict(stages);
    return {
      drillId: row.drill_id,
      division: { code: row.division, names: divisions.namesOf(row.division) },
      ...{ gatewayId: row.gateway_id, cameraId: row.camera_id, alertId: row.alert_id },
      ...{ startedBy: row.started_by, startedAt: row.started_at.toISOString() },
      ...{ verdict, stages },
    };
  });
}

function factsOf({ actions, alert, stages, state }: AlertView): DrillFacts {
  return {
    raisedAt: alert.raisedAt,
    committedAt: stages.committedAt,
    receiptAt: stages.receiptAt,
    isClosed: state === 'closed',
    deeds: actions
      .filter(({ told }) => told?.isConflict !== true)
      .map(({ actor, at, kind, target, tells }) => ({
        ...{ kind, at, actorKind: actor.kind, actorLabel: actor.label },
        ...{ tells: tells ?? [], target: kind === 'escalated' ? target : null },
      })),
  };
}

const TITLES = {
  zh: [
    '演练编号',
    '地点',
    '网关',
    '摄像头',
    '发起人',
    '结论',
    '环节',
    '对象',
    '时间（北京时间）',
    '用时（秒）',
    '限时（秒）',
    '达标',
  ],
  en: [
    ...['Drill', 'Place', 'Gateway', 'Camera', 'Started by', 'Verdict', 'Stage', 'Who'],
    ...['Time (China)', 'After (s)', 'Limit (s)', 'In time'],
  ],
} as const satisfies Record<DocumentLanguage, readonly string[]>;

/** One row for each stage. */
export function drillsCsv(drills: readonly Drill[], language: DocumentLanguage): string {
  const say = (key: string): string => word(language, key);
  const rows = drills.flatMap((drill) => {
    const head = [
      ...[drill.drillId, drill.division.names.join(' '), drill.gatewayId, drill.cameraId, drill.startedBy],
      say(`drillVerdict.${drill.verdict}`),
    ];
    if (drill.stages.length === 0)
      return [[...head, '', '', chinaTime(Date.parse(drill.startedAt)), '', '', '']];
    return drill.stages.map(({ afterS, at, isMet, kind, limitS, roles, who }) => [
      ...head,
      say(`drillStage.${kind}`),
      [roles.map((role) => say(`role.${role}`)).join(say('listComma')), who]
        .filter((part) => part !== '')
        .join(' · '),
      at === null ? '' : chinaTime(Date.parse(at)),
      afterS === null ? '' : afterS.toFixed(1),
      limitS === null ? '' : String(limitS),
      isMet === null ? '' : say(isMet ? 'yes' : 'no'),
    ]);
  });
  return BYTE_ORDER_MARK + stringify([TITLES[language], ...rows.map((row) => row.map(withoutFormula))]);
}

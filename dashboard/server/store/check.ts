/** Whether the stored alerts agree with one another: each rule is one query that finds what breaks it. */
import { sql } from 'kysely';
import { type Checked, MAX_EXAMPLES } from '../../../edge-config/contracts/check.ts';
import type { BilingualText } from '../../../edge-config/contracts/errors.ts';
import type { Database } from './database.ts';

interface Rule extends BilingualText {
  /** Yields a column `id` of what breaks it. */
  readonly query: string;
}

const PERSONS = `('operator', 'responder', 'guardian')`;

const RULES: Readonly<Record<string, Rule>> = {
  newest_event_is_there: {
    zh: '每条预警的最新事件都在',
    en: 'The newest event of every alert is there',
    query: `SELECT a.alert_id AS id FROM alerts a LEFT JOIN alert_events e USING (alert_id, sequence)
            WHERE e.alert_id IS NULL OR e.body <> a.latest`,
  },
  newest_is_highest: {
    zh: '预警显示的是序号最大的事件',
    en: 'An alert shows its event of the highest sequence',
    query: `SELECT e.alert_id AS id FROM alert_events e JOIN alerts a USING (alert_id)
            WHERE e.sequence > a.sequence`,
  },
  events_have_alerts: {
    zh: '每个事件都属于一条预警',
    en: 'Every event belongs to an alert',
    query: `SELECT e.alert_id AS id FROM alert_events e LEFT JOIN alerts a USING (alert_id)
            WHERE a.alert_id IS NULL`,
  },
  ended_when_told: {
    zh: '解除标记与解除事件一致',
    en: 'An alert is over exactly when an event said so',
    query: `SELECT a.alert_id AS id FROM alerts a
            WHERE a.machine_ended <> EXISTS (SELECT FROM alert_events e
              WHERE e.alert_id = a.alert_id AND e.body->>'phase' = 'ended')`,
  },
  each_event_once_in_history: {
    zh: '每个事件在处置记录里恰有一次',
    en: 'Every event stands in the history exactly once',
    query: `SELECT alert_id AS id FROM (
              SELECT alert_id, body->>'phase' AS phase, 1 AS told FROM alert_events
              UNION ALL
              SELECT alert_id, kind, -1 FROM actions WHERE actor_kind = 'gateway') both_sides
            GROUP BY alert_id, phase HAVING sum(told) <> 0`,
  },
  actions_have_alerts: {
    zh: '每条处置记录都属于一条预警',
    en: 'Every action belongs to an alert',
    query: `SELECT x.action_id AS id FROM actions x LEFT JOIN alerts a USING (alert_id) WHERE a.alert_id IS NULL`,
  },
  guardians_are_bound: {
    zh: '被通知的家人都有权查看',
    en: 'Guardians who were told may see the alert',
    query: `SELECT a.alert_id AS id FROM alerts a, jsonb_array_elements_text(a.latest->'guardianIds') g
            WHERE NOT EXISTS (SELECT FROM alert_guardians b WHERE b.alert_id = a.alert_id AND b.guardian_id = g)`,
  },
  bindings_have_alerts: {
    zh: '每个查看权都属于一条预警',
    en: 'Every right to see belongs to an alert',
    query: `SELECT b.alert_id AS id FROM alert_guardians b LEFT JOIN alerts a USING (alert_id)
            WHERE a.alert_id IS NULL`,
  },
  state_follows_people: {
    zh: '状态与人的处置一致',
    en: 'The state is what people made of it',
    query: `SELECT a.alert_id AS id FROM alerts a
            LEFT JOIN (SELECT alert_id, bool_or(kind IN ('closed', 'merged')) AS is_closed,
                bool_or(kind NOT IN ('seen', 'note', 'photo')) AS is_answered,
                bool_or(kind = 'dispatched') AS is_sent, bool_or(kind = 'on_scene') AS is_there
              FROM actions WHERE actor_kind IN ${PERSONS} GROUP BY alert_id) p USING (alert_id)
            LEFT JOIN escalations e USING (alert_id)
            WHERE NOT CASE WHEN p.is_closed THEN a.state = 'closed'
              WHEN p.is_answered THEN a.state = 'acknowledged' OR a.state = 'dispatched' AND p.is_sent
                OR a.state = 'on_scene' AND p.is_there OR a.state = 'raised' AND e.phase IN ('climbing', 'stopped')
              ELSE a.state = 'raised' END`,
  },
  outcome_when_closed: {
    zh: '办结的预警都有结果，未办结的与并入他条的没有',
    en: 'An alert has an outcome exactly when it is closed and not merged into another',
    query: `SELECT alert_id AS id FROM alerts
            WHERE (state = 'closed' AND merged_into IS NULL) <> (outcome IS NOT NULL)`,
  },
  times_follow_state: {
    zh: '办结时间与状态一致，并入的预警存在且已办结',
    en: 'An alert has a time of closing exactly when it is closed; one that was merged is closed, and the other exists',
    query: `SELECT a.alert_id AS id FROM alerts a LEFT JOIN alerts b ON b.alert_id = a.merged_into
            WHERE (a.state = 'closed') <> (a.closed_at IS NOT NULL)
               OR a.merged_into IS NOT NULL AND (b.alert_id IS NULL OR a.state <> 'closed')`,
  },
  revisions: {
    zh: '修订号不小于人的修订号',
    en: 'No revision by people is beyond the newest',
    query: `SELECT alert_id AS id FROM alerts WHERE human_revision > revision OR human_revision < 1`,
  },
  stills_are_whole: {
    zh: '画面与其摘要一致',
    en: 'Every still agrees with its digest',
    query: `SELECT alert_id AS id FROM alert_images WHERE encode(sha256(jpeg), 'hex') <> sha256`,
  },
  stills_are_named: {
    zh: '收到的画面就是预警所指的画面',
    en: 'A still that came is the one that its alert names',
    query: `SELECT i.alert_id AS id FROM alert_images i JOIN alerts a USING (alert_id)
            WHERE a.latest#>>'{image,sha256}' <> i.sha256`,
  },
  escalations_have_alerts: {
    zh: '每个升级时钟都属于一条预警',
    en: 'Every clock of escalation belongs to an alert',
    query: `SELECT e.alert_id AS id FROM escalations e LEFT JOIN alerts a USING (alert_id)
            WHERE a.alert_id IS NULL`,
  },
  escalations_follow_state: {
    zh: '升级时钟与预警状态一致：未受理的在走，受理的暂停，办结或解除的停止',
    en: 'Clocks run for what nobody took, are held for what was taken, and stand for what is closed or over',
    query: `SELECT e.alert_id AS id FROM escalations e JOIN alerts a USING (alert_id)
            WHERE (a.state = 'closed' OR a.machine_ended) AND e.phase <> 'stopped'
               OR a.state = 'raised' AND e.phase = 'held'`,
  },
  notifications_have_alerts: {
    zh: '每条给人的通知都属于一条预警',
    en: 'Every message to people belongs to an alert',
    query: `SELECT n.notification_id AS id FROM notifications n LEFT JOIN alerts a USING (alert_id)
            WHERE a.alert_id IS NULL AND n.kind <> 'digest'`,
  },
  notifications_end_in_history: {
    zh: '送达或放弃的通知都在处置记录里',
    en: 'Every message that was delivered or given up stands in the history',
    query: `SELECT n.alert_id AS id FROM notifications n
            WHERE n.outcome IN ('delivered', 'failed') AND n.kind IN ('rung', 'sent', 'all_clear') GROUP BY n.alert_id
            HAVING count(*) <> (SELECT count(*) FROM actions x
              WHERE x.alert_id = n.alert_id AND x.kind IN ('notified', 'notify_failed'))`,
  },
  serials_are_known: {
    zh: '没有比历次启动更早的编号缺口',
    en: 'No start began beyond the events that are there',
    query: `SELECT start_id AS id FROM starts
            WHERE serial > coalesce((SELECT max(serial) FROM alert_events), 0)`,
  },
};

/** In one snapshot, read-only: a console that runs meanwhile makes no false findings. */
export function checkStore(database: Database): Promise<Checked[]> {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(checkSnapshot);
}

/** @param snapshot that does not change between the rules. */
export async function checkSnapshot(snapshot: Database): Promise<Checked[]> {
  const results: Checked[] = [];
  for (const [rule, { query, zh, en }] of Object.entries(RULES)) {
    const { rows } = await sql<{ id: string; count: string | number }>`
      SELECT id, count(*) OVER () AS count FROM (${sql.raw(query)}) broken ORDER BY id LIMIT ${MAX_EXAMPLES}
    `.execute(snapshot);
    results.push({
      rule,
      text: { zh, en },
      count: Number(rows[0]?.count ?? 0),
      examples: rows.map(({ id }) => id),
    });
  }
  return results;
}

/** A guardian's phone: how the households are, one alert, answers, and what the guardian wishes. */
import { ulid } from 'ulid';
import { makeEnvelope } from '../../../../edge-config/contracts/envelope.ts';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { GuardianAlert } from '../../../../edge-config/contracts/messages.ts';
import type { GUARDIAN_HOME_ROUTES, GuardianAlertDetail } from '../../../../edge-config/contracts/rest.ts';
import { topics } from '../../../../edge-config/contracts/topics.ts';
import { tokenHash } from '../../auth.ts';
import { takeGuardianAnswer } from '../../guardian-answer.ts';
import { isBoundTo } from '../../store/alerts.ts';
import {
  readBoundHouseholds,
  readContacts,
  readGuardianHouseholds,
  readPreferences,
  readResidentAliases,
  writePreferences,
} from '../../store/guardian-home.ts';
import { guardianLabel } from '../../store/people.ts';
import { recordAudit } from '../../store/records.ts';
import { listAlertViews, readAlertView, toGuardianView } from '../../store/views.ts';
import { type HandlerContext, instantOf } from '../context.ts';
import { COOKIES } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';

/** More are never open for one family; the app shows the newest. */
const OPEN_ALERTS = 20;
/** A test alarm is over after this, ms. */
const TEST_ALARM_MS = 5 * 60_000;

export function guardianHomeHandlers(context: HandlerContext): HandlersOf<typeof GUARDIAN_HOME_ROUTES> {
  const { config, database, divisions } = context;
  const looks = new HourlyLooks();

  return {
    guardianHome: async ({ guardianId, request }) => {
      const at = instantOf(context);
      const households = await readGuardianHouseholds(database, guardianId, at);
      const filter = { state: 'open', limit: OPEN_ALERTS, guardianId } as const;
      const alerts = await listAlertViews(database, divisions, filter);
      if (looks.isFirst(tokenHash(request.cookies[COOKIES.guardian] ?? ''), context.clock.wallMs())) {
        await recordAudit(database, {
          ...{ at, actor: `guardian ${guardianId}`, what: 'view home', subject: guardianId },
          // Numbers to call are in it.
          detail: households.map(({ gatewayId, householdId }) => `${gatewayId}/${householdId}`).join(', '),
        });
      }
      return {
        ...{ at, label: await guardianLabel(database, guardianId), households },
        alerts: alerts.filter(({ machineEnded }) => !machineEnded).map(toGuardianView),
      };
    },
    guardianAlert: async ({ guardianId, params: { alertId } }): Promise<GuardianAlertDetail> => {
      await requireOwnAlert(context, guardianId, alertId);
      const view = await readAlertView(database, divisions, alertId);
      if (view === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
      const at = instantOf(context);
      const { alert } = view;
      const home = (await readBoundHouseholds(database, guardianId, at)).find(
        ({ gatewayId, householdId }) => gatewayId === alert.gatewayId && householdId === alert.householdId,
      );
      const [contacts = []] = home === undefined ? [] : await readContacts(database, guardianId, [home], at);
      return {
        alert: toGuardianView(view),
        household: home
          ? {
              label: home.told?.status.label ?? home.householdId,
              residents: await readResidentAliases(database, home),
            }
          : null,
        reason: alert.evidence.reason,
        placeKind: alert.place.kind,
        contacts,
      };
    },
    guardianAnswer: async ({ body, guardianId, params: { alertId } }) => {
      await requireOwnAlert(context, guardianId, alertId);
      await takeGuardianAnswer(database, { ...body, alertId, guardianId }, context);
      return { ok: true };
    },
    guardianPreferences: ({ guardianId }) => readPreferences(database, guardianId),
    changeGuardianPreferences: async ({ body, guardianId }) => {
      await writePreferences(database, guardianId, body);
      return body;
    },
    guardianTestAlarm: async ({ guardianId }) => {
      const nowMs = context.clock.wallMs();
      const at = instantOf(context);
      const alert: GuardianAlert = {
        ...{ alertId: ulid(nowMs), sequence: 1, phase: 'raised', type: 'fall', severity: 'extreme' },
        ...{ status: 'test', placeLabel: '测试 · Test', occurredAt: at, raisedAt: at, confidence: 1 },
        expiresAt: new Date(nowMs + TEST_ALARM_MS).toISOString(),
        reason: { zh: '您要求的测试提醒，不是真的', en: 'The test you asked for; nothing happened' },
      };
      const source = `console/${config.consoleId}`;
      const head = { id: ulid(nowMs), source, type: 'shouwang.guardian-alert.v1', time: at } as const;
      const sent = context.publish(
        topics.guardianAlert(guardianId),
        JSON.stringify(makeEnvelope(head, alert)),
      );
      await sent.catch((cause: unknown) => {
        throw new ShouwangError('TEST_ALARM_FAILED', '', { cause });
      });
      return { alertId: alert.alertId };
    },
  };
}

/**
 * Whether an alert exists is nobody else's business: the answer is the same for what is not there and what is another's.
 * That somebody asked for another's is written down.
 * @throws ShouwangError NOT_FOUND
 */
export async function requireOwnAlert(
  context: Pick<HandlerContext, 'clock' | 'database'>,
  guardianId: string,
  alertId: string,
): Promise<void> {
  const { database } = context;
  if (await isBoundTo(database, alertId, guardianId)) return;
  const other = await database
    .selectFrom('alerts')
    .select('alert_id')
    .where('alert_id', '=', alertId)
    .executeTakeFirst();
  if (other !== undefined) {
    await recordAudit(database, {
      ...{ at: instantOf(context), actor: `guardian ${guardianId}`, what: 'refused', subject: alertId },
      detail: 'an alert of another household',
    });
  }
  throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
}

const HOUR_MS = 3600_000;
const MAX_LOOKS = 20_000;

/** A page that asks every ten seconds must not fill the audit: each session is written down once an hour. */
class HourlyLooks {
  readonly #hours = new Map<string, number>();

  isFirst(session: string, nowMs: number): boolean {
    const hour = Math.floor(nowMs / HOUR_MS);
    if (this.#hours.get(session) === hour) return false;
    if (this.#hours.size >= MAX_LOOKS) this.#hours.clear();
    this.#hours.set(session, hour);
    return true;
  }
}

/** Digests of quiet alerts, and when they are told. */
import { ulid } from 'ulid';
import { isShouwangError, ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { Outcome } from '../../../../edge-config/contracts/primitives.ts';
import type {
  DIGEST_ROUTES,
  DigestHoursView,
  DigestView,
  UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { covers } from '../../../domain/division.ts';
import { DIGEST_HOURS } from '../../county-rules.ts';
import { recordHuman } from '../../store/alerts.ts';
import { writeSetting } from '../../store/county-rules.ts';
import { alertsOfDigest, closeDigestIfDone, listDigests, readDigest } from '../../store/digests.ts';
import { readAlertViews } from '../../store/views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';
import { codeOf, pathOf } from './ladders.ts';

interface Closing {
  readonly alertId: string;
  readonly outcome: Outcome;
  readonly note: string | null;
}

export function digestHandlers(context: HandlerContext): HandlersOf<typeof DIGEST_ROUTES> {
  const { config, database, divisions, rules } = context;

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN when it is another county's. */
  async function viewFor({ division }: UserView, digestId: string): Promise<DigestView> {
    const view = await readDigest(database, divisions, digestId, division);
    if (view === undefined) throw new ShouwangError('NOT_FOUND', `digest ${digestId}`);
    const { code } = view.division;
    if (!covers(division, code) && !covers(code, division))
      throw new ShouwangError('FORBIDDEN', `digest ${digestId} is not of ${division}`);
    return view;
  }

  async function close(user: UserView, { alertId, note, outcome }: Closing): Promise<void> {
    const at = instantOf(context);
    const actor = { kind: 'operator', label: user.displayName } as const;
    const step = { alertId, kind: 'closed', note, outcome, seenRevision: null } as const;
    try {
      await recordHuman(database, { ...step, actionId: ulid(), actor, at });
    } catch (error) {
      // Somebody was first: it is closed, as was wished.
      if (isShouwangError(error) && error.code === 'ALERT_STATE_CONFLICT') return;
      throw error;
    }
    context.onAlertChanged(alertId);
    context.onHuman({ alertId, action: 'closed', outcome, byKind: 'operator', at });
  }

  function hours(division: string): DigestHoursView {
    const { from, value } = rules.digestHoursOf(division);
    return {
      ...{ division: pathOf(division), hours: [...value], timeZone: config.timeZone },
      source: from === undefined ? 'default' : from === division ? 'own' : 'inherited',
      from: from === undefined ? null : pathOf(from),
    };
  }

  return {
    listDigests: async ({ query, user }) => ({
      digests: await listDigests(database, divisions, { ...query, division: user.division }),
    }),
    getDigest: async ({ params: { digestId }, user }) => {
      const digest = await viewFor(user, digestId);
      const ids = await alertsOfDigest(database, digestId, { division: user.division, openOnly: false });
      const views = await readAlertViews(database, divisions, ids);
      return { digest, alerts: views.sort((a, b) => (a.alert.alertId < b.alert.alertId ? 1 : -1)) };
    },
    closeDigest: async ({ body, params: { digestId }, user }) => {
      await viewFor(user, digestId);
      const ids = await alertsOfDigest(database, digestId, { division: user.division, openOnly: true });
      for (const alertId of ids) await close(user, { alertId, ...body });
      await closeDigestIfDone(database, digestId, { at: instantOf(context), by: user.username });
      if (ids.length > 0) {
        const detail = `${ids.length} alert(s) as ${body.outcome}`;
        await audit(context, user, { what: 'close digest', subject: digestId, detail });
      }
      return viewFor(user, digestId);
    },
    getDigestHours: async ({ params, user }) => {
      const division = codeOf(params.division);
      requireWithin(user, division, `division ${params.division}`);
      await rules.refresh();
      return hours(division);
    },
    setDigestHours: async ({ body, params, user }) => {
      const division = codeOf(params.division);
      requireWithin(user, division, `division ${params.division}`);
      const before = hours(division);
      const by = { at: instantOf(context), username: user.username };
      const value = body.hours === null ? null : [...body.hours].sort();
      await writeSetting(database, { division, key: DIGEST_HOURS }, value, by);
      await rules.load();
      const after = hours(division);
      await audit(context, user, {
        ...{ what: 'change digest hours', subject: params.division },
        detail: `${before.source} ${before.hours.join(' ')} → ${after.source} ${after.hours.join(' ')}`,
      });
      return after;
    },
  };
}

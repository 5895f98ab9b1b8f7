/** Alerts: read, taken, sent to, closed, merged. */
import { ulid } from 'ulid';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { ALERT_ROUTES, AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { readSentMessages, type Sending } from '../../notify/sent-messages.ts';
import { type HumanChange, recordHuman, recordMerge } from '../../store/alerts.ts';
import { requireSendable } from '../../store/dispatch.ts';
import { readImage } from '../../store/records.ts';
import { readRelated } from '../../store/related.ts';
import { listAlertViews, readAlertView } from '../../store/views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

type Step = Pick<HumanChange, 'alertId' | 'note' | 'outcome' | 'seenRevision' | 'target' | 'tells'> & {
  readonly actionId?: string;
  readonly kind: 'acknowledged' | 'dispatched' | 'on_scene' | 'closed' | 'note';
};

export function alertHandlers(context: HandlerContext): HandlersOf<typeof ALERT_ROUTES> {
  const { database, divisions } = context;

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function viewFor(user: UserView, alertId: string): Promise<AlertView> {
    const view = await readAlertView(database, divisions, alertId);
    if (view === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    requireWithin(user, view.division.code, `alert ${alertId}`);
    return view;
  }

  async function act(user: UserView, step: Step): Promise<AlertView> {
    const at = instantOf(context);
    const actor = actorOf(user);
    await recordHuman(database, { actionId: ulid(), ...step, actor, at });
    const { alertId, kind, outcome } = step;
    context.onAlertChanged(alertId);
    // A remark is for those who work on it here.
    if (kind !== 'note') context.onHuman({ alertId, action: kind, outcome, byKind: actor.kind, at });
    return viewFor(user, alertId);
  }

  return {
    listAlerts: async ({ query, user }) => ({
      alerts: await listAlertViews(database, divisions, { ...query, division: user.division }),
    }),
    getAlert: ({ params, user }) => viewFor(user, params.alertId),
    alertImage: async ({ params: { alertId }, user }) => {
      await viewFor(user, alertId);
      const jpeg = await readImage(database, alertId);
      if (jpeg === undefined) throw new ShouwangError('NOT_FOUND', `no still of alert ${alertId}`);
      await audit(context, user, { what: 'view still', subject: alertId });
      return jpeg;
    },
    acknowledge: async ({ body: { revision }, params: { alertId }, user }) => {
      await viewFor(user, alertId);
      const step = { kind: 'acknowledged', note: null, outcome: null } as const;
      return act(user, { alertId, ...step, seenRevision: revision });
    },
    dispatchAlert: async ({ body: { note, responderId, revision }, params: { alertId }, user }) => {
      const { alert, division } = await viewFor(user, alertId);
      await requireSendable(database, responderId, division.code);
      const actionId = ulid();
      const step = { kind: 'dispatched', note, outcome: null, target: responderId } as const;
      const tells = tellsOf(context, user, { actionId, alert, responderId });
      return act(user, { alertId, actionId, ...step, tells, seenRevision: revision });
    },
    onScene: async ({ body: { note, revision }, params: { alertId }, user }) => {
      await viewFor(user, alertId);
      return act(user, { alertId, kind: 'on_scene', note, outcome: null, seenRevision: revision });
    },
    close: async ({ body: { note, outcome, revision }, params: { alertId }, user }) => {
      await viewFor(user, alertId);
      return act(user, { alertId, kind: 'closed', note, outcome, seenRevision: revision });
    },
    mergeAlert: async ({ body: { intoAlertId, revision }, params: { alertId }, user }) => {
      await viewFor(user, alertId);
      await viewFor(user, intoAlertId);
      const at = instantOf(context);
      const actor = actorOf(user);
      await recordMerge(database, { alertId, intoAlertId, actor, at, seenRevision: revision });
      for (const changed of [alertId, intoAlertId]) context.onAlertChanged(changed);
      context.onHuman({ alertId, action: 'closed', outcome: null, byKind: actor.kind, at });
      return viewFor(user, alertId);
    },
    addNote: async ({ body: { text }, params: { alertId }, user }) => {
      await viewFor(user, alertId);
      return act(user, { alertId, kind: 'note', note: text, outcome: null, seenRevision: null });
    },
    relatedAlerts: async ({ params: { alertId }, user }) =>
      readRelated(database, divisions, await viewFor(user, alertId)),
  };
}

/** What whoever is sent is told, read when the sending is written. */
export function tellsOf(
  context: Pick<HandlerContext, 'clock' | 'config' | 'reach'>,
  { displayName }: UserView,
  sending: Pick<Sending, 'actionId' | 'alert' | 'responderId'>,
): NonNullable<HumanChange['tells']> {
  const ways = { notifiers: context.config.notifiers, hasPush: context.reach.publicKey !== null };
  return (tx) => readSentMessages(tx, { ...sending, by: displayName, at: instantOf(context) }, ways);
}

/** How somebody of the county stands in the history. */
export function actorOf({ displayName, role }: UserView) {
  return { kind: role === 'responder' ? 'responder' : 'operator', label: displayName } as const;
}

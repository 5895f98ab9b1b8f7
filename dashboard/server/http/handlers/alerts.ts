/** Alerts: read, taken, closed. */
import { ulid } from 'ulid';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { ALERT_ROUTES, AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { type HumanChange, recordHuman } from '../../store/alerts.ts';
import { readImage } from '../../store/records.ts';
import { listAlertViews, readAlertView } from '../../store/views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

type Step = Pick<HumanChange, 'alertId' | 'note' | 'outcome' | 'seenRevision'> & {
  readonly kind: 'acknowledged' | 'closed';
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
    await viewFor(user, step.alertId);
    const at = instantOf(context);
    const byKind = user.role === 'responder' ? 'responder' : 'operator';
    const actor = { kind: byKind, label: user.displayName } as const;
    await recordHuman(database, { ...step, actionId: ulid(), actor, at });
    const { alertId, kind, outcome } = step;
    context.onAlertChanged(alertId);
    context.onHuman({ alertId, action: kind, outcome, byKind, at });
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
    acknowledge: ({ body, params, user }) =>
      act(user, {
        alertId: params.alertId,
        kind: 'acknowledged',
        note: null,
        outcome: null,
        seenRevision: body.revision,
      }),
    close: ({ body, params, user }) =>
      act(user, {
        alertId: params.alertId,
        kind: 'closed',
        note: body.note,
        outcome: body.outcome,
        seenRevision: body.revision,
      }),
  };
}

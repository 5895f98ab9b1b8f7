/** What responders do by phone. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { HumanMessage } from '../../../../edge-config/contracts/messages.ts';
import type {
  AlertAction,
  AlertView,
  DutyAction,
  DutyAnswer,
  ON_DUTY_ROUTES,
  UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { ownTime } from '../../../domain/own-time.ts';
import { recordOnDuty } from '../../store/alerts.ts';
import { requireSendable } from '../../store/dispatch.ts';
import { readAlertView } from '../../store/views.ts';
import { type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';
import { actorOf } from './alerts.ts';

export function onDutyHandlers(context: HandlerContext): HandlersOf<typeof ON_DUTY_ROUTES> {
  const { clock, database, divisions } = context;

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function viewFor(user: UserView, alertId: string): Promise<AlertView> {
    const view = await readAlertView(database, divisions, alertId);
    if (view === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    requireWithin(user, view.division.code, `alert ${alertId}`);
    return view;
  }

  return {
    actOnDuty: async ({ body, params: { alertId }, user }) => {
      const { division } = await viewFor(user, alertId);
      const { actionId, kind, note, outcome, responderId } = body;
      if (responderId !== null) await requireSendable(database, responderId, division.code);
      const time = ownTime(body.at, clock.wallMs());
      const actor = actorOf(user);
      const { isConflict, isNew } = await recordOnDuty(database, {
        ...{ alertId, actionId, kind, actor, note, outcome, time, receivedAt: instantOf(context) },
        ...(responderId === null ? {} : { target: responderId }),
      });
      if (isNew) {
        context.onAlertChanged(alertId);
        const told = isConflict ? undefined : toVillage(body);
        if (told !== undefined) context.onHuman({ alertId, ...told, byKind: actor.kind, at: time.at });
      }
      const view = await viewFor(user, alertId);
      const conflictWith = isConflict ? firstOf(view, actor.label) : null;
      return { view, isNew, isConflict, conflictWith };
    },
  };
}

/** A report says what was found: that it was nothing is learnt from at once; that it was something closes nothing. */
function toVillage({ kind, outcome }: DutyAction): Pick<HumanMessage, 'action' | 'outcome'> | undefined {
  if (kind === 'note') return undefined;
  if (kind !== 'reported') return { action: kind, outcome: null };
  return { action: outcome === 'false' ? 'false' : 'acknowledged', outcome };
}

const ENDING: readonly AlertAction['kind'][] = ['closed', 'merged'];
const TAKING: readonly AlertAction['kind'][] = [
  ...(['acknowledged', 'dispatched', 'on_scene', 'reported', 'going', 'false', 'safe'] as const),
];

/** Who was quicker: who closed it, else who has it in hand. */
function firstOf({ actions }: AlertView, me: string): DutyAnswer['conflictWith'] {
  const others = actions.filter(({ actor, told }) => actor.label !== me && told?.isConflict !== true);
  const first =
    actions.findLast(({ kind }) => ENDING.includes(kind)) ??
    others.findLast(({ kind }) => TAKING.includes(kind));
  return first === undefined ? null : { kind: first.kind, label: first.actor.label, at: first.at };
}

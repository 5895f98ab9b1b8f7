/** What responders do by phone. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type {
  AlertAction,
  AlertView,
  DutyAnswer,
  ON_DUTY_ROUTES,
  UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { ownTime } from '../../../domain/own-time.ts';
import { toVillage } from '../../../domain/village.ts';
import { type DutyChange, recordOnDuty } from '../../store/alerts.ts';
import { requireSendable } from '../../store/dispatch.ts';
import { hasAction, insertPhoto, readPhotoOf } from '../../store/photos.ts';
import { readAlertView } from '../../store/views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';
import { actorOf, tellsOf } from './alerts.ts';

type Told = Pick<DutyChange, 'actionId' | 'kind' | 'note' | 'outcome'> & { readonly at: string };

export function onDutyHandlers(context: HandlerContext): HandlersOf<typeof ON_DUTY_ROUTES> {
  const { database, divisions } = context;

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function viewFor(user: UserView, alertId: string): Promise<AlertView> {
    const view = await readAlertView(database, divisions, alertId);
    if (view === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    requireWithin(user, view.division.code, `alert ${alertId}`);
    return view;
  }

  async function tell(
    user: UserView,
    alertId: string,
    { actionId, at, kind, note, outcome }: Told,
    sent: Pick<DutyChange, 'target' | 'tells'> = {},
  ): Promise<DutyAnswer> {
    const receivedAt = instantOf(context);
    const time = ownTime(at, Date.parse(receivedAt));
    const actor = actorOf(user);
    const { isConflict, isNew } = await recordOnDuty(database, {
      ...{ alertId, actionId, kind, actor, note, outcome, time, receivedAt },
      ...sent,
    });
    if (isNew) {
      context.onAlertChanged(alertId);
      const told = isConflict ? undefined : toVillage(kind, outcome);
      if (told !== undefined) context.onHuman({ alertId, ...told, byKind: actor.kind, at: time.at });
    }
    const view = await viewFor(user, alertId);
    return { view, isNew, isConflict, conflictWith: isConflict ? firstOf(view, actor.label) : null };
  }

  return {
    actOnDuty: async ({ body, params: { alertId }, user }) => {
      const { alert, division } = await viewFor(user, alertId);
      const { actionId, responderId } = body;
      if (responderId === null) return tell(user, alertId, body);
      await requireSendable(database, responderId, division.code);
      const tells = tellsOf(context, user, { actionId, alert, responderId });
      return tell(user, alertId, body, { target: responderId, tells });
    },
    sendPhoto: async ({ body, params: { alertId }, query: { actionId, at }, user }) => {
      await viewFor(user, alertId);
      if (!(await hasAction(database, actionId))) {
        const { jpeg } = await context.photos.render(body);
        await insertPhoto(database, { photoId: actionId, alertId, jpeg, receivedAt: instantOf(context) });
      }
      const told = { actionId, at, kind: 'photo', note: null, outcome: null } as const;
      return tell(user, alertId, told, { target: actionId });
    },
    scenePhoto: async ({ params: { alertId, photoId }, user }) => {
      await viewFor(user, alertId);
      const jpeg = await readPhotoOf(database, alertId, photoId);
      if (jpeg === undefined) throw new ShouwangError('NOT_FOUND', `photo ${photoId} of alert ${alertId}`);
      await audit(context, user, { what: 'view photo', subject: alertId, detail: photoId });
      return jpeg;
    },
  };
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

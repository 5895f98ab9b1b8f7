/** A guardian's phone: signing in and out, its alerts and their stills. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { GUARDIAN_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { signInGuardian } from '../../store/people.ts';
import { readImage, recordAudit } from '../../store/records.ts';
import { listAlertViews, toGuardianView } from '../../store/views.ts';
import { type HandlerContext, instantOf } from '../context.ts';
import { auditRefusal, closeCookie, openCookie, renewGuardianCookie } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';
import { requireOwnAlert } from './guardian-home.ts';
import { guardianSessionOf } from './guardian-session.ts';

const GUARDIAN_ALERTS = 50;

export function guardianHandlers(context: HandlerContext): HandlersOf<typeof GUARDIAN_ROUTES> {
  const { database, divisions } = context;

  return {
    guardianSignIn: async ({ body: { guardianId, password }, reply, request }) => {
      if (!(await signInGuardian(database, guardianId, password))) {
        await auditRefusal(context, { request, subject: guardianId });
        throw new ShouwangError('WRONG_CREDENTIALS', '');
      }
      await openCookie(context, { kind: 'guardian', subject: guardianId, request, reply });
      return guardianSessionOf(context, guardianId);
    },
    guardianSession: async ({ guardianId, reply, request }) => {
      await renewGuardianCookie(context, { reply, request });
      return guardianSessionOf(context, guardianId);
    },
    guardianSignOut: (call) => closeCookie(context, 'guardian', call),
    guardianAlerts: async ({ guardianId }) => {
      const filter = { state: 'all', limit: GUARDIAN_ALERTS, guardianId } as const;
      const views = await listAlertViews(database, divisions, filter);
      return { alerts: views.map(toGuardianView) };
    },
    guardianAlertImage: async ({ guardianId, params: { alertId } }) => {
      await requireOwnAlert(context, guardianId, alertId);
      const jpeg = await readImage(database, alertId);
      if (jpeg === undefined) throw new ShouwangError('NOT_FOUND', `no still of alert ${alertId}`);
      await recordAudit(database, {
        at: instantOf(context),
        actor: `guardian ${guardianId}`,
        what: 'view still',
        subject: alertId,
      });
      return jpeg;
    },
  };
}

/** What a guardian's phone asks. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { GUARDIAN_ROUTES, GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { topics } from '../../../../edge-config/contracts/topics.ts';
import { guardianPassword, guardianUsername } from '../../../broker/guardian-password.ts';
import { isBoundTo } from '../../store/alerts.ts';
import { guardianLabel, signInGuardian } from '../../store/people.ts';
import { readImage, recordAudit } from '../../store/records.ts';
import { listAlertViews, toGuardianView } from '../../store/views.ts';
import { type HandlerContext, instantOf } from '../context.ts';
import { auditRefusal, closeCookie, openCookie } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';

const GUARDIAN_ALERTS = 50;

export function guardianHandlers(context: HandlerContext): HandlersOf<typeof GUARDIAN_ROUTES> {
  const { config, database, divisions } = context;

  async function guardianSession(guardianId: string): Promise<GuardianSession> {
    return {
      guardianId,
      label: await guardianLabel(database, guardianId),
      mqtt: {
        url: config.guardianBrokerUrl,
        username: guardianUsername(guardianId),
        password: guardianPassword(config.guardianKey, guardianId),
        alertTopic: topics.guardianAlert(guardianId),
        actionTopic: topics.guardianAction(guardianId),
      },
    };
  }

  return {
    guardianSignIn: async ({ body: { guardianId, password }, reply, request }) => {
      if (!(await signInGuardian(database, guardianId, password))) {
        await auditRefusal(context, { request, subject: guardianId });
        throw new ShouwangError('WRONG_CREDENTIALS', '');
      }
      await openCookie(context, { kind: 'guardian', subject: guardianId, request, reply });
      return guardianSession(guardianId);
    },
    guardianSession: ({ guardianId }) => guardianSession(guardianId),
    guardianSignOut: (call) => closeCookie(context, 'guardian', call),
    guardianAlerts: async ({ guardianId }) => {
      const filter = { state: 'all', limit: GUARDIAN_ALERTS, guardianId } as const;
      const views = await listAlertViews(database, divisions, filter);
      return { alerts: views.map(toGuardianView) };
    },
    guardianAlertImage: async ({ guardianId, params: { alertId } }) => {
      const isBound = await isBoundTo(database, alertId, guardianId);
      const jpeg = isBound ? await readImage(database, alertId) : undefined;
      // Whether the alert exists is nobody else's business: the answer is the same.
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

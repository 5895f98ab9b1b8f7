/** What each route does. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { ulid } from 'ulid';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { HumanMessage } from '../../../edge-config/contracts/messages.ts';
import type { AlertView, GatewayView, GuardianSession } from '../../../edge-config/contracts/rest.ts';
import { topics } from '../../../edge-config/contracts/topics.ts';
import { guardianPassword, guardianUsername } from '../../broker/guardian-password.ts';
import type { WallClock } from '../ports.ts';
import { type HumanChange, isBoundTo, recordHuman } from '../store/alerts.ts';
import type { Database } from '../store/database.ts';
import {
  closeSession,
  guardianLabel,
  openSession,
  readUser,
  type SessionKind,
  signInGuardian,
  signInUser,
} from '../store/people.ts';
import { readImage, recordAudit } from '../store/records.ts';
import { listAlertViews, readAlertView, readHousehold, toGuardianView } from '../store/views.ts';
import type { Handlers } from './router.ts';

export interface HandlerOptions {
  readonly config: ConsoleConfig;
  readonly database: Database;
  readonly clock: WallClock;
  readonly registry: Registry;
  readonly brokerConnected: () => boolean;
  readonly gateways: () => Promise<GatewayView[]>;
  readonly startLive: Handlers['startLive'];
  readonly onAlertChanged: (alertId: string) => void;
  readonly onHuman: (message: HumanMessage) => void;
}

export const COOKIES: Record<SessionKind, string> = {
  operator: 'shouwang_operator',
  guardian: 'shouwang_guardian',
};
/** A shift and a half; a phone stays signed in for a month. */
const SESSION_MS: Record<SessionKind, number> = { operator: 12 * 3600_000, guardian: 30 * 24 * 3600_000 };
const GUARDIAN_ALERTS = 50;

export function createHandlers(options: HandlerOptions): Handlers {
  const { config, database, clock } = options;
  const now = (): string => new Date(clock.wallMs()).toISOString();

  async function openCookie(reply: FastifyReply, kind: SessionKind, subject: string): Promise<void> {
    const expiresAt = new Date(clock.wallMs() + SESSION_MS[kind]);
    const token = await openSession(database, { kind, subject, expiresAt: expiresAt.toISOString() });
    reply.setCookie(COOKIES[kind], token, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      expires: expiresAt,
    });
    await recordAudit(database, { at: now(), actor: `${kind} ${subject}`, what: 'sign in', subject });
  }

  async function closeCookie(
    request: FastifyRequest,
    reply: FastifyReply,
    kind: SessionKind,
  ): Promise<{ ok: true }> {
    const token = request.cookies[COOKIES[kind]];
    if (token !== undefined) await closeSession(database, token);
    reply.clearCookie(COOKIES[kind], { path: '/' });
    return { ok: true };
  }

  async function viewOf(alertId: string): Promise<AlertView> {
    const view = await readAlertView(database, alertId);
    if (view === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    return view;
  }

  async function act(
    subject: string,
    change: Pick<HumanChange, 'alertId' | 'note' | 'outcome' | 'seenRevision'> & {
      kind: 'acknowledged' | 'closed';
    },
  ): Promise<AlertView> {
    const user = await readUser(database, subject);
    const at = now();
    const actor = { kind: 'operator', label: user?.displayName ?? subject } as const;
    await recordHuman(database, { ...change, actionId: ulid(), actor, at });
    const { alertId, kind, outcome } = change;
    options.onAlertChanged(alertId);
    options.onHuman({ alertId, action: kind, outcome, byKind: 'operator', at });
    return viewOf(alertId);
  }

  async function image(alertId: string, actor: string): Promise<Buffer> {
    const jpeg = await readImage(database, alertId);
    if (jpeg === undefined) throw new ShouwangError('NOT_FOUND', `no still of alert ${alertId}`);
    await recordAudit(database, { at: now(), actor, what: 'view still', subject: alertId });
    return jpeg;
  }

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
    signIn: async ({ body, reply }) => {
      const user = await signInUser(database, body.username, body.password);
      if (user === undefined) throw new ShouwangError('WRONG_CREDENTIALS', '');
      await openCookie(reply, 'operator', user.username);
      return user;
    },
    session: async ({ subject }) => {
      const user = await readUser(database, subject);
      if (user === undefined) throw new ShouwangError('NOT_SIGNED_IN', '');
      return user;
    },
    signOut: ({ request, reply }) => closeCookie(request, reply, 'operator'),
    listAlerts: async ({ query }) => ({ alerts: await listAlertViews(database, query) }),
    getAlert: ({ params }) => viewOf(params.alertId),
    alertImage: ({ params, subject }) => image(params.alertId, `operator ${subject}`),
    acknowledge: ({ params, body, subject }) =>
      act(subject, {
        alertId: params.alertId,
        kind: 'acknowledged',
        note: null,
        outcome: null,
        seenRevision: body.revision,
      }),
    close: ({ params, body, subject }) =>
      act(subject, {
        alertId: params.alertId,
        kind: 'closed',
        note: body.note,
        outcome: body.outcome,
        seenRevision: body.revision,
      }),
    listGateways: async () => ({ gateways: await options.gateways() }),
    getHousehold: async ({ params }) => {
      const household = await readHousehold(database, params.gatewayId, params.householdId);
      if (household === undefined) throw new ShouwangError('NOT_FOUND', `household ${params.householdId}`);
      return household;
    },
    startLive: options.startLive,
    guardianSignIn: async ({ body, reply }) => {
      if (!(await signInGuardian(database, body.guardianId, body.password))) {
        throw new ShouwangError('WRONG_CREDENTIALS', '');
      }
      await openCookie(reply, 'guardian', body.guardianId);
      return guardianSession(body.guardianId);
    },
    guardianSession: ({ subject }) => guardianSession(subject),
    guardianSignOut: ({ request, reply }) => closeCookie(request, reply, 'guardian'),
    guardianAlerts: async ({ subject }) => {
      const views = await listAlertViews(database, {
        state: 'all',
        limit: GUARDIAN_ALERTS,
        guardianId: subject,
      });
      return { alerts: views.map(toGuardianView) };
    },
    guardianAlertImage: async ({ params, subject }) => {
      // Whether the alert exists is nobody else's business: the answer is the same.
      if (!(await isBoundTo(database, params.alertId, subject))) {
        throw new ShouwangError('NOT_FOUND', `no still of alert ${params.alertId}`);
      }
      return image(params.alertId, `guardian ${subject}`);
    },
    health: async ({ reply }) => {
      const isReady = await database
        .selectFrom('users')
        .select('username')
        .limit(1)
        .execute()
        .then(
          () => true,
          () => false,
        );
      const broker = options.brokerConnected();
      if (!isReady) reply.code(503);
      return { ok: isReady && broker, database: isReady, broker };
    },
    metrics: () => options.registry.metrics(),
  };
}

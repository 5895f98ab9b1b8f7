/** What the routes stand on, and what their handlers share. */
import type { Registry } from 'prom-client';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { HumanMessage } from '../../../edge-config/contracts/messages.ts';
import type { GatewayView, UserView } from '../../../edge-config/contracts/rest.ts';
import { covers } from '../../domain/division.ts';
import type { Commands } from '../commands.ts';
import type { CountyRules } from '../county-rules.ts';
import type { Divisions } from '../divisions.ts';
import type { LiveVideo } from '../live-video/live-video.ts';
import type { Reach } from '../notify/reach.ts';
import type { PhotoStudio } from '../photos/photo-studio.ts';
import type { WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { recordAudit } from '../store/records.ts';

export interface HandlerContext {
  readonly config: ConsoleConfig;
  readonly database: Database;
  readonly divisions: Divisions;
  /** Ladders and settings; to be loaded again after a change. */
  readonly rules: CountyRules;
  readonly clock: WallClock;
  readonly registry: Registry;
  readonly brokerConnected: () => boolean;
  /** All of them, whole: for one, see store/gateway-views.ts. */
  readonly gateways: () => Promise<GatewayView[]>;
  readonly commands: Commands;
  readonly liveVideo: LiveVideo;
  readonly reach: Reach;
  /** A channel may have begun to work, or to fail: the boards are told. */
  readonly onChannelsChanged: () => Promise<void>;
  readonly photos: Pick<PhotoStudio, 'render'>;
  readonly onAlertChanged: (alertId: string) => void;
  /** The county names it or moves it: the boards are told. */
  readonly onGatewayChanged: (gatewayId: string) => void;
  readonly onHuman: (message: HumanMessage) => void;
  /** Somebody's sessions are over: their boards are cut off. */
  readonly onSignedOut: (username: string) => void;
  /** To the broker, QoS 1. Rejects when there is none at this moment. */
  readonly publish: (topic: string, payload: string) => Promise<void>;
  /** Address of a binding code as phones reach it. */
  readonly bindingUrl: (token: string) => string;
  /** Address of a one-time link as people reach it. */
  readonly linkUrl: (token: string) => string;
  /** Somebody has set a password by a link. */
  readonly onLinkUsed: (username: string) => void;
}

export function instantOf({ clock }: Pick<HandlerContext, 'clock'>): string {
  return new Date(clock.wallMs()).toISOString();
}

/** @throws ShouwangError FORBIDDEN when it lies outside the user's division. */
export function requireWithin(user: UserView, division: string, what: string): void {
  if (!covers(user.division, division))
    throw new ShouwangError('FORBIDDEN', `${what} is not in ${user.division}`);
}

export async function audit(
  context: Pick<HandlerContext, 'clock' | 'database'>,
  user: UserView,
  entry: { readonly what: string; readonly subject: string; readonly detail?: string },
): Promise<void> {
  await recordAudit(context.database, {
    at: instantOf(context),
    actor: `${user.role} ${user.username}`,
    division: user.division,
    ...entry,
  });
}

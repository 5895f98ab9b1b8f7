/** What each route does, by area. */
import type { HandlerContext } from '../context.ts';
import type { Handlers } from '../router.ts';
import { alertHandlers } from './alerts.ts';
import { auditHandlers } from './audit.ts';
import { bindingHandlers } from './binding.ts';
import { cameraHandlers } from './cameras.ts';
import { channelHandlers } from './channels.ts';
import { digestHandlers } from './digests.ts';
import { divisionHandlers } from './divisions.ts';
import { drillHandlers } from './drills.ts';
import { estateHandlers } from './estate.ts';
import { guardianHandlers } from './guardian.ts';
import { guardianHomeHandlers } from './guardian-home.ts';
import { householdHandlers } from './households.ts';
import { importHandlers } from './imports.ts';
import { ladderHandlers } from './ladders.ts';
import { ledgerHandlers } from './ledger.ts';
import { linkHandlers } from './links.ts';
import { liveVideoHandlers } from './live-video.ts';
import { onDutyHandlers } from './on-duty.ts';
import { overviewHandlers } from './overview.ts';
import { peopleHandlers } from './people.ts';
import { pushHandlers } from './push.ts';
import { reportHandlers } from './reports.ts';
import { responderHandlers } from './responders.ts';
import { sessionHandlers } from './session.ts';
import { systemHandlers } from './system.ts';

export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...alertHandlers(context),
    ...auditHandlers(context),
    ...bindingHandlers(context),
    ...cameraHandlers(context),
    ...channelHandlers(context),
    ...digestHandlers(context),
    ...divisionHandlers(context),
    ...drillHandlers(context),
    ...estateHandlers(context),
    ...guardianHandlers(context),
    ...guardianHomeHandlers(context),
    ...householdHandlers(context),
    ...importHandlers(context),
    ...ladderHandlers(context),
    ...ledgerHandlers(context),
    ...linkHandlers(context),
    ...liveVideoHandlers(context),
    ...onDutyHandlers(context),
    ...overviewHandlers(context),
    ...peopleHandlers(context),
    ...pushHandlers(context),
    ...reportHandlers(context),
    ...responderHandlers(context),
    ...sessionHandlers(context),
    ...systemHandlers(context),
  };
}

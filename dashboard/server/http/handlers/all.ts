/** What each route does, by area. */
import type { HandlerContext } from '../context.ts';
import type { Handlers } from '../router.ts';
import { alertHandlers } from './alerts.ts';
import { cameraHandlers } from './cameras.ts';
import { auditHandlers } from './audit.ts';
import { estateHandlers } from './estate.ts';
import { guardianHandlers } from './guardian.ts';
import { peopleHandlers } from './people.ts';
import { overviewHandlers } from './overview.ts';
import { ledgerHandlers } from './ledger.ts';
import { reportHandlers } from './reports.ts';
import { sessionHandlers } from './session.ts';
import { systemHandlers } from './system.ts';

export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...sessionHandlers(context),
    ...alertHandlers(context),
    ...cameraHandlers(context),
    ...auditHandlers(context),
    ...estateHandlers(context),
    ...guardianHandlers(context),
    ...peopleHandlers(context),
    ...overviewHandlers(context),
    ...ledgerHandlers(context),
    ...reportHandlers(context),
    ...systemHandlers(context),
  };
}

/** What each route does, by area. */
import type { HandlerContext } from '../context.ts';
import type { Handlers } from '../router.ts';
import { alertHandlers } from './alerts.ts';
import { drillHandlers } from './drills.ts';
import { estateHandlers } from './estate.ts';
import { guardianHandlers } from './guardian.ts';
import { sessionHandlers } from './session.ts';
import { systemHandlers } from './system.ts';

export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...sessionHandlers(context),
    ...alertHandlers(context),
    ...drillHandlers(context),
    ...estateHandlers(context),
    ...guardianHandlers(context),
    ...systemHandlers(context),
  };
}

/** What each route does, by area. */
import type { HandlerContext } from '../context.ts';
import type { Handlers } from '../router.ts';
import { alertHandlers } from './alerts.ts';
import { digestHandlers } from './digests.ts';
import { estateHandlers } from './estate.ts';
import { guardianHandlers } from './guardian.ts';
import { ladderHandlers } from './ladders.ts';
import { responderHandlers } from './responders.ts';
import { sessionHandlers } from './session.ts';
import { systemHandlers } from './system.ts';

export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...sessionHandlers(context),
    ...alertHandlers(context),
    ...digestHandlers(context),
    ...estateHandlers(context),
    ...guardianHandlers(context),
    ...ladderHandlers(context),
    ...responderHandlers(context),
    ...systemHandlers(context),
  };
}

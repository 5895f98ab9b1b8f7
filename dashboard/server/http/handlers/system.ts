/** The console about itself. */
import type { SYSTEM_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import type { HandlerContext } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function systemHandlers({
  brokerConnected,
  database,
  registry,
}: HandlerContext): HandlersOf<typeof SYSTEM_ROUTES> {
  return {
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
      const broker = brokerConnected();
      if (!isReady) reply.code(503);
      return { ok: isReady && broker, database: isReady, broker };
    },
    metrics: () => registry.metrics(),
  };
}

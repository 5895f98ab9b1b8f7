/** The console about itself. */
import { readFileSync } from 'node:fs';
import type { SYSTEM_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { openApiDocument } from '../../../../edge-config/generate/openapi.ts';
import type { HandlerContext } from '../context.ts';
import type { HandlersOf } from '../router.ts';

const { version: VERSION } = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as { version: string };

export function systemHandlers({
  brokerConnected,
  database,
  registry,
}: HandlerContext): HandlersOf<typeof SYSTEM_ROUTES> {
  const document = openApiDocument(VERSION);
  return {
    openApi: () => Promise.resolve(document),
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

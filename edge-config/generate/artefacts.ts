/** Everything that is generated from the contracts: file name (from the root) → text. Pure. */
import { z } from 'zod';
import { edgeConfigSchema } from '../contracts/config.ts';
import { brokerServerConfigSchema, consoleConfigSchema } from '../contracts/console-config.ts';
import { ERROR_CODES, errorEntry } from '../contracts/errors.ts';
import { LIVE_PATH, liveMessageSchema } from '../contracts/live.ts';
import { MESSAGE_SCHEMAS } from '../contracts/messages.ts';
import { notificationSchema } from '../contracts/notify.ts';
import { webhookEventSchema } from '../contracts/webhook.ts';
import { openApiDocument } from './openapi.ts';
import { configReference } from './reference.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): unknown => z.toJSONSchema(schema, { io });

export function artefacts(version: string): Record<string, string> {
  const folder = 'edge-config/generated';
  const messages = Object.fromEntries(
    Object.entries(MESSAGE_SCHEMAS).map(([type, schema]) => [type, schemaOf(schema, 'output')]),
  );
  return {
    [`${folder}/edge-config.schema.json`]: json(schemaOf(edgeConfigSchema, 'input')),
    [`${folder}/console-config.schema.json`]: json(schemaOf(consoleConfigSchema, 'input')),
    [`${folder}/broker-config.schema.json`]: json(schemaOf(brokerServerConfigSchema, 'input')),
    [`${folder}/mqtt-messages.schema.json`]: json(messages),
    [`${folder}/live-message.schema.json`]: json({
      path: LIVE_PATH,
      message: schemaOf(liveMessageSchema, 'output'),
    }),
    [`${folder}/webhooks.schema.json`]: json({
      webhooks: schemaOf(webhookEventSchema, 'output'),
      notifiers: schemaOf(notificationSchema, 'output'),
    }),
    [`${folder}/openapi.json`]: json(openApiDocument(version)),
    'docs/reference/config.md': configReference(schemaOf(edgeConfigSchema, 'input')),
    'docs/reference/errors.md': errorReference(),
  };
}

function errorReference(): string {
  const rows = ERROR_CODES.map((code) => {
    const { meaning, remedy, exitCode, httpStatus } = errorEntry(code);
    return `| \`${code}\` | ${meaning.en}<br>${meaning.zh} | ${remedy.en}<br>${remedy.zh} | ${exitCode ?? ''} | ${httpStatus ?? ''} |`;
  });
  return [
    '# Errors',
    '',
    'Generated from `edge-config/contracts/errors.ts` by `npm run generate`.',
    '',
    '| code | meaning | remedy | exit code | HTTP status |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

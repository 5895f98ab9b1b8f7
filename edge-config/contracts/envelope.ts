/** CloudEvents 1.0 structured JSON: writing and strict reading. */
import { z } from 'zod';
import { ShouwangError } from './errors.ts';
import { toInputIssues } from './issues.ts';
import { MAX_JSON_BYTES, MESSAGE_SCHEMAS, type MessageData, type MessageType } from './messages.ts';
import { instantSchema } from './primitives.ts';

/**
 * The envelope. Attribute names are lower-case letters and digits only (CloudEvents 1.0, "naming conventions").
 * `late`, `outboxat` and `publishedat` are extension attributes: they may differ between two deliveries of the
 * same event, so they stand outside `data`.
 */
export const envelopeSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(200),
  type: z.string().min(1),
  time: instantSchema,
  datacontenttype: z.literal('application/json'),
  subject: z.string().optional(),
  late: z.boolean().optional(),
  outboxat: instantSchema.optional(),
  publishedat: instantSchema.optional(),
  data: z.unknown(),
});

export interface Envelope<T extends MessageType> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: T;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly subject?: string;
  /** True when it is delivered after an outage: `time` is then long before now. */
  readonly late?: boolean;
  /** Wall time at which the outbox had it on disk. */
  readonly outboxat?: string;
  /** Wall time at which this delivery was handed to the broker connection. */
  readonly publishedat?: string;
  readonly data: MessageData<T>;
}

export type EnvelopeExtras = Partial<
  Pick<Envelope<MessageType>, 'subject' | 'late' | 'outboxat' | 'publishedat'>
>;

export function makeEnvelope<T extends MessageType>(
  header: { id: string; source: string; type: T; time: string } & EnvelopeExtras,
  data: MessageData<T>,
): Envelope<T> {
  return { specversion: '1.0', datacontenttype: 'application/json', ...header, data };
}

/**
 * Reads a payload that must be of one type.
 * @throws ShouwangError MESSAGE_MALFORMED with one issue per fault.
 */
export function readEnvelope<T extends MessageType>(type: T, payload: Uint8Array | string): Envelope<T> {
  const json = parseJson(payload);
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) throw malformed('not a CloudEvents 1.0 envelope', envelope.error, json);
  if (envelope.data.type !== type) {
    throw new ShouwangError('MESSAGE_MALFORMED', `type is "${envelope.data.type}", expected "${type}"`);
  }
  const data = MESSAGE_SCHEMAS[type].safeParse(envelope.data.data);
  if (!data.success) throw malformed(`not a ${type}`, data.error, envelope.data.data);
  return { ...envelope.data, data: data.data } as Envelope<T>;
}

function parseJson(payload: Uint8Array | string): unknown {
  const bytes = typeof payload === 'string' ? payload.length : payload.byteLength;
  if (bytes > MAX_JSON_BYTES) {
    throw new ShouwangError('MESSAGE_MALFORMED', `${bytes} bytes; at most ${MAX_JSON_BYTES} are read`);
  }
  try {
    return JSON.parse(
      typeof payload === 'string' ? payload : new TextDecoder('utf-8', { fatal: true }).decode(payload),
    );
  } catch (cause) {
    throw new ShouwangError('MESSAGE_MALFORMED', 'not JSON', { cause });
  }
}

function malformed(what: string, error: z.ZodError, input: unknown): ShouwangError {
  const issues = toInputIssues(error, input);
  const first = issues[0];
  const detail = first === undefined ? what : `${what}: ${first.path || '(root)'}: ${first.reason}`;
  return new ShouwangError('MESSAGE_MALFORMED', detail, { issues });
}

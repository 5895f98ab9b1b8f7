/**
 * JSON lines on stderr (pino). Every secret is registered once, when the config is read, and blotted out of each
 * line as it is written: whatever quotes it (an error, a stack, ffmpeg's own words) cannot leak it.
 */
import { pino } from 'pino';

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** The part of the product that speaks. */
  readonly name: string;
  /** Where lines go; stderr by default. */
  readonly write?: (line: string) => void;
}

/** Shorter values would blot out ordinary words. */
const MIN_SECRET_LENGTH = 4;

export function createLog(options: LogOptions): { log: Log; registerSecret: (value: string) => void } {
  const secrets = new Set<string>();
  const write = options.write ?? ((line: string) => process.stderr.write(line));
  const log = pino(
    {
      level: options.level,
      base: { part: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      errorKey: 'error',
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    { write: (line: string) => write(redact(line, secrets)) },
  );
  return {
    log,
    registerSecret: (value) => {
      if (value.length < MIN_SECRET_LENGTH) return;
      // As written in JSON, in an address, and plainly.
      for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) {
        secrets.add(form);
      }
    },
  };
}

function redact(line: string, secrets: ReadonlySet<string>): string {
  let text = line;
  // Longest first: a secret that begins with another must not leave its tail.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length))
    text = text.replaceAll(secret, '***');
  return text;
}

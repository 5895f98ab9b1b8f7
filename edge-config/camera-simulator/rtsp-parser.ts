/**
 * Incremental parser of RTSP/1.0 requests (RFC 2326) on one connection. Pure, bounded, and indifferent to how
 * the bytes are cut: any chunking of the same bytes gives the same messages.
 *
 * Own protocol code because no maintained npm package serves H.264 and H.265 over RTSP/TCP with faults.
 */

export interface RtspRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  /** Lower-case names. Of a repeated header the first counts. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The bytes are not RTSP. Always the last message: what follows cannot be understood. */
export interface RtspViolation {
  readonly kind: 'violation';
  /** Status to answer with before closing. */
  readonly status: 400 | 413 | 505;
  readonly reason: string;
}

export type RtspMessage = RtspRequest | RtspViolation;

export const MAX_HEAD_BYTES = 16_384;
export const MAX_BODY_BYTES = 65_536;

const DOLLAR = 0x24;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

type Step =
  | { readonly outcome: 'more' }
  | { readonly outcome: 'skip'; readonly bytes: number }
  | { readonly outcome: 'message'; readonly bytes: number; readonly message: RtspMessage };

export class RtspParser {
  #pending: Buffer = Buffer.alloc(0);
  #broken = false;

  /** Takes the next bytes; gives the messages that are now complete. After a violation it gives no more. */
  push(chunk: Buffer): RtspMessage[] {
    const messages: RtspMessage[] = [];
    if (this.#broken) return messages;
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const step = nextStep(this.#pending);
      if (step.outcome === 'more') return messages;
      if (step.outcome === 'message') messages.push(step.message);
      if (step.outcome === 'message' && step.message.kind === 'violation') {
        this.#broken = true;
        this.#pending = Buffer.alloc(0);
        return messages;
      }
      this.#pending = this.#pending.subarray(step.bytes);
    }
  }
}

function nextStep(bytes: Buffer): Step {
  const first = bytes[0];
  if (first === undefined) return { outcome: 'more' };
  // Empty lines between requests are harmless (RFC 2326 appendix C asks for robustness).
  if (first === CARRIAGE_RETURN || first === LINE_FEED) return { outcome: 'skip', bytes: 1 };
  if (first === DOLLAR) return interleavedStep(bytes);
  const headBytes = headLength(bytes);
  if (headBytes === undefined) {
    return bytes.length > MAX_HEAD_BYTES
      ? violation(413, 'the request head is too long')
      : { outcome: 'more' };
  }
  if (headBytes > MAX_HEAD_BYTES) return violation(413, 'the request head is too long');
  return requestStep(bytes, headBytes);
}

/** Receiver reports that the client sends on the connection (RFC 2326 10.12): of no use here. */
function interleavedStep(bytes: Buffer): Step {
  if (bytes.length < 4) return { outcome: 'more' };
  const frameBytes = 4 + bytes.readUInt16BE(2);
  return bytes.length < frameBytes ? { outcome: 'more' } : { outcome: 'skip', bytes: frameBytes };
}

/** Bytes up to and with the empty line. RFC 2326 4: a bare LF ends a line as well as CRLF does. */
function headLength(bytes: Buffer): number | undefined {
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at + 2;
    if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return at + 3;
  }
  return undefined;
}

function requestStep(bytes: Buffer, headBytes: number): Step {
  const [requestLine = '', ...headerLines] = bytes.toString('latin1', 0, headBytes).trimEnd().split(/\r?\n/);
  const match = /^([A-Z_]+) (\S+) RTSP\/(\d\.\d)$/.exec(requestLine);
  if (match === null) return violation(400, 'the request line is malformed');
  if (match[3] !== '1.0') return violation(505, 'only RTSP/1.0 is spoken here');
  const headers = parseHeaders(headerLines);
  if (headers === undefined) return violation(400, 'a header line is malformed');
  const lengthText = headers.get('content-length') ?? '0';
  if (!/^\d{1,9}$/.test(lengthText)) return violation(400, 'Content-Length is not a number');
  const bodyBytes = Number(lengthText);
  if (bodyBytes > MAX_BODY_BYTES) return violation(413, 'the request body is too long');
  const end = headBytes + bodyBytes;
  if (bytes.length < end) return { outcome: 'more' };
  const message: RtspRequest = {
    kind: 'request',
    method: match[1] ?? '',
    uri: match[2] ?? '',
    headers,
    body: Buffer.from(bytes.subarray(headBytes, end)),
  };
  return { outcome: 'message', bytes: end, message };
}

function parseHeaders(lines: readonly string[]): Map<string, string> | undefined {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

function violation(status: RtspViolation['status'], reason: string): Step {
  return { outcome: 'message', bytes: 0, message: { kind: 'violation', status, reason } };
}

/** What channels over HTTP have in common: one request, a bounded wait, an answer that is judged, secrets that stay inside. */
import type { ChannelPreview } from '../../../../edge-config/contracts/rest.ts';
import type { Channel, ChannelMessage, Outcome } from '../channel.ts';

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Hidden wherever the request is shown. */
  readonly secrets: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  /** At most 4,096 characters of it. */
  readonly text: string;
  readonly retryAfterS: number | undefined;
}

export interface HttpChannelOptions
  extends Pick<Channel, 'id' | 'kind' | 'language' | 'perMinute' | 'limits' | 'isPersonal'> {
  readonly request: (message: ChannelMessage) => HttpRequest;
  readonly judge: (answer: HttpAnswer) => Outcome;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER = 4096;
const HIDDEN = '***';

export function httpChannel({ judge, request, ...options }: HttpChannelOptions): Channel {
  return {
    ...options,
    send: async (message) => {
      const answer = await post(request(message));
      return typeof answer === 'string' ? { kind: 'refused', error: answer } : judge(answer);
    },
    preview: async (message) => previewOf(request(message)),
    close: async () => {},
  };
}

/** @returns what the other side answered, or why there is no answer: nothing of address or key. */
export async function post(
  { body, headers, url }: Pick<HttpRequest, 'url' | 'headers' | 'body'>,
  timeoutMs = TIMEOUT_MS,
): Promise<HttpAnswer | string> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      // A redirect would carry the message, and perhaps the key, to somebody else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers,
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    // The connection is free only once it is read.
    const text = (await answer.text()).slice(0, MAX_ANSWER);
    const wait = Number(answer.headers.get('retry-after') ?? Number.NaN);
    return { status: answer.status, text, retryAfterS: Number.isFinite(wait) && wait > 0 ? wait : undefined };
  } catch (error) {
    return isTimeout(error) ? 'no answer in time' : 'no connection';
  }
}

/** Any 2xx is a yes. */
export function judgeStatus({ retryAfterS, status }: HttpAnswer): Outcome {
  const isTaken = status >= 200 && status < 300;
  return isTaken
    ? { kind: 'delivered', answer: `HTTP ${status}` }
    : { kind: 'refused', error: `HTTP ${status}`, retryAfterS };
}

/** How the platforms of group robots answer: 200 for everything, and in the body whether it was taken. */
export interface RobotAnswers {
  /** Field of the number that is 0 when it was taken. */
  readonly code: string;
  /** Fields in which it says why not, first one first. */
  readonly message: readonly string[];
  /** Codes of "too often". */
  readonly tooOften: readonly number[];
}

const ROBOT_PATIENCE_S = 60;

export function judgeRobot(answer: HttpAnswer, { code, message, tooOften }: RobotAnswers): Outcome {
  const judged = judgeStatus(answer);
  if (judged.kind === 'refused') return judged;
  let told: Readonly<Record<string, unknown>>;
  try {
    told = Object(JSON.parse(answer.text));
  } catch {
    return { kind: 'refused', error: 'an answer that is no JSON' };
  }
  const number = told[code];
  if (number === 0) return { kind: 'delivered', answer: `${code} 0` };
  const why = message.map((field) => told[field]).find((text) => typeof text === 'string') ?? '';
  const error = `${code} ${String(number)} ${String(why)}`.slice(0, 200).trim();
  const retryAfterS = tooOften.includes(Number(number)) ? ROBOT_PATIENCE_S : undefined;
  return { kind: 'refused', error, retryAfterS };
}

export function previewOf({ body, headers, secrets, url }: HttpRequest): ChannelPreview {
  const hide = (text: string): string =>
    secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, HIDDEN)), text);
  const { origin, pathname, search } = new URL(url);
  // Path and query of these addresses are keys.
  const rest = pathname === '/' && search === '' ? '' : `/${HIDDEN}`;
  return {
    to: `${origin}${rest}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, hide(value)])),
    body: hide(typeof body === 'string' ? body : body.toString('utf8')),
  };
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

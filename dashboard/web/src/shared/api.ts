/** Calls to the console. Pages use the contract's types; its schemas stay on the server. */

import type { HouseholdStatus } from '../../../../edge-config/contracts/messages.ts';
import type { Outcome } from '../../../../edge-config/contracts/primitives.ts';
import type { StartedLive, StartLive } from '../../../../edge-config/contracts/rest/live-video.ts';
import type { AlertView, ErrorBody, UserView } from '../../../../edge-config/contracts/rest.ts';

/** An answer that is not a success; `code` is of the error catalogue. */
export class ApiError extends Error {
  readonly status: number;
  /** Undefined when another than the console answered in its place. */
  readonly body: ErrorBody | undefined;

  constructor(status: number, body: ErrorBody | undefined) {
    super(body?.code ?? `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** @throws ApiError */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const answer = await fetch(path, {
    method,
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
}

/** A proxy on the way, or a server that is going down, refuses in words of its own: these are not shown as the console's. */
export async function refusalOf(answer: Response): Promise<ApiError> {
  const told: unknown = await answer.json().catch(() => undefined);
  return new ApiError(answer.status, isErrorBody(told) ? told : undefined);
}

function isErrorBody(told: unknown): told is ErrorBody {
  if (typeof told !== 'object' || told === null) return false;
  const { code, issues, message, remedy } = told as { readonly [Key in keyof ErrorBody]?: unknown };
  return typeof code === 'string' && Array.isArray(issues) && isInBoth(message) && isInBoth(remedy);
}

function isInBoth(text: unknown): boolean {
  if (typeof text !== 'object' || text === null) return false;
  const { en, zh } = text as { readonly en?: unknown; readonly zh?: unknown };
  return typeof zh === 'string' && typeof en === 'string';
}

export const api = {
  signIn: (username: string, password: string) =>
    call<UserView>('POST', '/api/session', { username, password }),
  session: () => call<UserView>('GET', '/api/session'),
  signOut: () => call<{ ok: true }>('DELETE', '/api/session'),
  alert: (alertId: string) => call<AlertView>('GET', `/api/alerts/${alertId}`),
  household: (gatewayId: string, householdId: string) =>
    call<HouseholdStatus>('GET', `/api/gateways/${gatewayId}/households/${householdId}`),
  startLive: (gatewayId: string, cameraId: string, wish: StartLive) =>
    call<StartedLive>('POST', `/api/cameras/${gatewayId}/${cameraId}/live`, wish),
  acknowledge: ({ alert, revision }: AlertView) =>
    call<AlertView>('POST', `/api/alerts/${alert.alertId}/acknowledge`, { revision }),
  close: ({ alert, revision }: AlertView, outcome: Outcome, note: string) =>
    call<AlertView>('POST', `/api/alerts/${alert.alertId}/close`, {
      revision,
      outcome,
      note: note.trim() === '' ? null : note.trim(),
    }),
};

export function stillUrl({ alert }: AlertView): string {
  return `/api/alerts/${alert.alertId}/image`;
}

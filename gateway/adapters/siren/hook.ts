/** The local siren: a command or an HTTP call of the household's own, told what has happened. No shell is involved. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EdgeConfig } from '../../../edge-config/contracts/config.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';

type Hook = NonNullable<EdgeConfig['fallback']['siren']>;

const run = promisify(execFile);
/** What takes longer has not sounded. */
const TIMEOUT_MS = 10_000;

/** @throws Error when it did not sound. */
export async function soundSiren(hook: Hook, alert: Alert): Promise<void> {
  const { alertId, evidence, place, severity, type } = alert;
  if (hook.kind === 'http') {
    const answer = await fetch(hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ alertId, type, severity, place: place.label, reason: evidence.reason }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`the siren answered ${answer.status}`);
    return;
  }
  const [program = '', ...words] = hook.command;
  await run(program, words, {
    timeout: TIMEOUT_MS,
    env: {
      PATH: process.env['PATH'],
      SHOUWANG_ALERT_ID: alertId,
      SHOUWANG_TYPE: type,
      SHOUWANG_SEVERITY: severity,
      SHOUWANG_PLACE: place.label,
      SHOUWANG_REASON: evidence.reason.zh,
    },
  });
}

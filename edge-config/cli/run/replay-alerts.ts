/** How a replay tells of alerts. */
import type { Alert } from '../../contracts/messages.ts';
import { language } from '../texts.ts';

export function printAlert(alert: Alert, atMs: number, timeZone: string, json: boolean, about: string): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ about, at: new Date(atMs).toISOString(), alert })}\n`);
    return;
  }
  const at = new Date(atMs).toLocaleString('sv-SE', { timeZone });
  const { cameraId, evidence, householdId, phase, severity, type } = alert;
  process.stdout.write(
    `${about} ${at}  ${phase} ${type} ${severity} ${cameraId ?? householdId ?? ''}: ${evidence.reason[language]}\n`,
  );
}

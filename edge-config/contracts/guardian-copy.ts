/** What a guardian's phone is told of an alert: the same from the gateway and from the console. Pure. */
import type { Alert, GuardianAlert } from './messages.ts';

/** A guardian’s copy is of no use after a day: the phone says so rather than ringing. */
export const GUARDIAN_EXPIRY_MS = 24 * 3600 * 1000;

export function guardianCopy(alert: Alert): GuardianAlert {
  const { alertId, confidence, evidence, occurredAt, phase, raisedAt, sequence } = alert;
  return {
    ...{ alertId, sequence, phase, occurredAt, raisedAt, confidence },
    ...{ type: alert.type, severity: alert.severity, status: alert.status },
    placeLabel: alert.place.label,
    expiresAt: new Date(Date.parse(raisedAt) + GUARDIAN_EXPIRY_MS).toISOString(),
    reason: evidence.reason,
  };
}

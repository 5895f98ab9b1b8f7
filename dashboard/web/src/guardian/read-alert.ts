/** Reads what came over MQTT. Pure. */
import type { Envelope } from '../../../../edge-config/contracts/envelope.ts';
import type { GuardianAlert } from '../../../../edge-config/contracts/messages.ts';

/**
 * The schemas stay on the server; what a card needs is looked at here, since a phone must not break on a message that
 * it does not understand.
 */
export function readAlert(text: string): GuardianAlert | undefined {
  try {
    const envelope = JSON.parse(text) as Partial<Envelope<'shouwang.guardian-alert.v1'>>;
    const { data } = envelope;
    if (envelope.type !== 'shouwang.guardian-alert.v1' || data === undefined) return undefined;
    const isWhole =
      [data.alertId, data.type, data.phase, data.occurredAt, data.placeLabel].every(
        (value) => typeof value === 'string',
      ) && Number.isInteger(data.sequence);
    return isWhole ? data : undefined;
  } catch {
    return undefined;
  }
}

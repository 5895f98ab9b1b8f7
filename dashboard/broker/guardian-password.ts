/**
 * Each guardian's MQTT password is derived from one key that console and broker share: the console stores none, the
 * broker needs no list of guardians, and one guardian's password tells nothing about another's.
 */
import { createHmac } from 'node:crypto';

export function guardianUsername(guardianId: string): string {
  return `guardian/${guardianId}`;
}

export function guardianPassword(guardianKey: string, guardianId: string): string {
  return createHmac('sha256', guardianKey).update(`shouwang guardian ${guardianId}`).digest('base64url');
}

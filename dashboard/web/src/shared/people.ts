/** Who did something about an alert. */
import type { AlertAction } from '../../../../edge-config/contracts/rest.ts';

/** A person, not a machine: what answers an alert. */
export function isByPerson({ actor }: AlertAction): boolean {
  return actor.kind === 'operator' || actor.kind === 'responder' || actor.kind === 'guardian';
}

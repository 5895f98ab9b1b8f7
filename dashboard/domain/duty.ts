/** Who is on duty where, and who of them is nearest. Pure. */
import { covers } from './division.ts';

export interface Servant<Role> {
  readonly responderId: string;
  readonly role: Role;
  /** Code of the division served. */
  readonly division: string;
  readonly isActive: boolean;
}

/**
 * Active ones with a row of the roster now; where nobody of a role and division has one, the roster says nothing and all
 * active ones of them are.
 * @param covered responders who have a row of the roster now.
 */
export function onDuty<Role extends string>(
  responders: readonly Servant<Role>[],
  covered: ReadonlySet<string>,
): ReadonlySet<string> {
  const active = responders.filter(({ isActive }) => isActive);
  const postOf = ({ division, role }: Servant<Role>): string => `${role} ${division}`;
  const rostered = new Set(active.filter(({ responderId }) => covered.has(responderId)).map(postOf));
  return new Set(
    active
      .filter((each) => covered.has(each.responderId) || !rostered.has(postOf(each)))
      .map(({ responderId }) => responderId),
  );
}

/** Of those who serve `division` or one around it: all of the nearest division that has some, in their order. */
export function nearest<Role, S extends Servant<Role>>(responders: readonly S[], division: string): S[] {
  const around = responders.filter((each) => covers(each.division, division));
  const longest = Math.max(...around.map((each) => each.division.length));
  return around.filter((each) => each.division.length === longest);
}

/** The nearest place around `division` for which something is set, itself first; undefined when nothing is. */
export function nearestSet<T>(
  division: string,
  lookUp: (code: string) => T | undefined,
): { readonly code: string; readonly value: T } | undefined {
  for (let length = division.length; length >= 0; length -= 1) {
    const code = division.slice(0, length);
    const value = lookUp(code);
    if (value !== undefined) return { code, value };
  }
  return undefined;
}

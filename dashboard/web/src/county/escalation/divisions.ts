/** Divisions that can be chosen: those in which gateways stand, and what lies around them. Pure. */
import type { GatewayView } from '../../../../../edge-config/contracts/rest.ts';

export interface DivisionOption {
  readonly value: string;
  readonly label: string;
}

const LENGTHS = [6, 9, 12] as const;

/** @param bound the division of whom it is shown to; empty: everywhere. */
export function divisionOptions(gateways: Iterable<GatewayView>, bound: string): DivisionOption[] {
  const names = new Map<string, string>(bound === '' ? [] : [[bound, bound]]);
  for (const { division } of gateways) {
    for (const [index, length] of LENGTHS.entries()) {
      const code = division.code.slice(0, length);
      if (code.length < length || !code.startsWith(bound)) continue;
      const known = division.names.slice(0, index + 1);
      names.set(code, known.length === index + 1 ? `${known.join(' ')} (${code})` : code);
    }
  }
  return [...names].map(([value, label]) => ({ value, label })).sort((a, b) => (a.value < b.value ? -1 : 1));
}

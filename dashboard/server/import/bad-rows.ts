/** Faults of a file that is imported. All are looked for; the first are listed, the rest is counted. */
import { type BilingualText, ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { BadRow, ErrorBody } from '../../../edge-config/contracts/rest.ts';

const MAX_LISTED = 1000;
const MAX_VALUE_LENGTH = 60;

/** What is wrong with a value, and how to mend it. */
export interface Fault {
  readonly reason: BilingualText;
  readonly fix: BilingualText;
}

export class BadRows {
  readonly #listed: BadRow[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(
    place: { readonly line: number; readonly column: string; readonly value: unknown },
    fault: Fault,
  ): void {
    this.#count += 1;
    if (this.#listed.length >= MAX_LISTED) return;
    const { column, line } = place;
    this.#listed.push({ line, column, value: cut(place.value), reason: fault.reason, fix: fault.fix });
  }

  /** @throws BadRowsError when there is any */
  refuse(): void {
    if (this.#count === 0) return;
    const listed = this.#listed.toSorted((a, b) => a.line - b.line);
    throw new BadRowsError({ listed, more: this.#count - listed.length });
  }
}

export class BadRowsError extends ShouwangError {
  readonly badRows: NonNullable<ErrorBody['badRows']>;

  constructor(badRows: NonNullable<ErrorBody['badRows']>) {
    super('IMPORT_HAS_BAD_ROWS', `${badRows.listed.length + badRows.more} fault(s)`);
    this.badRows = badRows;
  }
}

function cut(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

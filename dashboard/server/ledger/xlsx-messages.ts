/** What the thread that writes workbooks is told. */
import type { LedgerCell } from './columns.ts';

export type SheetMessage =
  | {
      readonly kind: 'head';
      readonly sheet: string;
      readonly columns: readonly { readonly title: string; readonly width: number }[];
    }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly LedgerCell[])[] }
  | { readonly kind: 'end' };

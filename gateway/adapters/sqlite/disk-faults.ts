/** Whether it is the disk that fails: full, read-only or broken. A folder that is missing or forbidden is a fault of the set-up. */
const CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);
/** SQLite's extended codes begin with these. */
const SQLITE_CODES = /^SQLITE_(?:FULL|IOERR|READONLY)/;

/** Pure. Looks at its causes as well. */
export function isDiskFailing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { cause, code = '' } = error as Error & { readonly code?: string };
  return CODES.has(code) || SQLITE_CODES.test(code) || isDiskFailing(cause);
}

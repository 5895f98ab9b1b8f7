/** How an error is told on a terminal: code, what happened, the faults with their fixes, the remedy. */
import { type ErrorCode, errorEntry, isShouwangError } from '../contracts/errors.ts';
import { language, text } from './texts.ts';

export function exitCodeOf(code: ErrorCode): number {
  return errorEntry(code).exitCode ?? 1;
}

export function reportError(error: unknown, output: { write(text: string): unknown }): void {
  if (!isShouwangError(error)) {
    output.write(`INTERNAL: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return;
  }
  const { meaning, remedy } = errorEntry(error.code);
  output.write(`${error.code}: ${meaning[language]}\n  ${error.detail}\n`);
  for (const issue of error.issues) {
    output.write(`  ${issue.path || '(root)'}\n`);
    output.write(
      `    ${text('value')}: ${issue.value}\n    ${text('reason')}: ${issue.reason}\n    ${text('fix')}: ${issue.fix}\n`,
    );
  }
  output.write(`  → ${remedy[language]}\n`);
}

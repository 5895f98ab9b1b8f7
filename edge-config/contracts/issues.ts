/** Turns zod's findings into the issues people read: path, value, reason, fix. */
import type { z } from 'zod';
import type { InputIssue } from './errors.ts';

type Issue = z.core.$ZodIssue;

const SECRET_KEY = /pass|secret|token|key$|^url$/i;
const MAX_VALUE_LENGTH = 80;

/** All findings at once, in the order of the input. */
export function toInputIssues(error: z.ZodError, input: unknown): InputIssue[] {
  return error.issues.flatMap((issue) => expand(issue, input));
}

function expand(issue: Issue, input: unknown): InputIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: formatPath([...issue.path, key]),
      value: showValue([...issue.path, key], valueAt(input, [...issue.path, key])),
      reason: 'unknown key',
      fix: 'remove it, or correct its spelling',
    }));
  }
  const value = valueAt(input, issue.path);
  return [
    {
      path: formatPath(issue.path),
      value: showValue(issue.path, value),
      reason: value === undefined && issue.code === 'invalid_type' ? 'is missing' : issue.message,
      fix: fixFor(issue),
    },
  ];
}

function fixFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `write a value of type ${issue.expected}`;
    case 'invalid_value':
      return `use one of: ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return `use at least ${String(issue.minimum)}`;
    case 'too_big':
      return `use at most ${String(issue.maximum)}`;
    case 'custom':
      return typeof issue.params?.['fix'] === 'string' ? issue.params['fix'] : 'correct the value';
    default:
      return 'correct the value';
  }
}

/** `cameras[2].zones[0].polygon`; an empty path is the whole document. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** Values are quoted so that a person finds them; anything that may hold a secret is not. */
function showValue(path: readonly PropertyKey[], value: unknown): string {
  if (value === undefined) return '(absent)';
  if (path.some((part) => typeof part === 'string' && SECRET_KEY.test(part))) return maskSecret(value);
  const text = JSON.stringify(value, (key, inner: unknown) =>
    typeof inner === 'string' && SECRET_KEY.test(key) ? maskSecret(inner) : inner,
  );
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

function maskSecret(value: unknown): string {
  if (typeof value !== 'string') return '***';
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value.replace(/\/\/[^/]*@/, '//***@') : '***';
}

/** Ladders of escalation by division and severity. */

import type { Severity } from '../../../../edge-config/contracts/primitives.ts';
import {
  EVERYWHERE,
  type LADDER_ROUTES,
  type LadderView,
  type UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { deleteLadder, writeLadder } from '../../store/county-rules.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

interface Key {
  readonly division: string;
  readonly severity: Severity;
}

export function ladderHandlers(context: HandlerContext): HandlersOf<typeof LADDER_ROUTES> {
  const { database, divisions, rules } = context;

  function view({ division, severity }: Key): LadderView {
    const { from, updatedAt, updatedBy, value } = rules.ladderOf(division, severity);
    return {
      ...{ division: pathOf(division), severity, ladder: value },
      source: from === undefined ? 'default' : from === division ? 'own' : 'inherited',
      from: from === undefined ? null : pathOf(from),
      fromNames: divisions.namesOf(from ?? ''),
      ...{ updatedAt: updatedAt ?? null, updatedBy: updatedBy ?? null },
    };
  }

  /** Does it, and writes down what was in force before and after. */
  async function change(user: UserView, key: Key, write: () => Promise<void>): Promise<LadderView> {
    const before = view(key);
    await write();
    await rules.load();
    const after = view(key);
    await audit(context, user, {
      ...{ what: 'change ladder', subject: `${after.division} ${key.severity}` },
      detail: `${shown(before)} → ${shown(after)}`,
    });
    return after;
  }

  return {
    getLadder: async ({ params, user }) => {
      const key = keyFor(user, params);
      await rules.refresh();
      return view(key);
    },
    setLadder: async ({ body: { ladder }, params, user }) => {
      const key = keyFor(user, params);
      const by = { at: instantOf(context), username: user.username };
      return change(user, key, () => writeLadder(database, key, ladder, by));
    },
    removeLadder: async ({ params, user }) => {
      const key = keyFor(user, params);
      return change(user, key, () => deleteLadder(database, key));
    },
  };
}

/** @throws ShouwangError FORBIDDEN */
function keyFor(user: UserView, { division, severity }: Key): Key {
  const code = codeOf(division);
  requireWithin(user, code, `division ${division}`);
  return { division: code, severity };
}

export function codeOf(path: string): string {
  return path === EVERYWHERE ? '' : path;
}

export function pathOf(code: string): string {
  return code === '' ? EVERYWHERE : code;
}

function shown({ ladder, source }: LadderView): string {
  return `${source} ${JSON.stringify(ladder)}`;
}

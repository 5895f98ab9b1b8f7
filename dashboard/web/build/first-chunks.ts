/**
 * A page begins with few files: each asks the thin line of a phone once more. What pages need at their start lies in one file for
 * every set of pages that need it, then and later: no page loads what only another needs, least of all its styles.
 */
import type { Rollup } from 'vite';

interface Context {
  getModuleInfo(id: string): Rollup.ModuleInfo | null;
}

/** Names the file of a module that is imported statically by some of the pages `htmlFiles`; null when none does. */
export function firstChunkOf(htmlFiles: readonly string[]): (id: string, context: Context) => string | null {
  let pages: readonly Page[] | undefined;
  return (id, context) => {
    pages ??= htmlFiles.map((file) => reach(file, context));
    const first = pages.filter(({ atFirst }) => atFirst.has(id)).map(({ name }) => name);
    const later = pages.filter(({ ever, name }) => ever.has(id) && !first.includes(name));
    if (first.length === 0) return null;
    return [first.join('-'), ...later.map(({ name }) => name)].join('~');
  };
}

interface Page {
  readonly name: string;
  /** Ids of modules. */
  readonly atFirst: ReadonlySet<string>;
  readonly ever: ReadonlySet<string>;
}

function reach(file: string, context: Context): Page {
  const atFirst = (id: string): readonly string[] => context.getModuleInfo(id)?.importedIds ?? [];
  const later = (id: string): readonly string[] => context.getModuleInfo(id)?.dynamicallyImportedIds ?? [];
  return {
    name: file.split('/').at(-2) ?? file,
    atFirst: closure(file, atFirst),
    ever: closure(file, (id) => [...atFirst(id), ...later(id)]),
  };
}

function closure(start: string, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...next(id));
  }
  return seen;
}

/** The divisions that come with the console; any other area is imported. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { levelOf } from '../../domain/division.ts';
import type { Database } from './database.ts';

const FILE = new URL('../../data/tongren.csv', import.meta.url);
/** Rows of one statement: a statement takes at most 65,535 parameters. */
const AT_ONCE = 1000;

/** Only while there are none: what was imported or removed later stays so. */
export async function seedDivisions(database: Database): Promise<void> {
  const known = await database.selectFrom('divisions').select('code').limit(1).executeTakeFirst();
  if (known !== undefined) return;
  const rows = (parse(readFileSync(FILE), { columns: true }) as { code: string; name: string }[]).flatMap(
    ({ code, name }) => {
      const level = levelOf(code);
      return level === undefined ? [] : { code, name, level };
    },
  );
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await database
      .insertInto('divisions')
      .values(rows.slice(from, from + AT_ONCE))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { checkGateway } from '../../../../gateway/adapters/sqlite/check.ts';
import { SqliteOutbox } from '../../../../gateway/adapters/sqlite/outbox.ts';
import { SqliteWatchStore } from '../../../../gateway/adapters/sqlite/watch-store.ts';
import { sampleAlert, sampleReceipt } from '../../../support/alerts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const clock = { wallMs: (): number => 1234 };

function fill(): string {
  const folder = tempFolder();
  const outbox = SqliteOutbox.open(folder, clock);
  const alertId = ulid();
  for (const sequence of [1, 2, 3]) {
    outbox.put({
      openKey: 'yard',
      alert: sampleAlert({ alertId, sequence }),
      guardianAlerts: [],
      jpeg: sequence === 2 ? Buffer.from([0xff, 0xd8, 1]) : null,
    });
  }
  outbox.settleReceipt(sampleReceipt(alertId, 1));
  outbox.close();
  SqliteWatchStore.open(folder, 'now').close();
  return folder;
}

function change(folder: string, file: string, statement: string): void {
  const database = new Database(join(folder, file));
  database.exec(statement);
  database.close();
}

const broken = (folder: string): string[] =>
  checkGateway(folder).flatMap(({ count, rule }) => (count > 0 ? rule : []));

describe('checkGateway', () => {
  it('finds nothing wrong in what a gateway wrote, and changes nothing', () => {
    const folder = fill();
    const before = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(broken(folder)).toEqual([]);
    const after = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(after.map(({ length }) => length)).toEqual(before.map(({ length }) => length));
  });

  it.each<[string, (folder: string) => void]>([
    ['files_are_there', (folder) => rmSync(join(folder, 'watch.sqlite'))],
    [
      'files_are_sound',
      (folder) => {
        rmSync(join(folder, 'outbox.sqlite-wal'), { force: true });
        writeFileSync(join(folder, 'outbox.sqlite'), 'no database\n'.repeat(1000));
      },
    ],
    ['nothing_set_aside', (folder) => writeFileSync(join(folder, 'outbox.sqlite.damaged-1'), '')],
    [
      'waiting_is_readable',
      (folder) => change(folder, 'outbox.sqlite', `UPDATE delivery SET payload = x'7b' WHERE kind = 'alert'`),
    ],
    [
      'waiting_is_readable',
      (folder) =>
        change(
          folder,
          'outbox.sqlite',
          `UPDATE delivery SET sequence = 9 WHERE kind = 'alert' AND sequence = 3`,
        ),
    ],
    [
      'copies_have_guardians',
      (folder) =>
        change(folder, 'outbox.sqlite', `UPDATE delivery SET guardian_id = 'x' WHERE kind = 'image'`),
    ],
    [
      'events_wait_in_order',
      (folder) =>
        change(
          folder,
          'outbox.sqlite',
          `UPDATE delivery SET entry_id = 100 WHERE kind = 'alert' AND sequence = 2`,
        ),
    ],
    [
      'open_alerts_are_readable',
      (folder) => change(folder, 'outbox.sqlite', `UPDATE open_alert SET payload = x'7b7d'`),
    ],
    [
      'memory_is_readable',
      (folder) => change(folder, 'watch.sqlite', `INSERT INTO memory VALUES ('camera', 'yard', '{')`),
    ],
  ])('finds what breaks %s', (rule, breakIt) => {
    const folder = fill();
    breakIt(folder);
    expect(broken(folder)).toEqual([rule]);
  });
});

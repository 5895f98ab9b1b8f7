/** Families and responders in a county's number: the pages on a slow phone, MQTT, Web Push, and a ladder half of which fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import type { Figure } from '../county/report.ts';
import { measureClients } from './clients.ts';
import { measureFamilyPage } from './family-page.ts';
import { ladderFigures, runLadder } from './ladder.ts';
import { measurePush, pushFigures } from './push.ts';

export interface PhonesBenchOptions {
  /** Phones that are connected over MQTT. */
  readonly clients: number;
  /** Raised while they are. */
  readonly alerts: number;
  readonly ladderAlerts: number;
  /** Path of the browser. */
  readonly chromium: string;
  readonly say: (line: string) => void;
  readonly onFigures: (figures: readonly Figure[]) => void;
}

const PUSHES = { alerts: 100, alertsPerS: 5, guardians: 50 };

/** @throws ShouwangError BENCH_UNSUPPORTED, BENCH_FAILED */
export async function benchPhones(options: PhonesBenchOptions): Promise<void> {
  const { alerts, chromium, clients, ladderAlerts, onFigures, say } = options;
  onFigures(await measureFamilyPage({ chromium, say }));
  onFigures(await measureClients({ clients, alerts, say }));
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'));
  try {
    say(`${PUSHES.alerts} pushes`);
    const directory = join(folder, 'pushes');
    onFigures(pushFigures(await measurePush({ ...PUSHES, database: { kind: 'embedded', directory } })));
    say(`${ladderAlerts} alerts up a ladder`);
    const database = await openDatabase({ kind: 'embedded', directory: join(folder, 'ladder') });
    onFigures(ladderFigures(await runLadder(database, ladderAlerts)));
    await database.destroy();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

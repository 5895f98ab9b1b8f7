/** Looks each second for digests whose hour has come, and tells the boards of whatever changes in those that are not closed. */
import type { Transaction } from 'kysely';
import { ulid } from 'ulid';
import type { NotifierConfig } from '../../edge-config/contracts/channels.ts';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { closeFinished, type DueDigest, digestMarks, tellDigests } from './store/digests.ts';
import { readDuty } from './store/duty.ts';
import type { NewMessage } from './store/notifications.ts';
import type { Schema } from './store/schema.ts';

export interface DigestWatchOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly notifiers: readonly Pick<NotifierConfig, 'id' | 'roles'>[];
  readonly onDigestChanged: (digest: { readonly digestId: string; readonly county: string }) => void;
}

export class DigestWatch {
  readonly #options: DigestWatchOptions;
  /** What the boards were last told, by digest; undefined before the first look. */
  #shown: ReadonlyMap<string, { readonly county: string; readonly mark: string }> | undefined;
  #isBusy = false;

  constructor(options: DigestWatchOptions) {
    this.#options = options;
  }

  /** To be called every second or so; a call while one runs is left out. */
  async look(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      const { clock, database, log } = this.#options;
      const at = new Date(clock.wallMs()).toISOString();
      const told = await tellDigests(database, at, (tx, due) => this.#messagesOf(tx, due, at));
      for (const { counts, county, digestId } of told)
        log.info({ digestId, county, counts }, 'a digest is due');
      await closeFinished(database, at);
      await this.#show();
    } finally {
      this.#isBusy = false;
    }
  }

  async #show(): Promise<void> {
    const marks = await digestMarks(this.#options.database);
    const now = new Map(marks.map(({ digestId, ...rest }) => [digestId, rest]));
    const before = this.#shown;
    this.#shown = now;
    // At the start every board asks by itself.
    if (before === undefined) return;
    for (const [digestId, { county }] of new Map([...before, ...now])) {
      if (before.get(digestId)?.mark !== now.get(digestId)?.mark) {
        this.#options.onDigestChanged({ digestId, county });
      }
    }
  }

  async #messagesOf(tx: Transaction<Schema>, due: DueDigest, at: string): Promise<NewMessage[]> {
    const notifiers = this.#options.notifiers.filter(({ roles }) => roles.includes('county'));
    if (notifiers.length === 0) return [];
    const { county, counts, digestId, dueAt } = due;
    const nowhere = { gatewayId: '', householdId: null, guardianIds: [], county };
    const [duty] = await readDuty(tx, [{ alert: nowhere, division: county }], at);
    const recipients = [...(duty?.('county') ?? [])];
    return notifiers.map(({ id }) => {
      const messageId = ulid();
      const body = { notificationId: messageId, digestId, county, roles: ['county' as const], recipients };
      return {
        ...{ messageId, kind: 'digest', notifier: id, alertId: null },
        body: { kind: 'digest', ...body, dueAt, counts: [...counts] },
      };
    });
  }
}

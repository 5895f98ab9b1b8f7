/**
 * Writes down what other systems are to be told: each second every alert whose revision has risen since, in one transaction
 * with the mark that it was. What then happens to it is the notifier's.
 */
import { monotonicFactory } from 'ulid';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import type {
  WebhookConfig,
  WebhookEvent,
  WebhookEventKind,
} from '../../../edge-config/contracts/webhook.ts';
import { covers } from '../../domain/division.ts';
import type { Divisions } from '../divisions.ts';
import type { WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { beginFeed, type FedAlert, feedAlerts, stopFeed } from '../store/feed.ts';
import type { NewMessage } from '../store/notifications.ts';

export interface WebhookFeedOptions {
  readonly consoleId: string;
  readonly database: Database;
  readonly divisions: Divisions;
  readonly clock: WallClock;
  readonly webhooks: readonly Pick<WebhookConfig, 'id' | 'division' | 'kinds'>[];
}

const nextId = monotonicFactory();

export class WebhookFeed {
  readonly #options: WebhookFeedOptions;
  #isBusy = false;

  constructor(options: WebhookFeedOptions) {
    this.#options = options;
  }

  /** What happened while no webhook was configured is told to nobody. */
  begin(): Promise<void> {
    const { consoleId, database, webhooks } = this.#options;
    return webhooks.length === 0 ? stopFeed(database) : beginFeed(database, consoleId, this.#now());
  }

  /** To be called every second or so; a call while one runs is left out. */
  async look(): Promise<void> {
    const { database, divisions, webhooks } = this.#options;
    if (this.#isBusy || webhooks.length === 0) return;
    this.#isBusy = true;
    try {
      const at = this.#now();
      await feedAlerts(database, divisions, at, (fed) => this.#messagesOf(fed, at));
    } finally {
      this.#isBusy = false;
    }
  }

  #messagesOf({ fedState, view }: FedAlert, at: string): NewMessage[] {
    return kindsOf(view.state, fedState).flatMap((kind) =>
      this.#options.webhooks
        .filter(({ division, kinds }) => kinds.includes(kind) && covers(division, view.division.code))
        .map(({ id }) => {
          const eventId = nextId();
          const body = { eventId, kind, at, view: toWebhookView(view) };
          return { messageId: eventId, kind: 'event', notifier: id, alertId: view.alert.alertId, body };
        }),
    );
  }

  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString();
  }
}

function kindsOf(state: AlertView['state'], fedState: AlertView['state'] | null): WebhookEventKind[] {
  const isClosedNow = state === 'closed' && fedState !== 'closed';
  if (fedState === null) return isClosedNow ? ['alert.raised', 'alert.closed'] : ['alert.raised'];
  return [isClosedNow ? 'alert.closed' : 'alert.changed'];
}

/** No picture, and nobody of the family. */
function toWebhookView({ actions, alert, hasImage: _hasImage, ...view }: AlertView): WebhookEvent['view'] {
  const { guardianIds: _guardianIds, image: _image, ...rest } = alert;
  return {
    ...view,
    alert: rest,
    actions: actions.map((action) =>
      action.actor.kind === 'guardian'
        ? { ...action, actor: { kind: 'guardian', label: 'guardian' } }
        : action,
    ),
  };
}

/** A way to reach people, whatever is behind it. */
import type { RecipientLimits } from '../../../edge-config/contracts/channels.ts';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { Severity } from '../../../edge-config/contracts/primitives.ts';
import type { Language } from '../../../edge-config/contracts/push.ts';
import type { ChannelKind, ChannelPreview } from '../../../edge-config/contracts/rest.ts';

export interface ChannelMessage {
  /** The same at every attempt. */
  readonly messageId: string;
  /** What it tells; of a summary the gravest. */
  readonly body: Notification;
  /** In the channel's language; a channel that speaks each phone's own does not read it. */
  readonly text: MessageText;
  /** Id of the person or of the subscription; empty for a group. */
  readonly recipient: string;
  /** Now, ms since the Unix epoch. */
  readonly wallMs: number;
}

export interface MessageText {
  /** At most 80 characters. */
  readonly title: string;
  /** At most 200 characters; of a summary as many lines as it needs. */
  readonly body: string;
  /** Page of the console that shows it; null where nobody knows its address. */
  readonly link: string | null;
}

export type Outcome =
  /** @param answer what the other side said, for the history. */
  | { readonly kind: 'delivered'; readonly answer: string }
  | {
      readonly kind: 'refused';
      /** May be shown: neither address nor key. */
      readonly error: string;
      /** Another attempt would be in vain. */
      readonly isFinal?: boolean;
      /** It says nothing about the channel: this phone alone is gone. */
      readonly isOfRecipient?: boolean;
      /** The other side asks for this much patience, s. */
      readonly retryAfterS?: number | undefined;
    };

export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  /** Null: each phone's own. */
  readonly language: Language | null;
  /** Of a robot: so many messages in any minute, what exceeds is merged; null: as many as there are. */
  readonly perMinute: number | null;
  /** By number; null: as many as there are. */
  readonly limits: RecipientLimits | null;
  /** Whether a message goes to each person by itself, rather than to all who listen. */
  readonly isPersonal: boolean;
  /** Never rejects. */
  send(message: ChannelMessage): Promise<Outcome>;
  /** What `send` would send. */
  preview(message: ChannelMessage): Promise<ChannelPreview>;
  close(): Promise<void>;
}

/** How loud it is; what is no alert is quiet. */
export function severityOf(body: Notification): Severity {
  switch (body.kind) {
    case 'alert':
    case 'sent':
      return body.severity;
    case 'all_clear':
    case 'taken':
      return 'moderate';
    default:
      return 'minor';
  }
}

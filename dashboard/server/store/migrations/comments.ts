/** Migration 0002. */
import { commented } from './commented.ts';

/** What the tables and columns mean, for whoever opens the database without this code. Instants are wall time. */
const COMMENTS: Record<string, { readonly table?: string; readonly columns: Record<string, string> }> = {
  gateways: {
    columns: {
      gateway_id: 'Unique among the gateways of one console',
      county: 'GB/T 2260 division code, 6 digits',
      township: 'Division code, 9 digits',
    },
  },
  cameras: {
    columns: {
      gateway_id: 'The gateway that watches it',
      camera_id: 'Unique within its gateway',
      status: 'Newest camera-status message',
      heard_at: 'Wall time of arrival here',
    },
  },
  alerts: {
    columns: {
      latest: 'Newest alert message, whole',
      outcome: 'true, false or test: what it was in the end; null until closed',
      outbox_at: 'When the gateway had its first event on disk, by the gateway’s clock',
      published_at: 'When the gateway handed its first event to the broker, by the gateway’s clock',
      receipt_at: 'When the broker had the first receipt; null until then',
    },
  },
  alert_events: {
    columns: {
      alert_id: 'The alert',
      sequence: 'Counts from 1 per alert',
      body: 'The alert message, whole',
      received_at: 'Committed at; the receipt repeats it',
    },
  },
  alert_images: {
    columns: {
      alert_id: 'The alert; its row may come later',
      jpeg: 'At most 131072 bytes, rendered for privacy at the gateway',
      sha256: 'Of the bytes, 64 hex digits',
      received_at: 'Wall time of arrival here',
    },
  },
  alert_guardians: { columns: { alert_id: 'The alert', guardian_id: 'A guardian whom the gateway told' } },
  actions: {
    columns: {
      action_id: 'ULID; the same one again changes nothing',
      alert_id: 'The alert',
      kind: 'raised, updated, ended; acknowledged, closed; seen, going, false, safe',
      actor_kind: 'operator, guardian or gateway',
      actor_label: 'Shown name, alias or gateway id at that time',
      at: 'When it was done, by the clock of whoever did it',
      note: 'Free text of an operator at closing',
      outcome: 'Set when closing',
    },
  },
  users: {
    table: 'Operators and administrators of the console',
    columns: {
      username: 'Signs in with it',
      display_name: 'Shown beside what the person did',
      role: 'operator or administrator',
    },
  },
  guardians: {
    table: 'Relatives and helpers who are told on their phones',
    columns: {
      guardian_id: 'Signs in with it; part of the MQTT topics',
      label: 'An alias, e.g. daughter; no person’s name is needed',
      password_hash: 'scrypt, see server/auth.ts',
    },
  },
  sessions: {
    table: 'Who is signed in',
    columns: {
      kind: 'operator or guardian',
      subject: 'User name or guardian id',
      expires_at: 'Not valid from then on',
    },
  },
  dead_letters: {
    columns: {
      id: 'In order of arrival',
      topic: 'Where it came, cut to 500 characters',
      payload: 'The first 65536 bytes',
      reason: 'Code and first fault, cut to 500 characters',
      received_at: 'Wall time of arrival here',
    },
  },
  audit: {
    columns: {
      id: 'In order of writing',
      at: 'Wall time',
      actor: 'Kind and name of who did it',
      what: 'view still, sign in',
      subject: 'Alert id, or who signed in',
    },
  },
};

/** The statements that write the comments down. */
export function commentStatements(): string[] {
  return Object.entries(COMMENTS).flatMap(([table, { table: meaning = null, columns }]) =>
    commented(table, meaning, columns),
  );
}

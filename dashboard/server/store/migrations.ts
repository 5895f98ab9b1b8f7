/** The database's history, oldest first. A migration that has run anywhere is never changed: a new one is added. */
import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { Migrator, sql } from 'kysely';
import { commentStatements } from './comments.ts';

/** Each statement on its own: one dialect for PGlite and a real PostgreSQL. */
const FIRST = [
  `CREATE TABLE gateways (gateway_id text PRIMARY KEY, county text NOT NULL, township text NOT NULL,
     status jsonb NOT NULL, heard_at timestamptz NOT NULL)`,
  `COMMENT ON TABLE gateways IS 'Village gateways as last heard'`,
  `COMMENT ON COLUMN gateways.status IS 'Newest gateway-status message'`,
  `COMMENT ON COLUMN gateways.heard_at IS 'Wall time of arrival here; overdue means unknown, never safe'`,
  `CREATE TABLE cameras (gateway_id text NOT NULL, camera_id text NOT NULL, status jsonb NOT NULL,
     heard_at timestamptz NOT NULL, PRIMARY KEY (gateway_id, camera_id))`,
  `COMMENT ON TABLE cameras IS 'Cameras as last told by their gateway'`,
  `CREATE TABLE alerts (alert_id text PRIMARY KEY, sequence integer NOT NULL, latest jsonb NOT NULL,
     machine_ended boolean NOT NULL, late boolean NOT NULL, state text NOT NULL, outcome text,
     outbox_at timestamptz, published_at timestamptz, committed_at timestamptz NOT NULL,
     receipt_at timestamptz, revision integer NOT NULL, human_revision integer NOT NULL)`,
  `COMMENT ON TABLE alerts IS 'One row per alert: the newest event of the machine and what people made of it'`,
  `COMMENT ON COLUMN alerts.alert_id IS 'ULID given by the gateway'`,
  `COMMENT ON COLUMN alerts.sequence IS 'Highest sequence received; a lower one never overwrites latest'`,
  `COMMENT ON COLUMN alerts.state IS 'raised, acknowledged or closed: what people did'`,
  `COMMENT ON COLUMN alerts.machine_ended IS 'The gateway saw the person up again or gone'`,
  `COMMENT ON COLUMN alerts.late IS 'First delivered long after it was raised'`,
  `COMMENT ON COLUMN alerts.committed_at IS 'First committed here; the receipt is sent after it'`,
  `COMMENT ON COLUMN alerts.revision IS 'Rises with every change'`,
  `COMMENT ON COLUMN alerts.human_revision IS 'Revision of the newest change by a person; older knowledge conflicts'`,
  `CREATE INDEX alerts_open ON alerts (state, alert_id DESC)`,
  `CREATE TABLE alert_events (alert_id text NOT NULL, sequence integer NOT NULL, body jsonb NOT NULL,
     received_at timestamptz NOT NULL, PRIMARY KEY (alert_id, sequence))`,
  `COMMENT ON TABLE alert_events IS 'Every event as received, once; the pair is unique, so a repeat changes nothing'`,
  `CREATE TABLE alert_images (alert_id text PRIMARY KEY, jpeg bytea NOT NULL, sha256 text NOT NULL,
     received_at timestamptz NOT NULL)`,
  `COMMENT ON TABLE alert_images IS 'Privacy-rendered stills; may come before their alert, shown only when the digest agrees'`,
  `CREATE TABLE alert_guardians (alert_id text NOT NULL, guardian_id text NOT NULL,
     PRIMARY KEY (alert_id, guardian_id))`,
  `COMMENT ON TABLE alert_guardians IS 'Who was told, and so who may see and answer'`,
  `CREATE INDEX alert_guardians_by_guardian ON alert_guardians (guardian_id, alert_id DESC)`,
  `CREATE TABLE actions (action_id text PRIMARY KEY, alert_id text NOT NULL, kind text NOT NULL,
     actor_kind text NOT NULL, actor_label text NOT NULL, at timestamptz NOT NULL, note text, outcome text)`,
  `COMMENT ON TABLE actions IS 'What the machine and people did about an alert, in order; the ledger is made of it'`,
  `CREATE INDEX actions_by_alert ON actions (alert_id, at)`,
  `CREATE TABLE users (username text PRIMARY KEY, display_name text NOT NULL, role text NOT NULL,
     password_hash text NOT NULL)`,
  `COMMENT ON COLUMN users.password_hash IS 'scrypt, see server/auth.ts'`,
  `CREATE TABLE guardians (guardian_id text PRIMARY KEY, label text NOT NULL, password_hash text NOT NULL)`,
  `CREATE TABLE sessions (token_hash text PRIMARY KEY, kind text NOT NULL, subject text NOT NULL,
     expires_at timestamptz NOT NULL)`,
  `COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the cookie; the cookie itself is stored nowhere'`,
  `CREATE TABLE dead_letters (id serial PRIMARY KEY, topic text NOT NULL, payload bytea NOT NULL,
     reason text NOT NULL, received_at timestamptz NOT NULL)`,
  `COMMENT ON TABLE dead_letters IS 'MQTT messages that were refused, with why; the payload is cut to a bound'`,
  `CREATE TABLE audit (id serial PRIMARY KEY, at timestamptz NOT NULL, actor text NOT NULL, what text NOT NULL,
     subject text NOT NULL)`,
  `COMMENT ON TABLE audit IS 'Who looked at which picture, who signed in'`,
] as const;

const HOUSEHOLDS = [
  `CREATE TABLE households (gateway_id text NOT NULL, household_id text NOT NULL, status jsonb NOT NULL,
     heard_at timestamptz NOT NULL, PRIMARY KEY (gateway_id, household_id))`,
  `COMMENT ON TABLE households IS 'Households as last told by their gateway'`,
  `COMMENT ON COLUMN households.gateway_id IS 'The gateway that watches it'`,
  `COMMENT ON COLUMN households.household_id IS 'Unique within its gateway'`,
  `COMMENT ON COLUMN households.status IS 'Newest household-status message, with its day in quarters of an hour'`,
  `COMMENT ON COLUMN households.heard_at IS 'Wall time of arrival here'`,
] as const;

/** 64 bits: a clock that was never set is half a century slow. */
const CLOCK_SKEW = [
  `ALTER TABLE gateways ADD COLUMN clock_skew_ms bigint`,
  `COMMENT ON COLUMN gateways.clock_skew_ms IS 'Its clock minus the clock here by its last heartbeats, ms; positive when it is fast, null before it was measured'`,
] as const;

/** `serial` numbers what was there before in any order: nothing was ever told of it. */
const HISTORY = [
  `ALTER TABLE alert_events ADD COLUMN serial bigserial`,
  `CREATE UNIQUE INDEX alert_events_by_serial ON alert_events (serial)`,
  `COMMENT ON COLUMN alert_events.serial IS 'Rises with every event; receipts carry it, so that a gateway knows what a restored database has lost'`,
  `CREATE TABLE starts (position serial PRIMARY KEY, start_id text NOT NULL UNIQUE, at timestamptz NOT NULL,
     serial bigint NOT NULL)`,
  `COMMENT ON TABLE starts IS 'Starts of the console on this database: its history, told to the gateways'`,
  `COMMENT ON COLUMN starts.position IS 'Order of the starts'`,
  `COMMENT ON COLUMN starts.start_id IS 'ULID; receipts name the start under which they were given'`,
  `COMMENT ON COLUMN starts.at IS 'Wall time of the start'`,
  `COMMENT ON COLUMN starts.serial IS 'Highest serial of alert_events at that moment; 0 when there was none'`,
] as const;

const ESCALATIONS = [
  `CREATE TABLE escalations (alert_id text PRIMARY KEY, rung integer NOT NULL, phase text NOT NULL,
     due_at timestamptz, told jsonb NOT NULL, next jsonb NOT NULL, sounds boolean NOT NULL)`,
  `CREATE INDEX escalations_due ON escalations (due_at) WHERE phase <> 'stopped'`,
  `COMMENT ON TABLE escalations IS 'One clock per alert: who is told next while nobody answers'`,
  `COMMENT ON COLUMN escalations.alert_id IS 'The alert'`,
  `COMMENT ON COLUMN escalations.rung IS 'Highest rung of the ladder that was told, from 0; -1 before the first'`,
  `COMMENT ON COLUMN escalations.phase IS 'climbing, held (acknowledged), stopped (closed or over)'`,
  `COMMENT ON COLUMN escalations.due_at IS 'When something is due next by the clock here; null when nothing is, or right after it was held'`,
  `COMMENT ON COLUMN escalations.told IS 'Roles that rung told'`,
  `COMMENT ON COLUMN escalations.next IS 'Roles that the next rung tells'`,
  `COMMENT ON COLUMN escalations.sounds IS 'It has reached a rung that rings in the county''s room'`,
  `ALTER TABLE actions ADD COLUMN tells jsonb`,
  `COMMENT ON COLUMN actions.tells IS 'Roles that an escalation told; null for everything else'`,
] as const;

const NOTIFICATIONS = [
  `CREATE TABLE notifications (notification_id text PRIMARY KEY, alert_id text NOT NULL, notifier text NOT NULL,
     body jsonb NOT NULL, attempts integer NOT NULL DEFAULT 0, due_at timestamptz, outcome text, last_error text)`,
  `CREATE INDEX notifications_due ON notifications (due_at) WHERE outcome IS NULL`,
  `COMMENT ON TABLE notifications IS 'Messages to people on a rung of the ladder, until they are delivered or given up'`,
  `COMMENT ON COLUMN notifications.notification_id IS 'ULID; the same at every attempt'`,
  `COMMENT ON COLUMN notifications.alert_id IS 'The alert'`,
  `COMMENT ON COLUMN notifications.notifier IS 'Id of the notifier in the console''s config'`,
  `COMMENT ON COLUMN notifications.body IS 'What it tells'`,
  `COMMENT ON COLUMN notifications.attempts IS 'Attempts begun'`,
  `COMMENT ON COLUMN notifications.due_at IS 'Next attempt by the clock here; while one runs, when it counts as lost'`,
  `COMMENT ON COLUMN notifications.outcome IS 'delivered, failed (given up) or cancelled (somebody had answered); null while it waits'`,
  `COMMENT ON COLUMN notifications.last_error IS 'What the last attempt met, without address or key'`,
] as const;

const MIGRATIONS: Record<string, Migration> = {
  '0001-first': running(() => FIRST),
  '0002-comments': running(commentStatements),
  '0003-households': running(() => HOUSEHOLDS),
  '0004-history': running(() => HISTORY),
  '0005-clock-skew': running(() => CLOCK_SKEW),
  '0006-escalations': running(() => ESCALATIONS),
  '0007-notifications': running(() => NOTIFICATIONS),
};

export async function migrate<T>(database: Kysely<T>): Promise<void> {
  const { error } = await migratorOf(database).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Whether every migration has run, and none that is not known here. */
export async function isCurrent<T>(database: Kysely<T>): Promise<boolean> {
  const migrations = await migratorOf(database).getMigrations();
  return migrations.every(({ executedAt }) => executedAt !== undefined);
}

function migratorOf<T>(database: Kysely<T>): Migrator {
  const provider: MigrationProvider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  return new Migrator({ db: database, provider });
}

function running(statements: () => readonly string[]): Migration {
  return {
    up: async (database) => {
      for (const statement of statements()) await sql.raw(statement).execute(database);
    },
  };
}

/** The console's tables as Kysely sees them. What each column means is told to the database itself: migrations.ts. */
import type { ColumnType, Generated } from 'kysely';
import type { EscalationView, RungRole } from '../../../edge-config/contracts/escalation.ts';
import type {
  Alert,
  CameraStatus,
  GatewayStatus,
  HouseholdStatus,
} from '../../../edge-config/contracts/messages.ts';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { AlertAction, AlertView, UserView } from '../../../edge-config/contracts/rest.ts';

/** Written as text, read as a Date, in both databases. */
type Instant = ColumnType<Date, string, string>;
type NullableInstant = ColumnType<Date | null, string | null, string | null>;
/** Written as JSON text, read as the value. */
type Json<T> = ColumnType<T, string, string>;

export interface Schema {
  gateways: {
    gateway_id: string;
    county: string;
    township: string;
    status: Json<GatewayStatus>;
    heard_at: Instant;
    /** bigint: the server's driver reads it as text. */
    clock_skew_ms: ColumnType<string | number | null, number | null, number | null>;
  };
  cameras: { gateway_id: string; camera_id: string; status: Json<CameraStatus>; heard_at: Instant };
  households: {
    gateway_id: string;
    household_id: string;
    status: Json<HouseholdStatus>;
    heard_at: Instant;
  };
  alerts: {
    alert_id: string;
    sequence: number;
    latest: Json<Alert>;
    machine_ended: boolean;
    late: boolean;
    state: AlertView['state'];
    outcome: AlertView['outcome'];
    outbox_at: NullableInstant;
    published_at: NullableInstant;
    committed_at: Instant;
    receipt_at: NullableInstant;
    revision: number;
    human_revision: number;
  };
  alert_events: {
    alert_id: string;
    sequence: number;
    body: Json<Alert>;
    received_at: Instant;
    /** bigint: the server's driver reads it as text. */
    serial: Generated<string | number>;
  };
  starts: {
    position: Generated<number>;
    start_id: string;
    at: Instant;
    serial: ColumnType<string | number, number, never>;
  };
  alert_images: { alert_id: string; jpeg: Buffer; sha256: string; received_at: Instant };
  alert_guardians: { alert_id: string; guardian_id: string };
  actions: {
    action_id: string;
    alert_id: string;
    kind: AlertAction['kind'];
    actor_kind: AlertAction['actor']['kind'];
    actor_label: string;
    at: Instant;
    note: string | null;
    outcome: AlertAction['outcome'];
    tells: ColumnType<RungRole[] | null, string | null | undefined, string | null>;
  };
  escalations: {
    alert_id: string;
    rung: number;
    phase: EscalationView['phase'];
    due_at: NullableInstant;
    told: Json<RungRole[]>;
    next: Json<RungRole[]>;
    sounds: boolean;
  };
  notifications: {
    notification_id: string;
    alert_id: string;
    notifier: string;
    body: Json<Notification>;
    attempts: ColumnType<number, never, number>;
    due_at: NullableInstant;
    outcome: ColumnType<
      'delivered' | 'failed' | 'cancelled' | null,
      never,
      'delivered' | 'failed' | 'cancelled'
    >;
    last_error: ColumnType<string | null, never, string | null>;
  };
  users: { username: string; display_name: string; role: UserView['role']; password_hash: string };
  guardians: { guardian_id: string; label: string; password_hash: string };
  sessions: { token_hash: string; kind: 'operator' | 'guardian'; subject: string; expires_at: Instant };
  dead_letters: {
    id: Generated<number>;
    topic: string;
    payload: Buffer;
    reason: string;
    received_at: Instant;
  };
  audit: { id: Generated<number>; at: Instant; actor: string; what: string; subject: string };
}

/** The console's tables as Kysely sees them. What each column means is told to the database itself: migrations/. */
import type { ColumnType, Generated } from 'kysely';
import type { EscalationView, Ladder, RungRole } from '../../../edge-config/contracts/escalation.ts';
import type {
  Alert,
  CameraStatus,
  GatewayStatus,
  HouseholdStatus,
  HumanMessage,
} from '../../../edge-config/contracts/messages.ts';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { Language } from '../../../edge-config/contracts/push.ts';
import type { AlertAction, AlertView, Role } from '../../../edge-config/contracts/rest.ts';
import type { WebhookEvent } from '../../../edge-config/contracts/webhook.ts';

/** Written as text, read as a Date, in both databases. */
type Instant = ColumnType<Date, string, string>;
type NullableInstant = ColumnType<Date | null, string | null | undefined, string | null>;
/** Written as JSON text, read as the value. */
type Json<T> = ColumnType<T, string, string>;
/** The database makes it of other columns. */
type Derived<T> = ColumnType<T, never, never>;
type Count = ColumnType<string | number, number | undefined, number>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export interface Schema {
  gateways: {
    gateway_id: string;
    county: string;
    township: string;
    status: Json<GatewayStatus>;
    heard_at: Instant;
    /** bigint: the server's driver reads it as text. */
    clock_skew_ms: ColumnType<string | number | null, number | null, number | null>;
    name: Defaulted<string | null>;
    site_id: Defaulted<string | null>;
    village: Defaulted<string | null>;
    due_at: Derived<Date>;
  };
  cameras: {
    gateway_id: string;
    camera_id: string;
    status: Json<CameraStatus>;
    heard_at: Instant;
    name: Derived<string>;
    state: Derived<CameraStatus['state']>;
    reason: Derived<string | null>;
    place_kind: Derived<CameraStatus['placeKind']>;
    household_id: Derived<string | null>;
    gb28181_id: Derived<string | null>;
  };
  camera_outages: {
    outage_id: Generated<string | number>;
    gateway_id: string;
    camera_id: string;
    reason: string | null;
    began_at: Instant;
    ended_at: NullableInstant;
  };
  divisions: {
    code: string;
    name: string;
    level: 'city' | 'county' | 'township' | 'village';
    shape: ColumnType<object | null, string | null | undefined, string | null>;
  };
  sites: {
    site_id: string;
    division: string;
    name: string;
    kind: 'village_centre' | 'township_centre' | 'other';
    longitude: number | null;
    latitude: number | null;
  };
  households: {
    gateway_id: string;
    household_id: string;
    status: Json<HouseholdStatus>;
    heard_at: Instant;
    state: Derived<HouseholdStatus['state']>;
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
    gateway_id: Derived<string>;
    county: Derived<string>;
    township: Derived<string>;
    type: Derived<Alert['type']>;
    severity: Derived<Alert['severity']>;
    status: Derived<Alert['status']>;
    household_id: Derived<string | null>;
    camera_id: Derived<string | null>;
    occurred_at: Derived<Date>;
    raised_at: Derived<Date>;
    place_label: Derived<string>;
    place_search: Derived<string>;
    acknowledged_at: NullableInstant;
    dispatched_at: NullableInstant;
    on_scene_at: NullableInstant;
    closed_at: NullableInstant;
    dispatched_to: Defaulted<string | null>;
    merged_into: Defaulted<string | null>;
    fed_revision: ColumnType<number, never, number>;
    fed_state: ColumnType<AlertView['state'] | null, never, AlertView['state']>;
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
  alert_photos: { photo_id: string; alert_id: string; jpeg: Buffer; received_at: Instant };
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
    target: Defaulted<string | null>;
    received_at: NullableInstant;
    claimed_at: NullableInstant;
    is_conflict: Defaulted<boolean>;
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
    alert_id: string | null;
    notifier: string;
    kind: 'rung' | 'sent' | 'digest' | 'event' | 'all_clear' | 'news';
    body: Json<Notification | WebhookEvent>;
    serial: Generated<string | number>;
    made_at: Instant;
    attempts: ColumnType<number, never, number>;
    due_at: NullableInstant;
    outcome: ColumnType<
      'delivered' | 'failed' | 'cancelled' | null,
      never,
      'delivered' | 'failed' | 'cancelled'
    >;
    last_error: ColumnType<string | null, never, string | null>;
    recipient: Defaulted<string>;
    recipient_label: Defaulted<string | null>;
    occasion: Defaulted<string | null>;
    rung: Defaulted<number | null>;
    sent_at: NullableInstant;
  };
  notification_attempts: {
    notification_id: string;
    attempt: number;
    at: Instant;
    ok: boolean;
    answer: string;
  };
  channels: {
    notifier: string;
    failed_in_a_row: Defaulted<number>;
    failing_since: NullableInstant;
    last_success_at: NullableInstant;
    last_error_at: NullableInstant;
    last_error: Defaulted<string | null>;
    /** bigint: the server's driver reads it as text. */
    delivered: Count;
    refused: Count;
    failed: Count;
  };
  push_subscriptions: {
    subscription_id: string;
    kind: 'guardian' | 'user';
    subject: string;
    endpoint: string;
    p256dh: string;
    auth: string;
    language: Language;
    made_at: Instant;
    used_at: NullableInstant;
  };
  users: {
    username: string;
    display_name: string;
    role: Role;
    password_hash: string;
    division: Defaulted<string>;
    created_at: ColumnType<Date, string | undefined, never>;
    disabled_at: NullableInstant;
    password_set_at: NullableInstant;
    last_sign_in_at: NullableInstant;
  };
  sign_in_links: {
    token_hash: string;
    username: string;
    made_by: string;
    made_at: Instant;
    expires_at: Instant;
    used_at: NullableInstant;
  };
  guardians: {
    guardian_id: string;
    label: string;
    password_hash: string;
    phone: Defaulted<string | null>;
    language: Defaulted<'zh' | 'en'>;
    quiet_from_min: Defaulted<number | null>;
    quiet_to_min: Defaulted<number | null>;
  };
  binding_codes: {
    code_id: string;
    gateway_id: string;
    household_id: string;
    relation: string;
    position: number | null;
    digits_hash: string;
    token_hash: string;
    wrong_tries: Defaulted<number>;
    made_by: string;
    made_at: Instant;
    expires_at: Instant;
    used_at: NullableInstant;
    used_by: Defaulted<string | null>;
  };
  sessions: {
    token_hash: string;
    kind: 'operator' | 'guardian';
    subject: string;
    expires_at: Instant;
    session_id: string | null;
    created_at: ColumnType<Date, string, never>;
    user_agent: Defaulted<string | null>;
  };
  responders: {
    responder_id: string;
    role: Extract<RungRole, 'unit_head' | 'grid_worker' | 'village_centre' | 'township' | 'county'>;
    label: string;
    phone: string | null;
    division: string;
    username: string | null;
    is_active: Defaulted<boolean>;
  };
  rosters: {
    roster_id: string;
    responder_id: string;
    begins_at: Instant;
    ends_at: Instant;
    note: string | null;
  };
  household_records: {
    gateway_id: string;
    household_id: string;
    village: string | null;
    address: string;
    note: string | null;
    unit_head: string | null;
    grid_worker: string | null;
    updated_at: Instant;
    updated_by: string;
  };
  residents: {
    resident_id: string;
    gateway_id: string;
    household_id: string;
    alias: string;
    kind: 'elder' | 'child' | 'other';
    note: string | null;
  };
  household_guardians: {
    gateway_id: string;
    household_id: string;
    guardian_id: string;
    position: number;
    relation: string;
  };
  ladders: {
    division: string;
    severity: Alert['severity'];
    ladder: Json<Ladder | null>;
    updated_at: Instant;
    updated_by: string;
  };
  settings: {
    key: string;
    division: string;
    value: Json<unknown>;
    updated_at: Instant;
    updated_by: string;
  };
  village_messages: {
    serial: Generated<string | number>;
    alert_id: string;
    body: Json<HumanMessage>;
    made_at: Instant;
  };
  drills: {
    drill_id: string;
    division: string;
    gateway_id: string;
    camera_id: string;
    alert_id: string | null;
    started_by: string;
    started_at: Instant;
  };
  digests: {
    digest_id: string;
    county: string;
    opened_at: Instant;
    due_at: Instant;
    told_at: NullableInstant;
    closed_at: NullableInstant;
    closed_by: string | null;
  };
  digest_alerts: { alert_id: string; digest_id: string };
  dead_letters: {
    id: Generated<number>;
    topic: string;
    payload: Buffer;
    reason: string;
    received_at: Instant;
  };
  audit: {
    id: Generated<number>;
    at: Instant;
    actor: string;
    what: string;
    subject: string;
    detail: Defaulted<string | null>;
    division: Defaulted<string | null>;
  };
}

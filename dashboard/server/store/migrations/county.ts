/** Migrations 0008 to 0012: the county's divisions, people, estate, how alerts are handled, and what the county sets. */
import { commented } from './commented.ts';

/** Names of divisions; where gateways stand. */
export const DIVISIONS = [
  `CREATE TABLE divisions (code text PRIMARY KEY, name text NOT NULL, level text NOT NULL, shape jsonb)`,
  ...commented(
    'divisions',
    'Cities, counties, townships and villages; a code begins with that of what it lies in',
    {
      code: 'City (4), county (6), township (9) or village (12 digits), GB/T 2260 and below',
      name: 'As the state writes it',
      level: 'city, county, township or village',
      shape: 'GeoJSON geometry for the map, longitude and latitude; null where none was imported',
    },
  ),
  `CREATE INDEX divisions_by_code ON divisions (code text_pattern_ops)`,
  `CREATE TABLE sites (site_id text PRIMARY KEY, division text NOT NULL, name text NOT NULL, kind text NOT NULL,
     longitude double precision, latitude double precision)`,
  ...commented('sites', 'Buildings where gateways stand, such as a village centre', {
    site_id: 'Lower-case id',
    division: 'Code of the division it lies in',
    name: 'Shown name',
    kind: 'village_centre, township_centre or other',
    longitude: 'WGS 84, degrees; null when unknown',
    latitude: 'WGS 84, degrees; null when unknown',
  }),
  `ALTER TABLE gateways ADD COLUMN name text`,
  `ALTER TABLE gateways ADD COLUMN site_id text`,
  `ALTER TABLE gateways ADD COLUMN village text`,
  ...commented('gateways', null, {
    name: 'Name given at the county; null: its id is shown',
    site_id: 'Where it stands; null when nobody said',
    village: 'Code of its village, 12 digits; null when nobody said: then only its township is known',
  }),
] as const;

/** Who signs in, who is told, who goes there. */
export const PEOPLE = [
  `ALTER TABLE users ADD COLUMN division text NOT NULL DEFAULT ''`,
  `ALTER TABLE users ADD COLUMN created_at timestamptz NOT NULL DEFAULT now()`,
  `ALTER TABLE users ADD COLUMN disabled_at timestamptz`,
  `ALTER TABLE users ADD COLUMN password_set_at timestamptz`,
  ...commented('users', 'People of the county who sign in', {
    role: 'administrator, operator, responder or auditor',
    division: 'Sees and does only what lies in it; empty: everywhere',
    created_at: 'When the account was made',
    disabled_at: 'May not sign in from then on; null while active',
    password_set_at: 'When the password was set last; null: by the config, or not yet',
    password_hash:
      'argon2id, or scrypt of an older version, see server/auth.ts; empty until it is set by a link',
  }),
  `ALTER TABLE sessions ADD COLUMN session_id text`,
  `ALTER TABLE sessions ADD COLUMN created_at timestamptz NOT NULL DEFAULT now()`,
  `ALTER TABLE sessions ADD COLUMN user_agent text`,
  ...commented('sessions', null, {
    session_id: 'ULID, to name it when it is ended from elsewhere; null for those made before there was one',
    created_at: 'When it was signed in',
    user_agent: 'What the browser calls itself, cut to 200 characters',
  }),
  `CREATE TABLE sign_in_links (token_hash text PRIMARY KEY, username text NOT NULL, made_by text NOT NULL,
     made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz)`,
  ...commented('sign_in_links', 'One-time links by which a person sets a password', {
    token_hash: 'SHA-256 of the token in the link; the token itself is stored nowhere',
    username: 'Whose password it sets',
    made_by: 'User name of who made it; console at the first start, command when made on the machine',
    made_at: 'When it was made',
    expires_at: 'Not valid from then on',
    used_at: 'When it was used; null while it may be',
  }),
  `ALTER TABLE guardians ADD COLUMN phone text`,
  ...commented('guardians', null, {
    phone: 'Number to call; shown only when asked for, and that is audited',
  }),
  `CREATE TABLE responders (responder_id text PRIMARY KEY, role text NOT NULL, label text NOT NULL, phone text,
     division text NOT NULL, username text, is_active boolean NOT NULL DEFAULT true)`,
  ...commented('responders', 'Ten-household heads, grid workers and centres who can be sent', {
    responder_id: 'Lower-case id',
    role: 'Role of the escalation: unit_head, grid_worker, village_centre, township or county',
    label: 'Office or alias, such as "grid worker, group 3"',
    phone: 'Number to call; shown only when asked for, and that is audited',
    division: 'Code of the division served',
    username: 'Account with which this responder signs in; null: has none',
    is_active: 'False: keeps its history, is offered no more',
  }),
  `CREATE INDEX responders_by_division ON responders (division text_pattern_ops, role)`,
  `CREATE TABLE rosters (roster_id text PRIMARY KEY, responder_id text NOT NULL, begins_at timestamptz NOT NULL,
     ends_at timestamptz NOT NULL, note text)`,
  ...commented('rosters', 'Who is on duty, and when; without a row all responders of a role are', {
    roster_id: 'ULID',
    responder_id: 'Who is on duty',
    begins_at: 'From then on',
    ends_at: 'Until then, not included',
    note: 'Free text',
  }),
  `CREATE INDEX rosters_by_time ON rosters (ends_at, begins_at)`,
] as const;

/** Cameras that can be searched, their outages, and who lives where. */
export const ESTATE = [
  ...['name', 'state', 'reason', 'placeKind', 'householdId', 'gb28181Id'].map(
    (key) =>
      `ALTER TABLE cameras ADD COLUMN ${snake(key)} text GENERATED ALWAYS AS (status->>'${key}') STORED`,
  ),
  ...commented('cameras', null, {
    name: 'From its status',
    state: 'From its status: connecting, watching or blind',
    reason: 'From its status: why it is not watching; null while it is',
    place_kind: 'From its status: indoor, yard or public',
    household_id: 'From its status; null when it watches no household',
    gb28181_id: 'From its status: 20 digits of GB/T 28181; null when it has none',
  }),
  `CREATE INDEX cameras_by_state ON cameras (state, gateway_id, camera_id)`,
  `CREATE TABLE camera_outages (outage_id bigserial PRIMARY KEY, gateway_id text NOT NULL, camera_id text NOT NULL,
     reason text, began_at timestamptz NOT NULL, ended_at timestamptz)`,
  ...commented('camera_outages', 'Times in which a camera did not watch, by what its gateway said', {
    outage_id: 'In order of writing',
    gateway_id: 'Its gateway',
    camera_id: 'The camera',
    reason: 'Code of the error catalogue; null when none was told',
    began_at: 'Since when, by the gateway’s clock',
    ended_at: 'When it watched again, by the gateway’s clock; null while it lasts',
  }),
  `CREATE UNIQUE INDEX camera_outages_open ON camera_outages (gateway_id, camera_id) WHERE ended_at IS NULL`,
  `CREATE INDEX camera_outages_by_camera ON camera_outages (gateway_id, camera_id, began_at DESC)`,
  `CREATE TABLE household_records (gateway_id text NOT NULL, household_id text NOT NULL, village text,
     address text NOT NULL, note text, unit_head text, grid_worker text, updated_at timestamptz NOT NULL,
     updated_by text NOT NULL, PRIMARY KEY (gateway_id, household_id))`,
  ...commented(
    'household_records',
    'What the county keeps about a household: for the way there and whom to call',
    {
      gateway_id: 'The gateway that watches it',
      household_id: 'Its id at that gateway',
      village: 'Code of its village, 12 digits; null: its gateway’s',
      address: 'Way to the door, such as "group 3, house 7, behind the school"',
      note: 'What someone who goes there must know',
      unit_head: 'Responder: the ten-household head',
      grid_worker: 'Responder: the grid worker',
      updated_at: 'Last change',
      updated_by: 'User name of who changed it',
    },
  ),
  `CREATE TABLE residents (resident_id text PRIMARY KEY, gateway_id text NOT NULL, household_id text NOT NULL,
     alias text NOT NULL, kind text NOT NULL, note text)`,
  ...commented('residents', 'Who lives in a household, by alias only', {
    resident_id: 'ULID',
    gateway_id: 'The gateway that watches the household',
    household_id: 'The household',
    alias: 'Such as "grandmother"; never a name',
    kind: 'elder, child or other',
    note: 'Such as "walks with a stick, hard of hearing"',
  }),
  `CREATE INDEX residents_by_household ON residents (gateway_id, household_id)`,
  `CREATE TABLE household_guardians (gateway_id text NOT NULL, household_id text NOT NULL, guardian_id text NOT NULL,
     position integer NOT NULL, relation text NOT NULL, PRIMARY KEY (gateway_id, household_id, guardian_id))`,
  ...commented('household_guardians', 'Guardians of a household in the order in which they are called', {
    gateway_id: 'The gateway that watches the household',
    household_id: 'The household',
    guardian_id: 'The guardian',
    position: 'Order of calling, from 1',
    relation: 'Such as "daughter"',
  }),
] as const;

/** What people do about alerts, and columns by which the ledger finds them. */
export const HANDLING = [
  `CREATE FUNCTION instant_of(text) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::timestamptz'`,
  `COMMENT ON FUNCTION instant_of(text) IS 'Of an RFC 3339 text with an offset, as the contract demands: only then it is immutable'`,
  ...['gatewayId', 'county', 'township', 'type', 'severity', 'status', 'householdId', 'cameraId'].map(
    (key) =>
      `ALTER TABLE alerts ADD COLUMN ${snake(key)} text GENERATED ALWAYS AS (latest->>'${key}') STORED`,
  ),
  `ALTER TABLE alerts ADD COLUMN occurred_at timestamptz GENERATED ALWAYS AS (instant_of(latest->>'occurredAt')) STORED`,
  ...['acknowledged_at', 'dispatched_at', 'on_scene_at', 'closed_at'].map(
    (column) => `ALTER TABLE alerts ADD COLUMN ${column} timestamptz`,
  ),
  `ALTER TABLE alerts ADD COLUMN dispatched_to text`,
  `ALTER TABLE alerts ADD COLUMN merged_into text`,
  ...commented('alerts', null, {
    gateway_id: 'From latest',
    county: 'From latest: 6 digits',
    township: 'From latest: 9 digits',
    type: 'From latest',
    severity: 'From latest: extreme, severe, moderate or minor',
    status: 'From latest: actual, exercise or test',
    household_id: 'From latest; null when it concerns none',
    camera_id: 'From latest; null when it concerns none',
    occurred_at: 'From latest: when it happened, by the gateway’s clock',
    state: 'raised, acknowledged, dispatched, on_scene or closed: what people did',
    acknowledged_at: 'When it was first taken, by the clock here; null until then',
    dispatched_at: 'When somebody was first sent; null until then',
    on_scene_at: 'When somebody was first there; null until then',
    closed_at: 'When it was closed; null until then',
    dispatched_to: 'Responder who was sent last; null when nobody was',
    merged_into: 'The alert that tells of the same happening; null when it stands alone',
  }),
  `CREATE INDEX alerts_by_occurrence ON alerts (occurred_at DESC, alert_id DESC)`,
  `CREATE INDEX alerts_by_township ON alerts (township text_pattern_ops, alert_id DESC)`,
  `CREATE INDEX alerts_not_closed ON alerts (alert_id DESC) WHERE state <> 'closed'`,
  `CREATE INDEX alerts_by_household ON alerts (gateway_id, household_id, alert_id DESC)`,
  `CREATE INDEX alerts_by_camera ON alerts (gateway_id, camera_id, alert_id DESC)`,
  `CREATE INDEX alerts_by_merge ON alerts (merged_into) WHERE merged_into IS NOT NULL`,
  `ALTER TABLE actions ADD COLUMN target text`,
  ...commented('actions', null, {
    kind: 'raised, updated, ended; acknowledged, dispatched, on_scene, closed, merged; seen, going, false, safe; escalated, notified, notify_failed',
    actor_kind: 'operator, responder, guardian, gateway or console',
    target: 'Of a dispatch: who was sent. Of a merge: the other alert. Of an escalation: who was on duty',
  }),
  // What was closed before there was the column: the closing is in the history.
  `UPDATE alerts SET closed_at = (SELECT max(at) FROM actions WHERE actions.alert_id = alerts.alert_id AND kind = 'closed')
     WHERE state = 'closed'`,
  `UPDATE alerts SET acknowledged_at = (SELECT min(at) FROM actions WHERE actions.alert_id = alerts.alert_id
     AND kind IN ('acknowledged', 'going', 'false', 'safe', 'closed'))`,
] as const;

/** What a county sets for itself. */
export const SETTINGS = [
  `CREATE TABLE ladders (division text NOT NULL, severity text NOT NULL, ladder jsonb NOT NULL,
     updated_at timestamptz NOT NULL, updated_by text NOT NULL, PRIMARY KEY (division, severity))`,
  ...commented(
    'ladders',
    'Ladders of escalation of a division; the nearest division around an alert that has one counts',
    {
      division: 'Code of the division; empty: everywhere',
      severity: 'extreme, severe, moderate or minor',
      ladder: 'The rungs; JSON null: nobody is told further, the alert waits for the digest',
      updated_at: 'Last change',
      updated_by: 'User name of who changed it',
    },
  ),
  `CREATE TABLE settings (key text NOT NULL, division text NOT NULL, value jsonb NOT NULL,
     updated_at timestamptz NOT NULL, updated_by text NOT NULL, PRIMARY KEY (key, division))`,
  ...commented('settings', 'What a division has set for itself', {
    key: 'Name of the setting',
    division: 'Code of the division; empty: everywhere',
    value: 'As the contract of that setting has it',
    updated_at: 'Last change',
    updated_by: 'User name of who changed it',
  }),
  `CREATE TABLE digests (digest_id text PRIMARY KEY, county text NOT NULL, opened_at timestamptz NOT NULL,
     due_at timestamptz NOT NULL, told_at timestamptz, closed_at timestamptz, closed_by text)`,
  ...commented('digests', 'Quiet alerts of a county, collected until a set hour', {
    digest_id: 'ULID',
    county: 'Code of the county, 6 digits',
    opened_at: 'When its first alert came',
    due_at: 'When it is shown as a whole',
    told_at: 'When it was; null until then',
    closed_at: 'When a person had looked through it; null until then',
    closed_by: 'User name of that person',
  }),
  `CREATE TABLE digest_alerts (alert_id text PRIMARY KEY, digest_id text NOT NULL)`,
  ...commented('digest_alerts', 'Which alerts a digest holds', {
    alert_id: 'The alert',
    digest_id: 'Its digest',
  }),
  `CREATE INDEX digest_alerts_by_digest ON digest_alerts (digest_id)`,
  `ALTER TABLE audit ADD COLUMN detail text`,
  ...commented('audit', null, {
    what: 'sign in, view still, live view, reveal phone, refused, and every change of people and settings',
    subject: 'Id of what was looked at or changed',
    detail: 'Such as the reason typed in, or the route that was refused; never a password or token',
  }),
  `CREATE INDEX audit_by_time ON audit (at DESC, id DESC)`,
] as const;

function snake(key: string): string {
  return key === 'gb28181Id' ? 'gb28181_id' : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

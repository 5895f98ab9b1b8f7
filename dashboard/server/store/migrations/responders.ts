/** Migration 0021: what responders do by phone, their photos, drills, and what gateways are still to be told. */
import { commented } from './commented.ts';

export const RESPONDERS = [
  `ALTER TABLE actions ADD COLUMN received_at timestamptz`,
  `ALTER TABLE actions ADD COLUMN claimed_at timestamptz`,
  `ALTER TABLE actions ADD COLUMN is_conflict boolean NOT NULL DEFAULT false`,
  ...commented('actions', null, {
    kind: 'raised, updated, ended; acknowledged, dispatched, on_scene, closed, merged, note, reported, photo; seen, going, false, safe; escalated, notified, notify_failed',
    at: 'When it was done; of what a responder did by phone, by the phone’s clock if that can be',
    outcome: 'Of a closing and of a report: true, false or test',
    received_at: 'When a responder’s phone told of it, by the clock here; null of everything else',
    claimed_at: 'Time by the phone when that could not be, and at is that of received_at; else null',
    is_conflict: 'Somebody else had closed or taken the alert meanwhile: it changed nothing but the history',
  }),
  ...commented('actions', null, {
    target:
      'Of a dispatch: who was sent. Of a merge: the other alert, also in the note that stands there. Of an escalation: who was on duty. Of a photo: its id',
  }),
  `CREATE TABLE alert_photos (photo_id text PRIMARY KEY, alert_id text NOT NULL, jpeg bytea NOT NULL,
     received_at timestamptz NOT NULL)`,
  ...commented(
    'alert_photos',
    'Photos from the scene, persons made unrecognisable; the original is stored nowhere',
    {
      photo_id: 'ULID: that of the action which sent it',
      alert_id: 'The alert',
      jpeg: 'The rendered picture, without metadata',
      received_at: 'When it was received, by the clock here',
    },
  ),
  `CREATE INDEX alert_photos_by_alert ON alert_photos (alert_id)`,
  `CREATE TABLE village_messages (serial bigserial PRIMARY KEY, alert_id text NOT NULL, body jsonb NOT NULL,
     made_at timestamptz NOT NULL)`,
  ...commented(
    'village_messages',
    'What people did and a gateway is still to be told; gone when the broker has it',
    {
      serial: 'In order of writing, which is that of sending',
      alert_id: 'The alert; its gateway is told',
      body: 'The message shouwang.human.v1 without its envelope',
      made_at: 'When it was done',
    },
  ),
  `CREATE TABLE drills (drill_id text PRIMARY KEY, division text NOT NULL, gateway_id text NOT NULL, camera_id text NOT NULL,
     alert_id text, started_by text NOT NULL, started_at timestamptz NOT NULL)`,
  ...commented('drills', 'Drills that people started; how each went is the history of its alert', {
    drill_id: 'ULID',
    division: 'Code of the village (12 digits), or township (9) where no more is known',
    gateway_id: 'The gateway that was asked to raise it',
    camera_id: 'The camera at which it was to be raised',
    alert_id: 'The alert of the drill; null when the gateway named none',
    started_by: 'User name of who started it',
    started_at: 'When the gateway was asked',
  }),
  `CREATE INDEX drills_by_division ON drills (division text_pattern_ops, drill_id DESC)`,
] as const;

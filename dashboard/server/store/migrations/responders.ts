/** Migration 0021: what responders do by phone. */
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
] as const;

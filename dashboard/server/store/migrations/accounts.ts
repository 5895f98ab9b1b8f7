/** Migration 0013: when people signed in last, and whose audit it is. */
import { commented } from './commented.ts';

export const ACCOUNTS = [
  `ALTER TABLE users ADD COLUMN last_sign_in_at timestamptz`,
  ...commented('users', null, {
    last_sign_in_at: 'When a session was opened last; null: never, or before there was the column',
  }),
  `CREATE INDEX sessions_by_subject ON sessions (subject, kind)`,
  `CREATE INDEX sign_in_links_by_username ON sign_in_links (username)`,
  `ALTER TABLE audit ADD COLUMN division text`,
  ...commented('audit', null, {
    actor:
      'Kind and name of who did it: a role and a user name, guardian and an id, console, or nobody (not signed in)',
    division:
      'Division the actor was bound to at that time, empty: everywhere; null: no account of the county, or before there was the column',
  }),
  `CREATE INDEX audit_by_division ON audit (division text_pattern_ops, at DESC, id DESC)`,
] as const;

/** Migration 0019: what a guardian wishes of the own phone, and codes by which phones are bound to households. */
import { commented } from './commented.ts';

export const PHONES = [
  `ALTER TABLE guardians ADD COLUMN language text NOT NULL DEFAULT 'zh'`,
  `ALTER TABLE guardians ADD COLUMN quiet_from_min smallint`,
  `ALTER TABLE guardians ADD COLUMN quiet_to_min smallint`,
  ...commented('guardians', null, {
    password_hash: 'argon2id; empty for who came in by a binding code and has none',
    language: 'zh or en: of messages to this guardian',
    quiet_from_min:
      'Begin of the quiet hours, minutes of the local day in the console’s time zone; null: none',
    quiet_to_min: 'Their end; may lie before the begin, then they pass midnight',
  }),
  `CREATE TABLE binding_codes (code_id text PRIMARY KEY, gateway_id text NOT NULL, household_id text NOT NULL,
     relation text NOT NULL, position integer, digits_hash text NOT NULL, token_hash text NOT NULL UNIQUE,
     wrong_tries integer NOT NULL DEFAULT 0, made_by text NOT NULL, made_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL, used_at timestamptz, used_by text)`,
  ...commented('binding_codes', 'One-time codes that bind a phone to a household', {
    code_id: 'ULID',
    gateway_id: 'Gateway of the household',
    household_id: 'The household',
    relation: 'Who the guardian is, such as daughter',
    position: 'Place in the order of calling, from 1; null: the last',
    digits_hash: 'HMAC-SHA-256 of the six digits under the console’s key for guardians',
    token_hash: 'SHA-256 of the token in the link',
    wrong_tries: 'Wrong digits tried while it was live; at ten its digits are dead, its link is not',
    made_by: 'User name',
    made_at: 'When it was made',
    expires_at: 'From then on it binds nobody',
    used_at: 'When it was used; null while it was not',
    used_by: 'The guardian whom it bound',
  }),
  `CREATE INDEX binding_codes_live ON binding_codes (expires_at) WHERE used_at IS NULL`,
  `CREATE INDEX household_guardians_by_guardian ON household_guardians (guardian_id)`,
] as const;

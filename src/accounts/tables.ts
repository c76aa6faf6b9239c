import type { Generated, JSONColumnType } from 'kysely';

/** Tables that both parts may name beside their own: those of the schemas `platform` and `accounts`. */
export type SharedTables = {
  'platform.nonce': { orig: string; nonce: string; at: Generated<Temporal.Instant> };
  'accounts.role': { id: Generated<number>; slug: string; name: string; backoffice: Generated<boolean> };
  'accounts.account': {
    id: Generated<number>;
    email: string;
    first_name: Generated<string>;
    last_name: Generated<string>;
    password_hash: string | null;
    name_id: string;
    admin: Generated<boolean>;
    active: Generated<boolean>;
    created_at: Generated<Temporal.Instant>;
  };
  'accounts.account_role': { account_id: number; role_id: number };
  'accounts.service': { orig: string; secret: string; previous_secret: string | null };
  'accounts.api_client': { id: Generated<number>; identifier: string; key: string };
  'accounts.api_client_role': { api_client_id: number; role_id: number };
  'accounts.session': {
    id: string;
    hash_id: string;
    account_id: number | null;
    content: JSONColumnType<Record<string, unknown>>;
    expires_at: Temporal.Instant;
  };
};

import { sql, type QueryExecutorProvider } from 'kysely';
import { randomBytes } from 'node:crypto';
import type { Settings } from '../platform/settings.ts';

/** A secret of the installation's own, made at the first need, never exported. */
export async function ownSecret(db: QueryExecutorProvider, name: string): Promise<string> {
  const fresh = randomBytes(32).toString('hex');
  await sql`insert into platform.own_secret (name, secret) values (${name}, ${fresh}) on conflict do nothing`.execute(
    db,
  );
  const { rows } = await sql<{ secret: string }>`select secret from platform.own_secret where name = ${name}`.execute(
    db,
  );
  return rows[0]!.secret;
}

export type Secrets = {
  /** Every secret known for the name under which a caller signs; `fresh` where what was kept did not hold. */
  incoming(orig: string, fresh?: boolean): Promise<readonly string[]>;
  /** The secret for a target, or null where the call isn't signed. */
  outgoing(url: URL): Promise<string | null>;
};

/**
 * Secrets of signed calls (spec/running.md). They change by hand, a few times a year: what was read for incoming calls is kept for
 * five seconds, so that a good call costs no query for them, and read again before one is refused.
 */
export function openSecrets(
  db: QueryExecutorProvider,
  settings: Pick<Settings, 'formsUrl' | 'agendasUrl'>,
  monotonic = () => performance.now(),
): Secrets {
  let kept: { until: number; byName: Promise<Map<string, string[]>>; own: Promise<string> } | null = null;
  const read = () => {
    if (!kept || kept.until < monotonic()) {
      kept = { until: monotonic() + 5_000, byName: allSecrets(db), own: ownSecret(db, 'signature') };
      Promise.all([kept.byName, kept.own]).catch(() => (kept = null));
    }
    return kept;
  };
  const ours = [settings.formsUrl, settings.agendasUrl];
  return {
    async incoming(orig, fresh = false) {
      if (fresh) kept = null;
      const { byName, own } = read();
      const found = (await byName).get(orig) ?? [];
      return ours.some((url) => url.hostname === orig) ? [...found, await own] : found;
    },
    async outgoing(url) {
      const service = (await allSecrets(db)).get(url.hostname)?.[0];
      if (service !== undefined) return service;
      return ours.some((one) => one.host === url.host) ? read().own : null;
    },
  };
}

/** By name: the services' secrets, the current first, and the API clients' keys, which sign too. */
async function allSecrets(db: QueryExecutorProvider): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ name: string; secrets: (string | null)[] }>`
    select orig as name, array[secret, previous_secret] as secrets from accounts.service`.execute(db);
  return new Map(rows.map(({ name, secrets }) => [name, secrets.filter((secret) => secret !== null)]));
}

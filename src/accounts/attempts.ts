import { createHash } from 'node:crypto';
import { sql, type QueryExecutorProvider } from 'kysely';

/** Failed sign-ins within a quarter of an hour: of one account, and from one address (a town hall's own network shares one). */
const limits = { account: 8, address: 60 };
export const waitMinutes = 15;

/**
 * Counts an attempt before the password is looked at, so that many at once don't slip through; `attemptSucceeded` takes it back.
 * Says whether it may go on.
 */
export async function attemptSignIn(
  db: QueryExecutorProvider,
  email: string,
  address: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const until = now.add({ minutes: waitMinutes }).toString();
  const { rows } = await sql<{ subject: string; count: number }>`
    insert into accounts.attempt as a (subject, count, until)
    select subject, 1, ${until}::timestamptz from unnest(${subjects(email, address)}::text[]) as subject order by subject
    on conflict (subject) do update set
      count = case when a.until < ${now.toString()}::timestamptz then 1 else a.count + 1 end,
      until = case when a.until < ${now.toString()}::timestamptz then excluded.until else a.until end
    returning subject, count`.execute(db);
  return rows.every(
    ({ subject, count }) => count <= (subject.startsWith('account:') ? limits.account : limits.address),
  );
}

export async function attemptSucceeded(db: QueryExecutorProvider, email: string, address: string): Promise<void> {
  const [account, place] = subjects(email, address);
  await sql`with forgotten as (delete from accounts.attempt where subject = ${account})
    update accounts.attempt set count = greatest(count - 1, 0) where subject = ${place}`.execute(db);
}

export async function forgetAttempts(db: QueryExecutorProvider): Promise<void> {
  await sql`delete from accounts.attempt where until < now()`.execute(db);
}

/** Digests: the table need not tell who mistyped a password. */
function subjects(email: string, address: string): [account: string, address: string] {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  return [`account:${digest(email.trim().toLowerCase())}`, `address:${digest(address)}`];
}

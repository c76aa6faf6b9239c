import { sql, type QueryExecutorProvider } from 'kysely';
import { createHash, randomBytes } from 'node:crypto';
import { isAddress, isLink, subjectLine, type Message } from './message.ts';

export const mailJob = 'mails';

export type Kept = 'kept' | 'not an address' | 'stopped';

/**
 * Keeps a mail to be sent, in the transaction of what causes it: wake `mailJob` once that is committed. Whoever has stopped messages of its topic gets none.
 * A link that is none is left out.
 */
export async function keepMail(trx: QueryExecutorProvider, message: Message, now: Temporal.Instant): Promise<Kept> {
  const address = message.address.trim();
  if (!isAddress(address)) return 'not an address';
  const { id, stopped } = await recipientOf(trx, address);
  if (stopped.includes(message.topic)) return 'stopped';
  const body = message.body.filter((part) => typeof part === 'string' || isLink(part.href));
  const at = now.toString();
  await sql`insert into platform.mail (recipient_id, address, topic, about, subject, body, created_at, due_at, useful_until)
    values (${id}, ${address}, ${message.topic}, ${message.about}, ${subjectLine(message.subject)}, ${JSON.stringify(body)}, ${at}, ${at}, ${message.usefulUntil.toString()})`.execute(
    trx,
  );
  return 'kept';
}

type Recipient = { id: number; stopped: string[] };

/** Known by a digest: case doesn't make another person of anybody. */
async function recipientOf(trx: QueryExecutorProvider, address: string): Promise<Recipient> {
  const digest = createHash('sha256').update(address.toLowerCase()).digest();
  // Updated where it stands already, so that a row made meanwhile by another transaction is given back too.
  const { rows } =
    await sql<Recipient>`insert into platform.mail_recipient (digest, token) values (${digest}, ${randomBytes(16).toString('hex')})
    on conflict (digest) do update set digest = excluded.digest returning id, stopped`.execute(trx);
  return rows[0]!;
}

/** Mails about something that has lost what is personal. */
export async function forgetMailsAbout(trx: QueryExecutorProvider, about: readonly string[]): Promise<void> {
  await sql`delete from platform.mail where about = any(${about}::text[])`.execute(trx);
}

/** Mails aren't an archive: 90 days after they were made they go. */
export async function forgetOldMails(db: QueryExecutorProvider, now: Temporal.Instant): Promise<void> {
  const before = now.subtract({ hours: 90 * 24 }).toString();
  await sql`delete from platform.mail where id in (select id from platform.mail where created_at < ${before} order by id limit 5000)`.execute(
    db,
  );
}

import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import type { Paragraph, Topic } from './message.ts';

export type ListedMail = {
  id: number;
  address: string;
  subject: string;
  createdAt: Temporal.Instant;
  sentAt: Temporal.Instant | null;
  /** 'waiting': there is no mail server, or it is about to go. */
  state: 'waiting' | 'sent' | 'failed';
  attempts: number;
  lastFailure: string | null;
};

export type ReadMail = ListedMail & { body: Paragraph[]; token: string; topic: Topic };

const columns: RawBuilder<unknown> = sql`m.id::int as id, m.address, m.subject, m.created_at as "createdAt", m.sent_at as "sentAt", m.attempts,
  m.last_failure as "lastFailure", case when m.sent_at is not null then 'sent' when m.failed_at is not null then 'failed' else 'waiting' end as state`;

/** The newest first. */
export async function listMails(
  db: QueryExecutorProvider,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ mails: ListedMail[]; count: number }> {
  const { rows: mails } =
    await sql<ListedMail>`select ${columns} from platform.mail m order by m.id desc limit ${limit} offset ${offset}`.execute(
      db,
    );
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from platform.mail`.execute(db);
  return { mails, count: rows[0]?.count ?? 0 };
}

export async function readMail(db: QueryExecutorProvider, id: number): Promise<ReadMail | null> {
  const { rows } =
    await sql<ReadMail>`select ${columns}, m.body, r.token, m.topic from platform.mail m join platform.mail_recipient r on r.id = m.recipient_id
    where m.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

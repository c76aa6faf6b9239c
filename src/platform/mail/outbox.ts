import { sql, type Kysely } from 'kysely';
import { inTransaction } from '../database/transaction.ts';
import type { Job } from '../jobs.ts';
import { deadAmong } from '../processes.ts';
import { localNow, type AnyTown } from '../town.ts';
import { mailJob, forgetOldMails } from './keep.ts';
import type { Paragraph, Topic } from './message.ts';
import { openTransport, type Delivery, type Transport } from './transport.ts';

/** Sent at once by one process. */
const atOnce = 4;

/** Minutes until a mail is tried again, after as many tries; then it has failed. */
const delaysMinutes = [1, 5, 30, 120, 300, 600, 1_440] as const;

type Claimed = {
  id: number;
  address: string;
  subject: string;
  body: Paragraph[];
  token: string;
  topic: Topic;
  attempts: number;
  owner: number;
};

export type MailBox = { job: Job; close(): void };

/** Sends what is kept, where there is a mail server: no transaction is open meanwhile, and a process that dies leaves its mails to another. */
export function openMailBox(town: AnyTown, db: Kysely<unknown>): MailBox {
  const transport = openTransport(town.settings);
  return {
    job: {
      name: mailJob,
      everySeconds: 30,
      async run() {
        await forgetOldMails(db, town.clock());
        await settle(db, town.clock(), transport !== null);
        if (transport === null) return;
        await freeDead(db);
        const claimed = await claim(town, db);
        await Promise.all(claimed.map((mail) => deliver(town, db, transport, mail)));
        return claimed.length === atOnce;
      },
    },
    close: () => transport?.close(),
  };
}

/** What its reader has stopped meanwhile, and what would come too late, isn't sent. */
async function settle(db: Kysely<unknown>, now: Temporal.Instant, sends: boolean): Promise<void> {
  const at = now.toString();
  await sql`update platform.mail m set failed_at = ${at}, last_failure = 'stopped' from platform.mail_recipient r
    where r.id = m.recipient_id and m.topic = any(r.stopped) and m.sent_at is null and m.failed_at is null and m.owner is null`.execute(
    db,
  );
  if (!sends) return;
  await sql`update platform.mail set failed_at = ${at}, last_failure = coalesce(last_failure || ', ', '') || 'too late'
    where useful_until <= ${at} and sent_at is null and failed_at is null and owner is null`.execute(db);
}

/**
 * Takes what is due. A person gets so many mails a day (`MAILS_PER_DAY`), counted as they are sent, whatever asked for them: the rest waits for the next morning.
 * Claims come one after the other, so that two processes don't count the same.
 */
async function claim(town: AnyTown, db: Kysely<unknown>): Promise<Claimed[]> {
  const now = town.clock().toString();
  const { today, nextMorning } = bounds(localNow(town));
  return inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(7281005)`.execute(trx);
    const { rows } = await sql<{ id: string; within: boolean }>`
      select m.id, row_number() over (partition by m.recipient_id order by m.due_at, m.id) + (select count(*) from platform.mail o
        where o.recipient_id = m.recipient_id and (o.sent_at >= ${today} or (o.owner is not null and o.sent_at is null and o.failed_at is null)))
        <= ${town.settings.mailsPerDay} as within
      from platform.mail m where m.sent_at is null and m.failed_at is null and m.owner is null and m.due_at <= ${now}
      order by m.due_at, m.id limit 200`.execute(trx);
    const beyond = rows.filter(({ within }) => !within).map(({ id }) => id);
    await sql`update platform.mail set due_at = ${nextMorning}, last_failure = 'daily limit' where id = any(${beyond}::bigint[])`.execute(
      trx,
    );
    const ids = rows
      .filter(({ within }) => within)
      .slice(0, atOnce)
      .map(({ id }) => id);
    const claimed =
      await sql<Claimed>`update platform.mail m set owner = ${town.processId} from platform.mail_recipient r where r.id = m.recipient_id and m.id = any(${ids}::bigint[])
      returning m.id::int as id, m.address, m.subject, m.body, r.token, m.topic, m.attempts, m.owner`.execute(trx);
    return claimed.rows;
  });
}

/** The town's own day, also where it has 23 or 25 hours; mails that were too many go on at eight. */
function bounds(now: Temporal.ZonedDateTime): { today: string; nextMorning: string } {
  const today = now.startOfDay();
  return {
    today: today.toInstant().toString(),
    nextMorning: today.add({ days: 1 }).with({ hour: 8 }).toInstant().toString(),
  };
}

async function deliver(town: AnyTown, db: Kysely<unknown>, transport: Transport, mail: Claimed): Promise<void> {
  const delivery = await transport.send({
    ...mail,
    body: withStop(mail, town.settings),
    stopUrl: stopUrlOf(town.settings, mail),
  });
  await note(town, db, mail, delivery);
  if (delivery.kind === 'failed') town.log.warn({ mail: mail.id, reason: delivery.reason }, 'a mail was not taken');
}

/** A success is noted whoever owns the row by now; a failure only by its owner: another may be at it already. */
async function note(
  town: AnyTown,
  db: Kysely<unknown>,
  { id, attempts, owner }: Claimed,
  delivery: Delivery,
): Promise<void> {
  const now = town.clock();
  if (delivery.kind === 'sent') {
    await sql`update platform.mail set attempts = attempts + 1, owner = null, sent_at = ${now.toString()}, failed_at = null, last_failure = null
      where id = ${id} and sent_at is null`.execute(db);
    return;
  }
  const minutes = delivery.hopeless ? undefined : delaysMinutes[attempts];
  await sql`update platform.mail set attempts = attempts + 1, owner = null, last_failure = ${delivery.reason},
      due_at = ${now.add({ minutes: minutes ?? 0 }).toString()}, failed_at = ${minutes === undefined ? now.toString() : null}
    where id = ${id} and owner = ${owner} and sent_at is null`.execute(db);
}

/** What a process had claimed is free the moment that it is dead: that mail comes once or twice, never not at all. */
async function freeDead(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{
    owner: number;
  }>`select distinct owner from platform.mail where owner is not null and sent_at is null and failed_at is null`.execute(
    db,
  );
  const dead = await deadAmong(
    db,
    rows.map(({ owner }) => owner),
  );
  if (dead.length === 0) return;
  await sql`update platform.mail set owner = null where owner = any(${dead}::int[]) and sent_at is null and failed_at is null`.execute(
    db,
  );
}

const stopLabel = { fr: 'Ne plus recevoir ces courriels', en: 'Stop these emails' } as const;

/** A mail as it is read: its text, then the way to stop more of its kind. */
export function withStop(mail: Pick<Claimed, 'body' | 'token' | 'topic'>, settings: AnyTown['settings']): Paragraph[] {
  return [...mail.body, { href: stopUrlOf(settings, mail), label: stopLabel[settings.language] }];
}

/** The page where its reader stops mails of its kind; it stands at the root of the forms' host. */
function stopUrlOf({ formsUrl }: AnyTown['settings'], { token, topic }: Pick<Claimed, 'token' | 'topic'>): string {
  return new URL(`/courriels/${token}/${topic === 'reminder' ? '' : `?topic=${topic}`}`, formsUrl).href;
}

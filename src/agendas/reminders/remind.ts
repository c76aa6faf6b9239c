import { sql } from 'kysely';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Job } from '../../platform/jobs.ts';
import { keepMail, mailJob } from '../../platform/mail/keep.ts';
import { localNow } from '../../platform/town.ts';
import { instantOf, minuteOf } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import type { AgendasTown, Transaction } from '../database.ts';
import { remindedUntil } from './window.ts';
import { reminderWords } from './words.ts';

/** Of one transaction. */
const atOnce = 100;

type Due = {
  id: number;
  what: string;
  formUrl: string;
  emails: string[];
  /** Minutes since the epoch, of all that the booking takes. */
  starts: number[];
};

/** Who has booked is written to, so many days before as the agenda says (spec/agendas.md, section 4.11). Once: a booking is marked in the transaction that keeps its mails. */
export function remindersJob(town: AgendasTown): Job {
  return {
    name: 'agendas reminders',
    everySeconds: 600,
    async run() {
      await dropCancelled(town);
      const { rows } = await sql<{
        id: number;
        days: number;
        text: string;
      }>`select id, reminder_days as days, reminder_text as text
        from agendas.agenda where reminder_days is not null order by id`.execute(town.db);
      let more = false;
      for (const agenda of rows) more = (await inTransaction(town.db, (trx) => remind(town, trx, agenda))) || more;
      town.wakes.wake(mailJob);
      return more;
    },
  };
}

async function remind(
  town: AgendasTown,
  trx: Transaction,
  { id, days, text }: { id: number; days: number; text: string },
): Promise<boolean> {
  const { settings, clock } = town;
  const now = clock();
  const due = await dueOf(trx, id, now, remindedUntil(now, days, openZone(settings.timeZone)));
  const telling = { language: settings.language, now: localNow(town) };
  for (const booking of due) {
    const starts = booking.starts.map((minute) =>
      instantOf(minute).toZonedDateTimeISO(settings.timeZone).toPlainDateTime(),
    );
    const { subject, body } = reminderWords({ ...booking, starts, extra: text }, settings.town, telling);
    const usefulUntil = instantOf(booking.starts.at(-1)!);
    for (const address of new Set(booking.emails.map((email) => email.trim()).filter((email) => email !== '')))
      await keepMail(
        trx,
        { address, topic: 'reminder', about: `booking ${booking.id}`, subject, body, usefulUntil },
        now,
      );
    await sql`update agendas.booking set reminded_at = ${now.toString()}, reminded_for = ${instantOf(booking.starts[0]!).toString()} where id = ${booking.id}`.execute(
      trx,
    );
  }
  return due.length === atOnce;
}

/**
 * Live bookings on the main list whose start comes up, not told of that start yet, and made twelve hours ago: who has just booked knows.
 * Through the events and desks, whose indexes know times: a partial index on bookings would be written by every booking.
 */
async function dueOf(trx: Transaction, agendaId: number, now: Temporal.Instant, until: number): Promise<Due[]> {
  const from = minuteOf(now) + 1;
  const start = sql`coalesce((extract(epoch from e.start_at) / 60)::int, lower(t.span))`;
  const { rows } = await sql<Due>`
    with coming as (
      select t.booking_id from agendas.event e join agendas.taken t on t.event_id = e.id and t.cancelled_at is null and t.list = 'main'
        where e.agenda_id = ${agendaId} and e.start_at >= to_timestamp(${from * 60}) and e.start_at < to_timestamp(${until * 60}) and e.cancelled_at is null
      union
      select t.booking_id from agendas.desk d join agendas.taken t on t.desk_id = d.id and t.cancelled_at is null
        where d.agenda_id = ${agendaId} and t.span && int4range(${from}, ${until}) and lower(t.span) >= ${from}
    )
    select b.id, coalesce(nullif(b.user_display_label, ''), nullif(s.label, ''), a.label) as what, b.form_url as "formUrl", b.user_email || b.extra_emails as emails, s.starts
    from agendas.booking b join agendas.agenda a on a.id = b.agenda_id join lateral (
      select array_agg(distinct ${start} order by ${start}) as starts, coalesce(max(m.label), max(e.label)) as label
      from agendas.taken t left join agendas.event e on e.id = t.event_id left join agendas.meeting_type m on m.id = b.meeting_type_id
      where t.booking_id = b.id and t.cancelled_at is null and t.resource_id is null and t.list = 'main') s on true
    where b.id in (select booking_id from coming) and b.agenda_id = ${agendaId} and b.cancelled_at is null and b.expires_at is null and b.anonymized_at is null
      and (b.user_email <> '' or b.extra_emails <> '{}') and b.created_at <= ${now.subtract({ hours: 12 }).toString()}
      and b.reminded_for is distinct from to_timestamp(s.starts[1] * 60.0)
    order by b.id limit ${atOnce} for update of b skip locked`.execute(trx);
  return rows;
}

/** A reminder that waits (for the mail server, for tomorrow) of a booking that was cancelled meanwhile. */
async function dropCancelled({ db }: AgendasTown): Promise<void> {
  await sql`delete from platform.mail m using agendas.booking b where m.topic = 'reminder' and m.sent_at is null and m.failed_at is null and m.owner is null
    and m.about = 'booking ' || b.id and b.cancelled_at is not null`.execute(db);
}

import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { forgetMailsAbout } from '../../platform/mail/keep.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { AgendasTown } from '../database.ts';

const personal = sql`label = '', user_display_label = '', user_external_id = '', user_first_name = '', user_last_name = '', user_email = '',
    user_phone_number = '', extra_emails = '{}', extra_phone_numbers = '{}', sms_counter = '', form_url = '', backoffice_url = '', extra_data = null, user_absence_reason = ''`;
const callbackAddresses = sql`cancel_callback_url = '', presence_callback_url = '', absence_callback_url = ''`;

/** Where an agenda says no delay, after so many days nobody ticks presence any more. */
const owedForDays = 90;

/**
 * Takes from bookings all that is of a person, the addresses of the request, and mails. When, where and how many stays, for the figures. The request's workflow may still
 * be owed a call, so the addresses of its callbacks go later (`forgetCallbacks`).
 */
export async function anonymize(
  trx: QueryExecutorProvider,
  ids: readonly number[],
  now: Temporal.Instant,
): Promise<void> {
  await sql`update agendas.booking set ${personal}, lock_code = null, anonymized_at = ${now.toString()} where id = any(${ids}::int[])`.execute(
    trx,
  );
  await forgetMailsAbout(
    trx,
    ids.map((id) => `booking ${id}`),
  );
  await forgetCallbacks(trx, now, ids);
}

/** The addresses of callbacks of anonymised bookings that can't be owed any more: of one that is cancelled or long past, and of a call that was made or given up. */
async function forgetCallbacks(
  trx: QueryExecutorProvider,
  now: Temporal.Instant,
  ids: readonly number[] | null = null,
): Promise<void> {
  const named = sql`b.anonymized_at is not null and (${ids}::int[] is null or b.id = any(${ids}::int[]))`;
  await sql`update agendas.booking b set ${callbackAddresses} from agendas.agenda a where a.id = b.agenda_id and ${named}
    and b.cancel_callback_url || b.presence_callback_url || b.absence_callback_url <> ''
    and (b.cancelled_at is not null or ${isPast(now, sql`coalesce(a.anonymize_after_days, ${owedForDays})`)})`.execute(
    trx,
  );
  await sql`update agendas.callback c set url = '' from agendas.booking b where b.id = c.booking_id and ${named}
    and c.url <> '' and (c.sent_at is not null or c.failed_at is not null)`.execute(trx);
}

/** Whether all that a booking `b` takes ended so many days ago. */
function isPast(now: Temporal.Instant, days: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`not exists (select from agendas.taken t left join agendas.event e on e.id = t.event_id where t.booking_id = b.id
    and coalesce(e.start_at + make_interval(mins => coalesce(e.duration_minutes, 0)), to_timestamp(upper(t.span) * 60.0))
      >= ${now.toString()}::timestamptz - make_interval(days => ${days}))`;
}

/**
 * Locks are nobody's bookings: those that ended are deleted a day later, however they ended. One whose place nobody asked for since still stands among what the place has
 * taken, and loses what is personal.
 */
export async function forgetLocks({ db, clock }: AgendasTown): Promise<void> {
  const yesterday = clock().subtract({ hours: 24 }).toString();
  await sql`delete from agendas.booking where id in (select b.id from agendas.booking b where (b.cancelled_by = 'lock' or b.expires_at is not null)
    and b.cancelled_at < ${yesterday} and not exists (select from agendas.callback c where c.booking_id = b.id) limit 10000)`.execute(
    db,
  );
  await sql`update agendas.booking set ${personal}, ${callbackAddresses} where cancelled_at is null and expires_at < ${yesterday}
    and (concat(label, user_display_label, user_external_id, user_first_name, user_last_name, user_email, user_phone_number, sms_counter, form_url, backoffice_url,
      cancel_callback_url, presence_callback_url, absence_callback_url) <> '' or extra_emails <> '{}' or extra_phone_numbers <> '{}' or extra_data is not null)`.execute(
    db,
  );
}

/**
 * After the agenda's delay, counted in days from the end of all that a booking takes, it loses what is personal; subscriptions of a past period go whole.
 * True where more is waiting.
 */
export async function anonymizePast({ db, clock }: AgendasTown): Promise<boolean> {
  const now = clock();
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<{ id: number }>`
      select b.id from agendas.agenda a join agendas.booking b on b.agenda_id = a.id
      where a.anonymize_after_days is not null and b.anonymized_at is null and b.expires_at is null
        and b.created_at < ${now.toString()}::timestamptz - make_interval(days => a.anonymize_after_days)
        and ${isPast(now, sql`a.anonymize_after_days`)}
      order by b.id limit 2000 for update of b skip locked`.execute(trx);
    await anonymize(
      trx,
      rows.map(({ id }) => id),
      now,
    );
    await forgetCallbacks(trx, now);
    await sql`delete from agendas.subscription s using agendas.agenda a where a.id = s.agenda_id and a.anonymize_after_days is not null
      and s.date_end + a.anonymize_after_days < ${now.toZonedDateTimeISO('UTC').toPlainDate().toString()}::date`.execute(
      trx,
    );
    return rows.length === 2000;
  });
}

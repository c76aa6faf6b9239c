import { sql, type QueryExecutorProvider } from 'kysely';
import { forgetMailsAbout } from '../../platform/mail/keep.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { AgendasTown } from '../database.ts';

/** Takes from bookings all that is of a person, the addresses of the request, and mails. When, where and how many stays, for the figures. */
export async function anonymize(
  trx: QueryExecutorProvider,
  ids: readonly number[],
  now: Temporal.Instant,
): Promise<void> {
  await sql`update agendas.booking set label = '', user_display_label = '', user_external_id = '', user_first_name = '', user_last_name = '', user_email = '',
    user_phone_number = '', extra_emails = '{}', extra_phone_numbers = '{}', form_url = '', backoffice_url = '', extra_data = null, lock_code = null,
    anonymized_at = ${now.toString()} where id = any(${ids}::int[])`.execute(trx);
  await forgetMailsAbout(
    trx,
    ids.map((id) => `booking ${id}`),
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
        and not exists (select from agendas.taken t left join agendas.event e on e.id = t.event_id where t.booking_id = b.id
          and coalesce(e.start_at + make_interval(mins => coalesce(e.duration_minutes, 0)), to_timestamp(upper(t.span) * 60.0))
            >= ${now.toString()}::timestamptz - make_interval(days => a.anonymize_after_days))
      order by b.id limit 2000 for update of b skip locked`.execute(trx);
    await anonymize(
      trx,
      rows.map(({ id }) => id),
      now,
    );
    await sql`delete from agendas.subscription s using agendas.agenda a where a.id = s.agenda_id and a.anonymize_after_days is not null
      and s.date_end + a.anonymize_after_days < ${now.toZonedDateTimeISO('UTC').toPlainDate().toString()}::date`.execute(
      trx,
    );
    return rows.length === 2000;
  });
}

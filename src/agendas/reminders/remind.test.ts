import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { listMails, readMail } from '../../platform/mail/read.ts';
import { plainText } from '../../platform/mail/message.ts';
import { agendasApp } from '../testing.ts';
import { anonymizePast } from '../bookings/anonymize.ts';
import { remindersJob } from './remind.ts';

let now = Temporal.Instant.from('2026-07-01T09:00:00Z');
const event = (slug: string, start: string, more = {}) => ({
  slug,
  label: `Stage ${slug}`,
  start_datetime: start,
  duration: 60,
  places: 2,
  ...more,
});
const { call, agendas: town } = await agendasApp(
  {
    agendas: [
      {
        slug: 'stages',
        label: 'Stages',
        kind: 'events',
        maximal_booking_delay: 0,
        reminder_days: 2,
        reminder_text: 'Apportez un maillot.',
        anonymize_after_days: 30,
        events: [
          event('soon', '2026-07-03 10:00', { places: 3 }),
          event('later', '2026-07-10 18:30', { places: 1, waiting_list_places: 2 }),
          event('last', '2026-07-31 10:00'),
        ],
      },
      { slug: 'silent', label: 'Sans rappel', kind: 'events', events: [event('soon', '2026-07-03 10:00')] },
      {
        slug: 'passeports',
        label: 'Passeports',
        kind: 'meetings',
        reminder_days: 1,
        meeting_types: [{ slug: 'passeport', label: 'Passeport', duration: 30 }],
        desks: [{ slug: 'g', opening_hours: [{ weekday: 1, start_time: '09:00', end_time: '12:00' }] }],
      },
    ],
  },
  {},
  // The rounds are this test's own.
  { clock: () => now, serving: new Set(['forms', 'agendas']) },
);
const { db } = town;
const job = remindersJob(town);
let booked = 0;
const book = async (slot: string, more = {}) => {
  const { body } = await call('POST', `api/agenda/${slot}/`, {
    user_last_name: 'Roux',
    user_external_id: `child:${booked++}`,
    user_email: 'lea@example.org',
    form_url: 'https://demarches.example.org/stage/12/',
    ...more,
  });
  assert.equal(body.err, 0, JSON.stringify(body));
  await sql`update agendas.booking set created_at = '2026-06-20'`.execute(db);
  return body.booking_id as number;
};
/** About whom mails were written by this round. */
const round = async () => {
  const before = new Set((await listMails(db, { limit: 1000, offset: 0 })).mails.map(({ id }) => id));
  while (await job.run());
  const { mails } = await listMails(db, { limit: 1000, offset: 0 });
  return mails
    .filter(({ id }) => !before.has(id))
    .map(({ address }) => address)
    .toSorted();
};

test('so many days before, those who booked are written to, once', async () => {
  const id = await book('stages/fillslot/soon', {
    extra_emails: ['papa@example.org', 'lea@example.org', 'not an address'],
    user_display_label: '',
  });
  await book('stages/fillslot/soon', { user_email: '' });
  await book('silent/fillslot/soon', { user_email: 'silent@example.org' });
  await book('stages/fillslot/later', { user_email: 'too-early@example.org' });
  assert.deepEqual(await round(), ['lea@example.org', 'papa@example.org']);
  assert.deepEqual(await round(), []);
  const { rows } = await sql<{
    at: boolean;
  }>`select reminded_at is not null as at from agendas.booking where id = ${id}`.execute(db);
  assert.equal(rows[0]?.at, true);
});

test('it says what, when, the agenda’s own sentence and where to change it', async () => {
  const { mails } = await listMails(db, { limit: 1000, offset: 0 });
  const mail = (await readMail(db, mails[0]!.id))!;
  assert.equal(mail.subject.replaceAll(/\s/g, ' '), 'Rappel : Stage soon, vendredi 3 juillet à 10 h');
  const text = plainText(mail.body);
  assert.match(text, /Nous vous attendons vendredi 3 juillet à 10\sh\s: Stage soon\./);
  assert.match(text, /Apportez un maillot\./);
  assert.match(text, /Modifier ou annuler le rendez-vous\nhttps:\/\/demarches\.example\.org\/stage\/12\//);
});

test('not who waits, cancelled, holds a lock, or has just booked', async () => {
  now = Temporal.Instant.from('2026-07-08T06:30:00Z');
  await book('stages/fillslot/later', { user_email: 'waits@example.org' });
  const cancelled = await book('stages/fillslot/later', { user_email: 'gone@example.org' });
  await call('POST', `api/booking/${cancelled}/cancel/`);
  await call('POST', 'api/agenda/stages/fillslot/last/', {
    lock_code: 'x',
    user_email: 'lock@example.org',
    bypass_delays: true,
  });
  assert.deepEqual(await round(), ['too-early@example.org']);
  now = Temporal.Instant.from('2026-07-29T06:30:00Z');
  await book('stages/fillslot/last', { user_email: 'just@example.org' });
  await sql`update agendas.booking set created_at = ${now.subtract({ hours: 11 }).toString()} where user_email = 'just@example.org'`.execute(
    db,
  );
  assert.deepEqual(await round(), []);
  now = now.add({ hours: 2 });
  assert.deepEqual(await round(), ['just@example.org']);
});

test('a reminder that still waits goes with its booking', async () => {
  const { rows } = await sql<{
    id: number;
  }>`select id from agendas.booking where user_email = 'just@example.org'`.execute(db);
  await call('POST', `api/booking/${rows[0]!.id}/cancel/`);
  await round();
  assert.doesNotMatch(JSON.stringify((await listMails(db, { limit: 1000, offset: 0 })).mails), /just@/);
});

test('appointments too; one that is moved is reminded of anew', async () => {
  now = Temporal.Instant.from('2026-10-24T10:00:00Z');
  const { data } = (await call('GET', 'api/agenda/passeports/meetings/passeport/datetimes/')).body as {
    data: { id: string; datetime: string; disabled: boolean }[];
  };
  const [first] = data.filter(({ datetime }) => datetime.startsWith('2026-10-26'));
  const id = await book(`passeports/fillslot/${first!.id}`);
  assert.deepEqual(await round(), [], 'Monday is two days ahead');
  now = Temporal.Instant.from('2026-10-25T09:00:00Z');
  assert.deepEqual(await round(), ['lea@example.org'], 'on the day on which the clocks go back');
  await sql`update agendas.taken set span = int4range(lower(span) + 60, upper(span) + 60) where booking_id = ${id} and desk_id is not null`.execute(
    db,
  );
  assert.deepEqual(await round(), ['lea@example.org']);
  assert.deepEqual(await round(), []);
});

test('two processes at once remind of a booking once', async () => {
  now = Temporal.Instant.from('2026-07-01T09:00:00Z');
  await book('stages/fillslot/soon', { user_email: 'once@example.org' });
  await Promise.all([job.run(), job.run(), remindersJob(town).run()]);
  const { mails } = await listMails(db, { limit: 1000, offset: 0 });
  assert.equal(mails.filter(({ address }) => address === 'once@example.org').length, 1);
});

test('after the agenda’s delay what is personal goes, mails included; when and where stays', async () => {
  const people = async () =>
    (
      await sql<{
        id: number;
      }>`select id from agendas.booking b where user_email <> '' and agenda_id = (select id from agendas.agenda where slug = 'stages') order by id`.execute(
        db,
      )
    ).rows.length;
  now = Temporal.Instant.from('2026-08-02T08:59:00Z');
  await sql`update agendas.booking set created_at = '2026-06-20'`.execute(db);
  const before = await people();
  assert.equal(await anonymizePast(town), false);
  assert.equal(await people(), before, 'a minute before');
  now = Temporal.Instant.from('2026-08-02T09:01:00Z');
  await anonymizePast(town);
  assert.equal(await people(), before - 2, 'those of 3 July that have an address');
  assert.doesNotMatch(JSON.stringify((await listMails(db, { limit: 1000, offset: 0 })).mails), /papa@/);
  const { rows } = await sql<{
    whole: boolean;
  }>`select bool_and(anonymized_at is not null and user_last_name = '' and user_external_id = '' and form_url = ''
    and extra_emails = '{}' and extra_data is null) as whole from agendas.booking b where exists (select from agendas.taken t join agendas.event e on e.id = t.event_id
    where t.booking_id = b.id and e.slug = 'soon') and agenda_id = (select id from agendas.agenda where slug = 'stages')`.execute(
    db,
  );
  assert.equal(rows[0]?.whole, true);
});

test('by a call, before its time: the same, and no reminder comes', async () => {
  now = Temporal.Instant.from('2026-07-28T06:00:00Z');
  const id = await book('stages/fillslot/last', {
    user_email: 'canary@example.org',
    user_first_name: 'Canary',
    diet: 'Canary',
  });
  assert.equal((await call('POST', `api/booking/${id}/anonymize/`)).body.err, 0);
  now = Temporal.Instant.from('2026-07-30T06:30:00Z');
  assert.deepEqual(await round(), []);
  const { rows } = await sql<{
    found: boolean;
  }>`select to_jsonb(b)::text ~* 'canary' as found from agendas.booking b where id = ${id}`.execute(db);
  assert.equal(rows[0]?.found, false);
});

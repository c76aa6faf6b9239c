import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { agendasApp, type Json } from '../testing.ts';
import { openKeptAnswers, type KeptAnswers } from './kept-answers.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const hours = [{ weekday: 1, start_time: '09:00', end_time: '12:00' }];
const site = {
  resources: [{ slug: 'borne', label: 'Borne' }],
  unavailability_calendars: [{ slug: 'ponts', label: 'Ponts', exceptions: [] }],
  agendas: [
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [
        { slug: 'un', label: 'Un', start_datetime: '2026-07-08 10:00', places: 2, waiting_list_places: 2 },
        { slug: 'deux', label: 'Deux', start_datetime: '2026-07-09 10:00', places: 1 },
        { slug: 'passe', label: 'Passé', start_datetime: '2026-06-09 10:00', places: 1 },
        {
          slug: 'serie',
          label: 'Série',
          start_datetime: '2026-07-06 10:00',
          places: 5,
          recurrence_days: [1],
          recurrence_end_date: '2026-07-21',
        },
      ],
    },
    {
      slug: 'nord',
      label: 'Nord',
      kind: 'meetings',
      meeting_types: [{ slug: 'rdv', duration: 30 }],
      resources: ['borne'],
      desks: [
        { slug: 'a', opening_hours: hours, unavailability_calendars: ['ponts'] },
        { slug: 'b', opening_hours: hours },
      ],
    },
    { slug: 'toutes', label: 'Toutes', kind: 'virtual', agendas: ['nord'] },
  ],
};
const app = await agendasApp(site, { LOCK_DURATION: 'PT10M' }, { now, serving: new Set(['agendas'] as const) });
const { db } = app.agendas;
const run = (text: string) => () => sql.raw(text).execute(db);
const book = (path: string, body: object = {}) => app.call('POST', `api/agenda/${path}`, body);
const listings = [
  'stages/datetimes/?',
  'stages/datetimes/?hide_disabled=true&',
  'nord/meetings/rdv/datetimes/?',
  'toutes/meetings/rdv/datetimes/?',
];
const made = new Map<string, Json>();
const remember = (name: string, act: () => ReturnType<typeof book>) => async (): Promise<void> => {
  const { body } = await act();
  assert.equal(body.err, 0, JSON.stringify(body));
  made.set(name, body);
};
const follow = (name: string, what: string) => async () => {
  const { body } = await app.call('POST', made.get(name).api[what]);
  assert.equal(body.err, 0, JSON.stringify(body));
};

/** What changes a listing, each by itself; the mark has to tell. */
const acts: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['nothing', async () => {}],
  ['an event is booked', remember('event', () => book('stages/fillslot/un/', { count: 2 }))],
  ['somebody waits', remember('waits', () => book('stages/fillslot/un/'))],
  ['a booking is cancelled', follow('event', 'cancel_url')],
  ['who waits is accepted', follow('waits', 'accept_url')],
  ['an event is locked', () => book('stages/fillslot/deux/', { lock_code: 'c' })],
  ['the lock is confirmed', () => book('stages/fillslot/deux/', { lock_code: 'c', confirm_after_lock: true })],
  ['a label changes', run(`update agendas.event set label = 'Autre' where slug = 'un'`)],
  ['a series has another name', run(`update agendas.event set slug = 'suite' where slug = 'serie'`)],
  ['an event comes', run(`insert into agendas.event (agenda_id, slug, start_at, places) select id, 'trois', '2026-07-10 08:00Z', 1 from agendas.agenda where slug = 'stages'`)],
  ['an event goes', run(`delete from agendas.event where slug = 'trois'`)],
  ['the window of the events', run(`update agendas.agenda set minimal_booking_delay = 8 where slug = 'stages'`)],
  ['a slot is booked', remember('slot', () => book('nord/fillslot/rdv:2026-07-06-0900/'))],
  ['the same slot at the other desk', remember('other', () => book('toutes/fillslot/rdv:2026-07-06-0900/'))],
  ['an appointment is cancelled', follow('slot', 'cancel_url')],
  ['an appointment is moved', remember('moved', () => book('nord/fillslot/rdv:2026-07-06-1000/', { cancel_booking_id: made.get('other').booking_id }))],
  ['a slot is locked', () => book('nord/fillslot/rdv:2026-07-06-1100/', { lock_code: 'd' })],
  ['the lock of a slot is confirmed', () => book('nord/fillslot/rdv:2026-07-06-1100/', { lock_code: 'd', confirm_after_lock: true })],
  ['a desk is closed', run(`insert into agendas.exception (desk_id, label, start_at, end_at) select id, 'x', '2026-07-06 07:00Z', '2026-07-06 09:00Z' from agendas.desk where slug = 'a'`)],
  ['a calendar closes a desk', run(`insert into agendas.exception (calendar_id, label, start_at, end_at) select id, 'x', '2026-07-13 07:00Z', '2026-07-13 09:00Z' from agendas.unavailability_calendar`)],
  ['a calendar is left', run('delete from agendas.desk_unavailability_calendar')],
  ['hours change', run(`update agendas.opening_hours set end_time = '11:00' where desk_id = (select id from agendas.desk where slug = 'b')`)],
  ['a type takes longer', run(`update agendas.meeting_type set duration_minutes = 45`)],
  ['a pause is asked for', run(`update agendas.meeting_type set pause_after_minutes = 15`)],
  ['the window of appointments', run(`update agendas.agenda set maximal_booking_delay = 10 where slug = 'nord'`)],
  ['a virtual agenda closes for some hours', run(`insert into agendas.excluded_hours (virtual_id, weekday, start_time, end_time) select id, 1, '09:00', '10:00' from agendas.agenda where slug = 'toutes'`)],
  ['a member is left', run('delete from agendas.virtual_member')],
]; // prettier-ignore

for (const [name, act] of acts) {
  test(`a kept answer is what would be answered now: ${name}`, async () => {
    for (const path of listings) await app.plain('GET', `api/agenda/${path}`);
    await act();
    for (const path of listings) {
      // With a code of nobody's the answer is the same, and never kept.
      const fresh = await app.plain('GET', `api/agenda/${path}lock_code=nobody`);
      for (const time of ['first', 'again'])
        assert.deepEqual((await app.plain('GET', `api/agenda/${path}`)).body, fresh.body, `${path} ${time}`);
    }
  });
}

test('the second time, one statement is asked', async () => {
  await run('update agendas.booking set expires_at = null')();
  await run('update agendas.event set lock_ends_at = null')();
  const { hot } = app.agendas;
  const query = hot.query.bind(hot);
  let count = 0;
  hot.query = ((...words: Parameters<typeof query>) => {
    count++;
    return query(...words);
  }) as typeof hot.query;
  for (const path of listings.slice(0, 3)) {
    await app.plain('GET', `api/agenda/${path}`);
    count = 0;
    await app.plain('GET', `api/agenda/${path}`);
    assert.equal(count, 1, path);
  }
  Object.assign(hot, { query });
});

const asText = ({ answer }: KeptAnswers) => ({
  answer: async (...words: Parameters<KeptAnswers['answer']>) => String(await answer(...words)),
});

test('a minute later, or of another agenda, nothing kept is given', async () => {
  const { answer } = asText(openKeptAnswers());
  const make = (value: number) => async () => value;
  assert.equal(await answer('a 1', 'm', make(1)), '1');
  assert.equal(await answer('a 1', 'm', make(2)), '1');
  assert.equal(await answer('a 2', 'm', make(3)), '3');
  assert.equal(await answer('a 1', 'n', make(4)), '4');
  assert.equal(await answer('a 1', null, make(5)), '5');
  assert.equal(await answer('a 1', null, make(6)), '6');
});

test('what is kept is bounded: those longest unasked for go first', async () => {
  const { answer } = asText(openKeptAnswers(10));
  const make = (value: string) => async () => value;
  await answer('a', 'm', make('aaa'));
  await answer('b', 'm', make('bbb'));
  await answer('a', 'm', make('new'));
  await answer('c', 'm', make('ccc'));
  assert.equal(await answer('b', 'm', make('new')), '"new"');
  assert.equal(await answer('long', 'm', make('longer than all')), '"longer than all"');
  assert.equal(await answer('long', 'm', make('never kept')), '"never kept"');
});

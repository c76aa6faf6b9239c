import assert from 'node:assert/strict';
import test from 'node:test';
import { agendasApp, type Json } from '../testing.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const hours = [{ weekday: 1, start_time: '09:00', end_time: '12:00' }];
const section = {
  agendas: [
    {
      slug: 'nord',
      label: 'Nord',
      kind: 'meetings',
      meeting_types: [{ slug: 'rdv', duration: 30 }],
      desks: [{ slug: 'un', opening_hours: hours }],
    },
    {
      slug: 'salles',
      label: 'Salles',
      kind: 'meetings',
      free_range: true,
      free_range_resources: [{ slug: 'salle' }],
      opening_hours: hours,
    },
  ],
};
const poisons: Json[] = [
  '\0',
  '\ud800',
  2 ** 70,
  '294277-01-01',
  -1,
  'x'.repeat(5_000),
  [],
  {},
  [[1]],
  { a: { b: '\0' } },
  true,
  1e-9,
  '٣',
  "'; drop table agendas.desk; --",
];
const fields = [
  'resources', 'lock_code', 'confirm_after_lock', 'cancel_booking_id', 'count', 'exclude_user', 'bypass_delays', 'user_external_id', 'label', 'slots',
  'resource', 'start_datetime', 'end_datetime', 'extra', 'extra_emails',
]; // prettier-ignore
const asked = [
  'date_start',
  'date_end',
  'resources',
  'lock_code',
  'hide_disabled',
  'bypass_delays',
  'explain',
  'user_external_id',
  'exclude_user_external_id',
  'resource',
];

test('no poison in any field of any route of the meetings makes the server fail', async () => {
  const { call, plain } = await agendasApp(section, {}, { now });
  const good: Json = {
    slots: ['rdv:2026-07-06-0900'],
    resource: 'salle',
    start_datetime: '2026-07-06 09:00',
    end_datetime: '2026-07-06 10:00',
  };
  const posts = [
    'api/agenda/nord/fillslot/rdv:2026-07-06-0900/',
    'api/agenda/nord/fillslots/',
    'api/agenda/salles/free-range/fillslot/',
  ];
  const failed: string[] = [];
  const see = (status: number, what: string): void => void (status >= 500 && failed.push(`${status} ${what}`));
  for (const poison of poisons) {
    const text = JSON.stringify(poison);
    await Promise.all(
      posts.flatMap((path) =>
        fields.map(async (field) =>
          see((await call('POST', path, { ...good, [field]: poison })).status, `${path} ${field}=${text}`),
        ),
      ),
    );
    const value = encodeURIComponent((typeof poison === 'string' ? poison : text).toWellFormed());
    for (const path of ['api/agenda/nord/meetings/rdv/datetimes/', 'api/agenda/salles/free-range/datetimes/']) {
      await Promise.all(
        asked.map(async (name) =>
          see((await plain('GET', `${path}?${name}=${value}`)).status, `${path} ${name}=${text}`),
        ),
      );
    }
    if (value.length > 300) continue;
    for (const path of [
      `api/agenda/${value}/meetings/`,
      `api/agenda/nord/meetings/${value}/datetimes/`,
      `api/agenda/${value}/free-range/datetimes/`,
    ]) {
      see((await plain('GET', path)).status, path);
    }
    for (const path of [
      `api/agenda/nord/fillslot/${value}:2026-07-06-0900/`,
      `api/agenda/nord/fillslot/rdv:${value}/`,
      `api/booking/${value}/ics/`,
    ]) {
      see((await call(path.endsWith('ics/') ? 'GET' : 'POST', path)).status, path);
    }
  }
  assert.deepEqual(failed, []);
});

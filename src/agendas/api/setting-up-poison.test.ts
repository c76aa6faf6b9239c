import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { agendaKeys, eventKeys } from '../site-file/schema.ts';
import { agendasApp, type Json } from '../testing.ts';

/* Each key of a payload is one of the schema's, which no list of names in the sources tells: each gets each poison here. Never a 5xx, and nothing changed
 * where it is refused. `POISONS=all` crosses everything; otherwise the poisons take turns. */
const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const site = () => ({
  agendas: [
    {
      slug: 'stages',
      label: 'Stages',
      kind: 'events',
      events: [
        { slug: 'voile', start_datetime: '2026-07-15 09:00', places: 4, waiting_list_places: 3 },
        {
          slug: 'piano',
          start_datetime: '2026-07-06 17:00',
          places: 1,
          recurrence_days: [1],
          recurrence_end_date: '2026-07-20',
        },
      ],
    },
    { slug: 'guichet', label: 'Guichet', kind: 'meetings', meeting_types: [{ slug: 'carte' }], desks: [{ slug: 'a' }] },
    { slug: 'toutes', label: 'Toutes', kind: 'virtual', agendas: ['guichet'] },
  ],
});
const app = await agendasApp(site(), {}, { now });

const poisons: readonly Json[] = [
  'a\0b', 'a\ud800b', 9e30, -1, 1.5, '9'.repeat(30), '2026-02-30', '2027-03-28 02:30', '24:00', true, '', null, 'x'.repeat(501), {}, { x: '\0' }, { __proto__: { x: 1 } },
  ['\ud800', null], [[]], [{}], [{ slug: 'a', opening_hours: [{ weekday: 9 }] }], '[{"slug":', ['constructor'], 'constructor', [1e9], '1,2,x',
]; // prettier-ignore
const digest = async (): Promise<string> => {
  const { rows } = await sql<{
    all: string;
  }>`select md5(coalesce((select string_agg(a::text, '|' order by id) from agendas.agenda a), '') || coalesce((select string_agg(e::text, '|' order by id) from agendas.event e), '')
    || coalesce((select string_agg(d::text, '|' order by id) from agendas.desk d), '') || coalesce((select string_agg(m::text, '|' order by id) from agendas.meeting_type m), '')
    || coalesce((select string_agg(h::text, '|' order by id) from agendas.opening_hours h), '') || coalesce((select string_agg(x::text, '|' order by id) from agendas.exception x), '')) as all`.execute(
    app.agendas.db,
  );
  return rows[0]!.all;
};
const agendas = Object.keys(agendaKeys);
const events = [...Object.keys(eventKeys), 'custom_field_x', 'datetime', 'slug'];
const routes: { method: string; path: string; keys: readonly string[]; more?: Json }[] = [
  ...['stages', 'guichet', 'toutes'].map((slug) => ({ method: 'PATCH', path: `agenda/${slug}/`, keys: agendas })),
  { method: 'POST', path: 'agenda/', keys: ['slug', 'kind', 'label', 'text'], more: { kind: 'events', label: 'x' } },
  { method: 'PATCH', path: 'agenda/stages/event/voile/', keys: events },
  { method: 'PATCH', path: 'agenda/stages/event/piano/', keys: events },
  {
    method: 'POST',
    path: 'agenda/stages/event/',
    keys: events,
    more: { start_datetime: '2026-08-01 10:00', places: 1 },
  },
];
const whole = process.env['POISONS'] === 'all';
let turn = 0;
for (const { method, path, keys, more } of routes) {
  test(`poisons: ${method} ${path}`, async () => {
    let before = await digest();
    for (const key of keys)
      for (const poison of poisons) {
        if (!whole && turn++ % 4 > 0) continue;
        const body = JSON.stringify({ ...more, [key]: poison });
        const answer = await app.call(method, `api/${path}`, body);
        assert.ok(answer.status < 500, `${answer.status} ${body.slice(0, 200)} ${JSON.stringify(answer.body)}`);
        const after = await digest();
        if (answer.status !== 200 || answer.body.err !== 0)
          assert.equal(after, before, `${body.slice(0, 200)} was refused, and something written`);
        before = after;
      }
  });
}

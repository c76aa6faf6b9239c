import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { backofficeApp, person } from './testing.ts';

const app = await backofficeApp();
const { db } = app.agendas;
const agenda = '/agendas/manage/agendas/stages-noel/';
const cirque = `${agenda}events/cirque/`;
const editor = await app.signIn('editor');
const viewer = await app.signIn('viewer');

test('what a booking brings along is text: no script, no address but the web’s', async () => {
  const id = await app.book(
    'stages-noel/fillslot/theatre',
    person('<script>alert(1)</script>', 'Roux', {
      label: '"><img src=x>',
      backoffice_url: 'javascript:alert(1)',
      allergie: '<b>arachide</b>',
    }),
  );
  for (const path of [
    `${agenda}events/theatre/`,
    `${agenda}events/theatre/check/`,
    `${agenda}bookings/${id}/cancel/`,
  ]) {
    const { status, text } = await editor.get(path);
    assert.equal(status, 200);
    assert.ok(
      !text.includes('<script>alert') &&
        !text.includes('<img') &&
        !text.includes('javascript:') &&
        !text.includes('<b>arachide'),
      path,
    );
  }
});

test('with several places, each line says what accepting it would make', async () => {
  for (let index = 0; index < 7; index++) await app.book('stages-noel/fillslot/cirque', person(`P${index}`, 'Pons'));
  await app.book('stages-noel/fillslot/cirque', person('Léa', 'Roux'), '?count=1');
  await app.book('stages-noel/fillslot/cirque', person('Hugo', 'Marty'));
  assert.match((await editor.get(cirque)).text, /Accepter fera 9\u00a0inscrits pour 8\u00a0places/);
  await sql`update agendas.event set waiting_list_places = 10 where slug = 'cirque'`.execute(db);
  await app.book('stages-noel/fillslot/cirque', person('Famille', 'Carrère'), '?count=3');
  const { text } = await editor.get(cirque);
  assert.match(text, /La liste principale est pleine\./);
  assert.match(text, /Accepter fera 9\u00a0inscrits pour 8\u00a0places/);
  assert.match(text, /Accepter fera 11\u00a0inscrits pour 8\u00a0places/);
  assert.match(text, /4\u00a0places demandées sur 10/);
  const viewed = await viewer.get(cirque);
  assert.doesNotMatch(viewed.text, /Accepter/);
});

test('a place held by a lock is seen, and can’t be cancelled', async () => {
  const { body } = await app.call('POST', 'api/agenda/stages-noel/fillslot/theatre/', { lock_code: 'abc' });
  const { text } = await editor.get(`${agenda}events/theatre/`);
  assert.match(text, /Quelqu’un remplit une demande/);
  assert.match(text, /Place gardée jusqu’à/);
  assert.ok(!text.includes(`/bookings/${body.booking_id}/cancel/`));
  assert.equal((await editor.get(`${agenda}bookings/${body.booking_id}/cancel/`)).status, 404);
});

test('a call that failed is shown and sent again', async () => {
  const id = await app.book(
    'stages-noel/fillslot/theatre',
    person('Inès', 'Abadie', { cancel_callback_url: `${app.url}api/forms/stages/9/hooks/annulation/` }),
  );
  const path = `${agenda}bookings/${id}/cancel/`;
  await editor.post(path, { _csrf: (await editor.get(path)).token });
  const { rows } = await sql<{ id: number }>`
    update agendas.callback set failed_at = now(), last_at = now(), attempts = 9, last_status = 404, owner = null, sent_at = null where booking_id = ${id} returning id`.execute(
    db,
  );
  const page = await editor.get(`${agenda}events/theatre/`);
  assert.match(page.text, /Annulation non transmise/);
  assert.match(page.text, /la demande a répondu 404\./);
  assert.match(page.text, /1\u00a0à renvoyer/);
  const resend = `${agenda}bookings/${id}/callbacks/${rows[0]?.id}/resend/`;
  assert.ok(page.text.includes(resend));
  assert.ok(!(await viewer.get(`${agenda}events/theatre/`)).text.includes('/resend/'));
  assert.equal(
    (await viewer.post(resend, { _csrf: (await viewer.get(`${agenda}events/theatre/check/`)).token })).status,
    403,
  );
  assert.equal((await editor.post(`${agenda}bookings/${id}/callbacks/999/resend/`, { _csrf: page.token })).status, 404);
  const after = await editor.follow(await editor.post(resend, { _csrf: page.token }));
  assert.match(after.text, /L’appel à la demande de Inès Abadie est renvoyé\./);
  const { rows: left } = await sql<{
    failed: boolean;
  }>`select failed_at is not null as failed from agendas.callback where booking_id = ${id}`.execute(db);
  assert.deepEqual(left, [{ failed: false }]);
});

test('a booking is only there within its own agenda', async () => {
  const id = await app.book('stages-noel/fillslot/theatre', person('Zoé', 'Pons'));
  assert.equal((await editor.get(`/agendas/manage/agendas/passeports/bookings/${id}/cancel/`)).status, 404);
});

test('a long main list comes in pages', async () => {
  await sql`
    with b as (insert into agendas.booking (agenda_id, user_last_name, user_first_name, asked_by)
      select a.id, 'Nom ' || lpad(i::text, 3, '0'), 'A', 'test' from agendas.agenda a, generate_series(1, 120) i where a.slug = 'stages-noel' returning id)
    insert into agendas.taken (booking_id, event_id) select b.id, e.id from b, agendas.event e where e.slug = 'poterie'`.execute(
    db,
  );
  const first = await editor.get(`${agenda}events/poterie/`);
  assert.match(first.text, /1 à 100 sur 120/);
  assert.ok(first.text.includes('Nom 100') && !first.text.includes('Nom 101'));
  assert.match((await editor.get(`${agenda}events/poterie/?page=2`)).text, /101 à 120 sur 120/);
});

test('a sheet is filtered by what bookings brought along, and « les restants » are those of the filter', async () => {
  const at = 'passeports';
  assert.equal((await editor.get(`/agendas/manage/agendas/${at}/events/none/check/`)).status, 404);
  await sql`update agendas.booking b set extra_data = jsonb_build_object('regime', case when b.user_first_name in ('P0', 'P1') then 'Végétarien' else 'Sans régime' end)
    where b.user_last_name = 'Pons' and b.user_first_name like 'P%'`.execute(db);
  const all = await editor.get(`${cirque}check/`);
  assert.match(all.text, /Végétarien \(2\)/);
  const query = '?x.regime=V%C3%A9g%C3%A9tarien';
  const some = await editor.get(`${cirque}check/${query}`);
  assert.ok(some.text.includes('Pons P0') && !some.text.includes('Pons P2'));
  const done = await editor.post(`${cirque}check/${query}`, { _csrf: some.token, all: 'present' });
  assert.equal(done.location, `${cirque}check/${query}`);
  const { rows } = await sql<{
    name: string;
  }>`select user_first_name as name from agendas.booking where user_was_present order by 1`.execute(db);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['P0', 'P1'],
  );
});

test('a locked check can be read, not changed', async () => {
  await sql`update agendas.event set check_locked = true where slug = 'cirque'`.execute(db);
  const page = await editor.get(`${cirque}check/`);
  assert.match(page.text, /Le pointage de cet évènement est verrouillé/);
  assert.ok(!page.text.includes('name="check"'));
  await editor.post(`${cirque}check/`, { _csrf: page.token, all: 'present', check: 'yes' });
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from agendas.booking where user_was_present`.execute(db);
  assert.equal(rows[0]?.n, 2);
});

test('what is hired out by the hour, and several agendas together, have their days', async () => {
  await sql`
    with b as (insert into agendas.booking (agenda_id, label, asked_by) select id, 'Chorale', 'test' from agendas.agenda where slug = 'salles' returning id)
    insert into agendas.taken (booking_id, desk_id, span) select b.id, d.id, int4range(m, m + 120) from b, agendas.desk d,
      lateral (select (extract(epoch from '2026-12-16T13:00:00Z'::timestamptz) / 60)::int as m) where d.slug = 'grande'`.execute(
    db,
  );
  const rooms = await editor.get('/agendas/manage/agendas/salles/2026-12-16/');
  assert.match(rooms.text, /1\u00a0location/);
  assert.match(rooms.text, /Chorale/);
  assert.match(rooms.text, /Par ressource/);
  assert.match(rooms.text, /14\u00a0h/);
  const slot = await app.meetingSlot('passeports', 'retrait', '2026-12-16 11:00:00');
  const id = await app.book(`passeports/fillslot/${slot}`, person('Nora', 'Belkacem'));
  const all = await editor.get('/agendas/manage/agendas/mairies/2026-12-16/');
  assert.match(all.text, /Nora Belkacem/);
  assert.ok(all.text.includes(`/manage/agendas/passeports/bookings/${id}/cancel/`));
  for (const slug of ['salles', 'mairies'])
    assert.equal((await editor.get(`/agendas/manage/agendas/${slug}/settings/`)).status, 200);
});

const hostile = [
  '%ff',
  '\u202e',
  'a'.repeat(399),
  '..%2f..',
  '%F0%9F%A6%86',
  '-1',
  '0',
  '99999999999',
  "'--",
  '{}',
  'settings%00',
];
test('hostile addresses are never a fault', async () => {
  for (const one of hostile) {
    for (const path of [
      `/agendas/manage/agendas/${one}/`,
      `${agenda}events/${one}/`,
      `${agenda}events/${one}/check/`,
      `${agenda}${one}/`,
      `${agenda}bookings/${one}/cancel/`,
      `${agenda}?q=${one}&page=${one}&view=${one}`,
      `${cirque}?row=${one}&page=${one}`,
      `${cirque}check/?x.${one}=${one}&page=${one}`,
      `/agendas/manage/?q=${one}&page=${one}`,
    ]) {
      const { status } = await editor.get(path);
      assert.ok([200, 303, 400, 404, 414].includes(status), `${path}: ${status}`);
    }
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { brokenInvariants } from '../checks/invariants.ts';
import { backofficeApp, person } from './testing.ts';

const app = await backofficeApp();
const { db } = app.agendas;
const agenda = '/agendas/manage/agendas/stages-noel/';
const change = (id: number, query = '') => `${agenda}bookings/${id}/change/${query}`;
const [editor, viewer] = [await app.signIn('editor'), await app.signIn('viewer')];
const book = (slot: string, name: string) =>
  app.book(`stages-noel/fillslot/${slot}`, person('Léa', name, { user_external_id: name }));
const lea = await book('multisport', 'Roux');
/** Where a booking stands: event, list and places. */
const standing = async (id: number) =>
  (
    await sql<
      Record<string, unknown>
    >`select e.slug, t.list, t.places from agendas.taken t join agendas.event e on e.id = t.event_id
      where t.booking_id = ${id} and t.cancelled_at is null`.execute(db)
  ).rows;

test('the event’s page leads there, for who may edit', async () => {
  assert.ok((await editor.get(`${agenda}events/multisport/`)).text.includes(`href="${change(lea)}"`));
  assert.ok(!(await viewer.get(`${agenda}events/multisport/`)).text.includes('/change/'));
  assert.equal((await viewer.get(change(lea))).status, 403);
  const { text } = await editor.get(change(lea));
  assert.match(text, /Modifier la réservation de Léa Roux/);
  assert.match(text, /Théâtre, lundi 21 décembre/);
  assert.doesNotMatch(text, /<title>[^<]*Roux/);
});

test('other places: asked, then done', async () => {
  const asked = await editor.get(change(lea, '?places=2'));
  assert.match(asked.text, /Changer le nombre de places de Léa Roux/);
  assert.deepEqual(await standing(lea), [{ slug: 'multisport', list: 'main', places: 1 }], 'a look changes nothing');
  const page = await editor.follow(
    await editor.post(change(lea), { _csrf: asked.token, places: asked.hidden['places']! }),
  );
  assert.match(page.text, /La réservation de Léa Roux compte 2\u00a0places\./);
  assert.deepEqual(await standing(lea), [{ slug: 'multisport', list: 'main', places: 2 }]);
});

for (const places of ['0', '2', '-1', 'x', '10001', '']) {
  test(`no number of places: ${places}`, async () => {
    const { status, text } = await editor.get(change(lea, `?places=${places}`));
    assert.equal(status, 200);
    assert.match(text, /Donnez un nombre de 1 à 10\u00a0000/);
  });
}

test('more places than are left are refused in words', async () => {
  const asked = await editor.get(change(lea, '?places=9'));
  const page = await editor.follow(await editor.post(change(lea), { _csrf: asked.token, places: '9' }));
  assert.match(page.text, /Il ne reste pas assez de places/);
  assert.deepEqual(await standing(lea), [{ slug: 'multisport', list: 'main', places: 2 }]);
});

test('another event: the question says on which list, and the row is shown there', async () => {
  const asked = await editor.get(change(lea, '?to=theatre'));
  assert.match(asked.text, /Déplacer la réservation de Léa Roux/);
  assert.match(asked.text, /Liste principale, 2\u00a0places.*Liste principale, 2\u00a0places/s);
  assert.match(asked.text, /Les 2\u00a0places seront libérées\. La demande n’en est pas prévenue\./);
  const done = await editor.post(change(lea), { _csrf: asked.token, to: 'theatre' });
  assert.equal(done.location, `${agenda}events/theatre/?row=${lea}`);
  assert.match((await editor.follow(done)).text, /La réservation de Léa Roux est déplacée\./);
  assert.deepEqual(await standing(lea), [{ slug: 'theatre', list: 'main', places: 2 }]);
  const again = await editor.follow(await editor.post(change(lea), { _csrf: asked.token, to: 'theatre' }));
  assert.match(again.text, /Léa Roux y est déjà/);
});

test('what is over, another agenda’s or nothing at all is no event to move to', async () => {
  for (const to of ['poterie', 'passeports', 'nowhere', '']) {
    const { status, text } = await editor.get(change(lea, `?to=${to}`));
    assert.equal(status, 200);
    assert.doesNotMatch(text, /Déplacer la réservation de/);
  }
  const { token } = await editor.get(change(lea));
  const page = await editor.follow(await editor.post(change(lea), { _csrf: token, to: 'nowhere' }));
  assert.match(page.text, /Rien n’a été fait\./);
});

test('to the waiting list: asked, then done, at the end of the line', async () => {
  const [tom] = [await book('cirque', 'Petit')];
  const asked = await editor.get(change(tom, '?list=waiting'));
  assert.match(asked.text, /Mettre Léa Petit en liste d’attente/);
  const page = await editor.follow(await editor.post(change(tom), { _csrf: asked.token, list: 'waiting' }));
  assert.match(page.text, /Léa Petit passe en liste d’attente\./);
  assert.deepEqual(await standing(tom), [{ slug: 'cirque', list: 'waiting', places: 1 }]);
  const again = await editor.follow(await editor.post(change(tom), { _csrf: asked.token, list: 'waiting' }));
  assert.match(again.text, /est déjà en liste d’attente/);
  assert.doesNotMatch((await editor.get(change(tom))).text, /list=waiting/);
});

test('several events of one booking stay together; a cancelled one is left', async () => {
  const { body } = await app.call('POST', 'api/agenda/stages-noel/fillslots/', {
    slots: 'theatre,cirque',
    user_last_name: 'Pons',
  });
  const page = await editor.get(change(body.booking_id));
  assert.match(page.text, /tient plusieurs évènements ensemble/);
  assert.doesNotMatch(page.text, /name="places"|name="to"/);
  await app.call('POST', `api/booking/${body.booking_id}/cancel/`);
  assert.match((await editor.follow(await editor.get(change(body.booking_id)))).text, /Cette réservation est annulée/);
});

test('an appointment has no such page, and without its token nothing is done', async () => {
  const slot = await app.meetingSlot('passeports', 'passeport', '2026-12-16 09:00:00');
  const id = await app.book(`passeports/fillslot/${slot}`, person('Ana', 'Diaz'));
  assert.equal((await editor.get(`/agendas/manage/agendas/passeports/bookings/${id}/change/`)).status, 404);
  const before = await standing(lea);
  assert.match((await editor.follow(await editor.post(change(lea), { places: '1' }))).text, /Rien n’a été fait/);
  assert.deepEqual(await standing(lea), before);
  assert.deepEqual(await brokenInvariants(db), []);
});

test('in English', async () => {
  await editor.get('/langue/en/');
  assert.match((await editor.get(change(lea))).text, /Change the booking of Léa Roux/);
  assert.match((await editor.get(change(lea, '?places=1'))).text, /Change the number of places of Léa Roux/);
});

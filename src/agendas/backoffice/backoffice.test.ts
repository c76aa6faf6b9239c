import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { backofficeApp, person } from './testing.ts';

const app = await backofficeApp();
const { db } = app.agendas;
const home = '/agendas/manage/';
const agenda = `${home}agendas/stages-noel/`;
const event = `${agenda}events/multisport/`;
const hook = (name: string, number: number) => `${app.url}api/forms/stages/${number}/hooks/${name}/`;
const request = (number: number) => ({
  backoffice_url: `${app.url}backoffice/management/stages/${number}/`,
  cancel_callback_url: hook('annulation', number),
  presence_callback_url: hook('presence', number),
  absence_callback_url: hook('absence', number),
});

const lea = await app.book(
  'stages-noel/fillslot/multisport',
  person('Léa', 'Roux', { ...request(42), regime: 'Végétarien' }),
);
const malik = await app.book(
  'stages-noel/fillslot/multisport',
  person('Malik', 'Haddad', { user_phone_number: '06 39 98 18 03', regime: 'Sans régime' }),
);
const ines = await app.book(
  'stages-noel/fillslot/multisport',
  person('Inès', 'Abadie', { ...request(12), regime: 'Sans régime' }),
);
const hugo = await app.book('stages-noel/fillslot/multisport', person('Hugo', 'Marty', request(58)));
const zoe = await app.book('stages-noel/fillslot/multisport', person('Zoé', 'Pons', request(61)));

const editor = await app.signIn('editor');
const viewer = await app.signIn('viewer');
const cancel = (id: number) => `${agenda}bookings/${id}/cancel/`;
const accept = (id: number) => `${agenda}bookings/${id}/accept/`;

const rows = async () =>
  (
    await sql<{
      booked: number;
      waiting: number;
    }>`select booked, waiting from agendas.event where slug = 'multisport'`.execute(db)
  ).rows[0];

test('an agent sees the agendas of his roles, an administrator all, a citizen none', async () => {
  const seen = async (who: 'editor' | 'other' | 'admin') => {
    const { text } = await (await app.signIn(who)).get(home);
    return [text.includes('Stages de Noël'), text.includes('Rendez-vous de voirie')];
  };
  assert.deepEqual(await seen('editor'), [true, false]);
  assert.deepEqual(await seen('other'), [false, true]);
  assert.deepEqual(await seen('admin'), [true, true]);
  assert.equal((await (await app.signIn('citizen')).get(home)).status, 403);
  const stranger = await app.plain('GET', 'manage/', undefined, { accept: 'text/html' });
  assert.match(stranger.body, /Se connecter/);
});

const closed = [agenda, `${agenda}settings/`, event, `${event}check/`, cancel(lea), `${agenda}2026-12-21/`];
for (const path of closed) {
  test(`an agenda that one may not see is not there: ${path}`, async () => {
    assert.equal((await (await app.signIn('other')).get(path)).status, 404);
    assert.equal((await editor.get(path)).status, 200);
  });
}

test('what is not there is a page that says so', async () => {
  for (const path of [
    'agendas/none/',
    'agendas/stages-noel/events/none/',
    'agendas/stages-noel/2026-13-01/',
    'agendas/stages-noel/bookings/99/cancel/',
  ])
    assert.equal((await editor.get(home + path)).status, 404, path);
});

test('the list of events says places in words, by day', async () => {
  const { text } = await editor.get(agenda);
  assert.match(text, /Lundi 21 décembre/);
  assert.match(text, /3\u00a0inscrits sur 3/);
  assert.match(text, /2 sur 4 en attente/);
  assert.doesNotMatch(text, /Poterie/);
  assert.match((await editor.get(`${agenda}?view=past`)).text, /Poterie/);
  assert.match((await editor.get(`${agenda}?q=cirq`)).text, /1\u00a0évènement\./);
  assert.match((await editor.get(`${agenda}?q=%25`)).text, /Aucun évènement ne correspond/);
});

test('an event shows its main list, then its waiting list in order, each with its request', async () => {
  const { text } = await editor.get(event);
  const order = [
    'Liste principale',
    'Abadie Inès',
    'Haddad Malik',
    'Roux Léa',
    'Liste d’attente',
    'Marty Hugo',
    'Pons Zoé',
  ];
  const places = order.map((words) => text.lastIndexOf(words));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.ok(text.includes(`href="${request(42).backoffice_url}"`));
  assert.match(text, /La liste principale est pleine\. Accepter fera 4\u00a0inscrits pour 3\u00a0places\./);
  assert.ok(text.includes(`href="${cancel(lea)}"`));
  assert.equal((await editor.get(event.replace('multisport', '2'))).status, 200, 'by number');
});

test('who may only look is shown no button, and is refused', async () => {
  const { text } = await viewer.get(event);
  assert.match(text, /Roux Léa/);
  assert.ok(!text.includes('/cancel/') && !text.includes('/accept/'));
  assert.equal((await viewer.get(cancel(lea))).status, 403);
  const token = (await viewer.get(`${event}check/`)).token;
  for (const path of [cancel(lea), accept(hugo)]) {
    assert.equal((await viewer.post(path, { _csrf: token })).status, 403);
  }
  assert.deepEqual(await rows(), { booked: 3, waiting: 2 });
});

test('without its token nothing is done', async () => {
  assert.equal((await editor.post(cancel(lea), { force: 'yes' })).status, 303);
  assert.equal((await editor.post(accept(hugo), {})).status, 303);
  assert.match((await editor.get(event)).text, /Rien n’a été fait/);
  assert.deepEqual(await rows(), { booked: 3, waiting: 2 });
});

test('accepting moves up, says what it made, and twice changes nothing', async () => {
  const { token } = await editor.get(event);
  const done = await editor.post(accept(hugo), { _csrf: token });
  assert.equal(done.location, `${event}?row=${hugo}`);
  const page = await editor.follow(done);
  assert.match(page.text, /Hugo Marty passe en liste principale\. 4\u00a0inscrits pour 3\u00a0places\./);
  assert.ok(page.text.includes(`href="#r-${hugo}"`));
  assert.deepEqual(await rows(), { booked: 4, waiting: 1 });
  const again = await editor.follow(await editor.post(accept(hugo), { _csrf: token }));
  assert.match(again.text, /Hugo Marty est déjà en liste principale\. Rien n’a changé\./);
});

test('« Annuler » asks, cancels, owes one call, and shows it', async () => {
  const asked = await editor.get(cancel(hugo));
  assert.match(asked.text, /Annuler la réservation de Hugo Marty/);
  assert.match(asked.text, /La place sera libérée, et la demande sera prévenue aussitôt\./);
  assert.doesNotMatch(asked.text, /<title>[^<]*Hugo/);
  const page = await editor.follow(await editor.post(cancel(hugo), { _csrf: asked.token }));
  assert.match(page.text, /La réservation de Hugo Marty est annulée\. Sa demande va être prévenue\./);
  assert.match(page.text, /Réservations annulées/);
  const { rows: owed } = await sql<{
    kind: string;
    url: string;
  }>`select kind, url from agendas.callback where booking_id = ${hugo}`.execute(db);
  assert.deepEqual(owed, [{ kind: 'cancel', url: hook('annulation', 58) }]);
  const again = await editor.follow(await editor.get(cancel(hugo)));
  assert.match(again.text, /Cette réservation est déjà annulée, depuis .* à .*h/);
  assert.deepEqual(await rows(), { booked: 3, waiting: 1 });
  const late = await editor.follow(await editor.post(accept(hugo), { _csrf: asked.token }));
  assert.match(late.text, /Impossible d’accepter Hugo Marty.*La personne suivante est Zoé Pons\./s);
});

test('without an address, the requirement’s words stand, and nothing is cancelled until one insists', async () => {
  const asked = await editor.get(cancel(malik));
  assert.match(
    asked.text,
    /Cette réservation n&#39;a pas d&#39;adresse d&#39;annulation connue|Cette réservation n'a pas d'adresse d'annulation connue/,
  );
  assert.match(asked.text, /Annuler tout de même/);
  assert.match(asked.text, /href="tel:0639981803"/);
  const back = await editor.post(cancel(malik), { _csrf: asked.token });
  assert.equal(back.location, cancel(malik));
  assert.deepEqual(await rows(), { booked: 3, waiting: 1 });
  const page = await editor.follow(await editor.post(cancel(malik), { _csrf: asked.token, force: 'yes' }));
  assert.match(page.text, /La réservation de Malik Haddad est annulée\. Sa demande n’a pas été prévenue\./);
  assert.deepEqual(await rows(), { booked: 2, waiting: 1 });
  const { rows: owed } = await sql`select from agendas.callback where booking_id = ${malik}`.execute(db);
  assert.equal(owed.length, 0);
});

const callsOf = async (id: number) =>
  (
    await sql<{ kind: string }>`select kind from agendas.callback where booking_id = ${id} order by id`.execute(db)
  ).rows.map(({ kind }) => kind);

test('ticking keeps without telling; marking the event tells each request once', async () => {
  const check = `${event}check/`;
  const sheet = await viewer.get(check);
  assert.match(sheet.text, /Marquer l(&#39;|')évènement comme étant pointé/);
  assert.match(
    sheet.text,
    /Enregistrer ne prévient personne\. Marquer l’évènement fait avancer chaque demande pointée\./,
  );
  const saved = await viewer.follow(
    await viewer.post(check, {
      _csrf: sheet.token,
      [`p${lea}`]: 'present',
      [`p${ines}`]: 'absent',
      [`m${ines}`]: 'Absence justifiée',
      [`p${zoe}`]: 'present',
    }),
  );
  assert.match(saved.text, /Pointage enregistré\. Aucune demande n’est prévenue\./);
  assert.match(saved.text, /préviendra 2\u00a0demandes/);
  assert.deepEqual([await callsOf(lea), await callsOf(ines), await callsOf(zoe)], [[], [], []]);
  const marked = await viewer.follow(await viewer.post(check, { _csrf: saved.token, check: 'yes' }));
  assert.match(marked.text, /Évènement pointé\. 2\u00a0demandes vont être prévenues\./);
  assert.deepEqual([await callsOf(lea), await callsOf(ines), await callsOf(zoe)], [['presence'], ['absence'], []]);
  const again = await viewer.follow(await viewer.post(check, { _csrf: saved.token, check: 'yes' }));
  assert.match(again.text, /Aucune demande n’est à prévenir/);
  assert.deepEqual(await callsOf(lea), ['presence']);
});

test('an old sheet keeps what was ticked on it, and nothing is kept elsewhere', async () => {
  const page = await editor.post(`${event}check/`, { [`p${lea}`]: 'absent' });
  assert.equal(page.status, 403);
  assert.match(page.text, new RegExp(`name="p${lea}" value="absent" checked`));
  assert.match(page.text, /Rien n’a été fait/);
});

test('the day of an agenda of appointments', async () => {
  const slot = await app.meetingSlot('passeports', 'passeport', '2026-12-16 09:00:00');
  const id = await app.book(`passeports/fillslot/${slot}`, person('Yasmine', 'Kaddour', request(7)));
  const opened = await editor.get(`${home}agendas/passeports/`);
  assert.equal(opened.location, `${home}agendas/passeports/2026-12-15/`);
  const day = await editor.get(`${home}agendas/passeports/2026-12-16/`);
  assert.match(day.text, /Mercredi 16 décembre/);
  assert.match(day.text, /Yasmine Kaddour/);
  const path = `${home}agendas/passeports/bookings/${id}/cancel/`;
  assert.ok(day.text.includes(path));
  const asked = await editor.get(path);
  assert.match(asked.text, /Le créneau sera libéré, et la demande sera prévenue aussitôt\./);
  const after = await editor.follow(await editor.post(path, { _csrf: asked.token }));
  assert.match(after.text, /La réservation de Yasmine Kaddour est annulée/);
  assert.match((await editor.get(`${home}agendas/passeports/2026-12-20/`)).text, /Fermé ce jour-là/);
});

test('settings, read only, and the pages in English', async () => {
  const settings = await editor.get(`${home}agendas/passeports/settings/`);
  assert.match(settings.text, /<code>passeports<\/code>/);
  assert.match(settings.text, /Guichet 2/);
  const reader = await app.signIn('editor');
  await reader.get('/langue/en/?next=/');
  assert.match((await reader.get(event)).text, /Main list/);
  assert.match((await reader.get(cancel(zoe))).text, /Cancel the booking of Zoé Pons\?/);
});

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { freePort, testApp } from '../../../test/app.ts';
import { visitorOf, type Seen, type Visitor } from '../../../test/visitor.ts';
import { importAccounts } from '../../accounts/accounts-site-file.ts';
import type { Database } from '../database.ts';
import { saveDefinition } from '../definitions/store.ts';
import type { Definition } from '../definitions/types.ts';
import { exit, itemField, pageField, sampleForm, sampleWebService, stringField } from '../filling/samples.ts';

/** An agenda that isn't ours: two dates and a place that is kept, as long as it answers. */
const agenda = { up: true, events: [] as object[], lock: { err: 0 } as object, locks: [] as string[] };
const event = (id: string, datetime: string, more: object = {}) => ({
  id,
  text: id,
  label: `Stage ${id}`,
  datetime,
  duration: 120,
  ...more,
});

beforeEach(() => {
  agenda.up = true;
  agenda.lock = { err: 0 };
  agenda.locks = [];
  agenda.events = [
    event('cirque', '2030-12-19 10:00:00', { disabled: true, places: { available: 0 } }),
    event('multisport', '2030-12-21 10:00:00', {
      places: { available: 0, has_waiting_list: true, waiting_list_activated: true, waiting_list_reserved: 3 },
    }),
    event('escalade', '2030-12-22 10:00:00', { places: { available: 1 } }),
  ];
});

const port = await freePort();
const remote = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (!agenda.up) return void response.writeHead(503).end('{"err": 1}');
    if (request.method === 'POST') agenda.locks.push(Buffer.concat(chunks).toString());
    response.end(JSON.stringify(request.method === 'POST' ? agenda.lock : { err: 0, data: agenda.events }));
  });
});
await new Promise<void>((done) => remote.listen(port, '127.0.0.1', done));
after(() => remote.close());

const app = await testApp({ ALLOW_PRIVATE_TARGETS: `127.0.0.1:${port}` });
const { db } = app.open.of<Database>();
const source = { type: 'json', value: `http://127.0.0.1:${port}/datetimes/` };
const definitions: Definition[] = [
  sampleWebService('verrou', `http://127.0.0.1:${port}/lock/`),
  sampleForm(
    'stage',
    [
      pageField('1', 'Qui participe'),
      stringField('2', 'Prénom'),
      itemField('3', 'Avez-vous une allergie ?', { items: ['Oui', 'Non'], displayMode: 'radio' }),
      pageField('4', 'Allergie', { condition: 'form_var_x3 == "Oui"' }),
      stringField('5', 'Laquelle ?'),
      pageField('6', 'Le stage', {
        postConditions: [
          exit('webservice.verrou.err == 0', 'Choisissez un nouveau créneau, {{ form_var_x2 }}.'),
          exit('webservice.verrou.err < 1', 'La place n’est plus libre.'),
        ],
      }),
      itemField('7', 'Quel stage ?', { dataSource: source, displayMode: 'timetable', displayDisabledItems: true }),
    ],
    { name: 'Inscription à un stage', category: { slug: 'loisirs', name: 'Loisirs' } },
  ),
  sampleForm('court', [stringField('1', 'Votre nom')], {
    name: 'Sans récapitulatif',
    confirmation: false,
    onlyAllowOne: true,
  }),
  sampleForm(
    'suite',
    [
      stringField('1', 'Couleur'),
      stringField('2', 'Nuance', { condition: 'form_var_x1 == "bleu"', required: 'optional' }),
    ],
    { name: 'Une question de plus' },
  ),
  sampleForm('ferme', [stringField('1', 'Votre nom')], { name: 'Démarche fermée', disabled: true }),
  sampleForm('agents', [stringField('1', 'Votre nom')], {
    name: 'Pour les agents',
    userRoles: [{ slug: 'agents', name: 'Agents' }],
  }),
];
await db.transaction().execute(async (trx) => {
  await importAccounts(trx, {
    roles: [{ slug: 'agents' }],
    users: [{ email: 'a@example.org', first_name: 'Ana', password: 'cheval-pile' }],
  });
  for (const definition of definitions) await saveDefinition(trx, definition);
});

const form = '/stage/';
const next = { submit: 'next' };
const who = { f2: 'Léa', f3: 'Non' };

async function countOf(table: 'fill' | 'request'): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from ${sql.raw(`forms.${table}`)}`.execute(db);
  return rows[0]!.count;
}

/** Answers the page that stands open; the fields of the page come from the page itself. */
async function answer(visitor: Visitor, page: Seen, fields: Record<string, string>): Promise<Seen> {
  return visitor.follow(await visitor.post(form, { ...page.hidden, ...fields }));
}

async function atSlots(fields: Record<string, string> = who): Promise<{ visitor: Visitor; page: Seen }> {
  const visitor = visitorOf(app.url);
  return { visitor, page: await answer(visitor, await visitor.get(form), { ...fields, ...next }) };
}

async function atSummary(): Promise<{ visitor: Visitor; page: Seen }> {
  const { visitor, page } = await atSlots();
  return { visitor, page: await answer(visitor, page, { f7: 'escalade', ...next }) };
}

test('the home names what one may fill, by category', async () => {
  const { text } = await visitorOf(app.url).get('/');
  assert.match(text, /<h2>Loisirs<\/h2>[\s\S]*Inscription à un stage/);
  assert.match(text, /<h2>Autres démarches<\/h2>/);
  assert.doesNotMatch(text, /Démarche fermée|Pour les agents/);
});

test('from the first page to the request', async () => {
  const visitor = visitorOf(app.url);
  const first = await visitor.get('/loisirs/stage/');
  assert.match(first.text, /Étape 1 sur 3/);
  assert.equal(await countOf('fill'), 0, 'who only looks leaves nothing');
  const slots = await answer(visitor, first, { ...who, ...next });
  assert.match(slots.text, /Étape 2 sur 3\u00a0: <\/span>Le stage/);
  assert.match(slots.text, /<legend><h3[^>]*><span class="leaf-dow">Samedi/);
  assert.match(slots.text, /value="cirque"[^>]*disabled|disabled[^>]*value="cirque"/);
  assert.match(slots.text, /vous seriez 4e/);
  assert.match(slots.text, /Dernière place/);
  const summary = await answer(visitor, slots, { f7: 'escalade', ...next });
  assert.match(summary.text, /<h1>Vérifiez avant de valider<\/h1>/);
  assert.match(summary.text, /escalade, dimanche 22 décembre 2030, de 10\u00a0h à 12\u00a0h/);
  assert.equal(agenda.locks.length, 1, 'the web service that two conditions name is called once');
  const before = await countOf('request');
  const sent = await visitor.post(form, { ...summary.hidden, submit: 'confirm' });
  assert.match(sent.location ?? '', /^\/stage\/\d+\/$/);
  assert.equal(await countOf('request'), before + 1);
  const request = await visitor.follow(sent);
  assert.match(request.text, /<h1>Inscription à un stage<\/h1>/);
  assert.match(request.text, /<h2>Nouveau<\/h2>/);
  const again = await visitor.post(form, { ...summary.hidden, submit: 'confirm' });
  assert.equal(again.location, sent.location);
  assert.match((await visitor.follow(again)).text, /Votre demande est déjà enregistrée sous le numéro \d+-\d+\./);
  assert.equal(await countOf('request'), before + 1);
  assert.equal((await visitorOf(app.url).get(sent.location!)).status, 404, 'nobody else learns that it exists');
  assert.match((await visitor.get('/')).text, /Vos demandes/);
});

test('two presses at the same moment make one request', async () => {
  const { visitor, page } = await atSummary();
  const before = await countOf('request');
  const sent = await Promise.all([1, 2, 3].map(() => visitor.post(form, { ...page.hidden, submit: 'confirm' })));
  assert.equal(new Set(sent.map(({ location }) => location)).size, 1);
  assert.equal(await countOf('request'), before + 1);
});

test('errors stand in a summary that names the fields, and what was typed comes back', async () => {
  const visitor = visitorOf(app.url);
  const page = await visitor.post(form, { ...(await visitor.get(form)).hidden, f2: '', f3: 'Non', ...next });
  assert.equal(page.status, 422);
  assert.match(page.text, /<title>Erreur/);
  assert.match(page.text, /id="erreurs"[\s\S]*href="#f2">Prénom\u00a0: /);
  assert.match(page.text, /value="Non"[^>]*checked|checked[^>]*value="Non"/);
});

test('a hidden page is skipped, both ways', async () => {
  const { visitor, page } = await atSlots({ ...who, f3: 'Oui' });
  assert.match(page.text, /Étape 2 sur 4\u00a0: <\/span>Allergie/);
  const slots = await answer(visitor, page, { f5: 'Noix', ...next });
  const back = await answer(visitor, await answer(visitor, slots, { submit: 'previous' }), { submit: 'previous' });
  const changed = await answer(visitor, back, { ...who, ...next });
  assert.match(changed.text, /Étape 2 sur 3\u00a0: <\/span>Le stage/);
  assert.match((await answer(visitor, changed, { submit: 'previous' })).text, /Étape 1 sur 3/);
});

test('« Précédent » keeps what was typed, and asks nothing', async () => {
  const { visitor, page } = await atSlots();
  const first = await answer(visitor, page, { f7: 'escalade', submit: 'previous' });
  assert.match(first.text, /value="Léa"/);
  assert.equal(agenda.locks.length, 0, 'no exit condition is evaluated');
  assert.match(
    (await answer(visitor, first, { ...who, ...next })).text,
    /value="escalade"[^>]*checked|checked[^>]*value="escalade"/,
  );
});

test('a page before its turn, of another order, or that does not exist', async () => {
  for (const pageId of ['6', '4', 'nulle-part', 'summary']) {
    const visitor = visitorOf(app.url);
    const first = await visitor.get(form);
    const seen = await answer(visitor, first, { page: pageId, f7: 'escalade', ...next });
    assert.match(seen.text, /Étape 1 sur 3/, pageId);
    assert.match(seen.text, /<title>Qui participe/, pageId);
  }
});

test('a page without its token: nothing is done, what was typed comes back', async () => {
  const visitor = visitorOf(app.url);
  const first = await visitor.get(form);
  const before = await countOf('fill');
  const seen = await visitor.post(form, { ...first.hidden, ...who, ...next, _csrf: 'autre' });
  assert.equal(seen.status, 403);
  assert.match(seen.text, /value="Léa"/);
  assert.match(seen.text, /restée ouverte trop longtemps/);
  assert.equal(await countOf('fill'), before);
  assert.match((await answer(visitor, seen, { ...who, ...next })).text, /Étape 2 sur 3/);
});

test('a form under way belongs to its visitor', async () => {
  const { page } = await atSummary();
  const other = visitorOf(app.url);
  const first = await other.get(form);
  const seen = await other.follow(await other.post(form, { ...page.hidden, _csrf: first.token, submit: 'confirm' }));
  assert.match(seen.text, /Étape 1 sur 3/);
  assert.match(
    (await other.follow(await other.get(`${form}?fill=${page.hidden['fill']}&page=6`))).text,
    /n’a pas été retrouvée/,
  );
});

test('another event than those offered is refused, a full one too', async () => {
  for (const f7 of ['inconnu', 'cirque', 'x'.repeat(5_000), "'; drop table"]) {
    const { visitor, page } = await atSlots();
    const seen = await visitor.post(form, { ...page.hidden, f7, ...next });
    assert.equal(seen.status, 422);
    assert.match(seen.text, /href="#f7"/);
  }
});

test('a choice that vanished: the field says so, and the exit conditions speak too', async () => {
  const { visitor, page } = await atSlots();
  agenda.events = agenda.events.slice(0, 2);
  agenda.lock = { err: 1, reason: 'sold out' };
  const seen = await visitor.post(form, { ...page.hidden, f7: 'escalade', ...next });
  assert.equal(seen.status, 422);
  assert.match(seen.text, /Choisissez un nouveau créneau, Léa\./);
  assert.match(seen.text, /La place n’est plus libre\./);
  assert.match(seen.text, /href="#f7"/);
  assert.equal(agenda.locks.length, 1);
  assert.match(agenda.locks[0] ?? '', /"lock_code":\s*"[0-9a-f]{40}"/);
});

test('an agenda that is down: said at display, an error when sent, nothing lost', async () => {
  const { visitor, page } = await atSlots();
  agenda.up = false;
  const shown = await visitor.get(`${form}?fill=${page.hidden['fill']}&page=6`);
  assert.equal(shown.status, 200);
  assert.match(shown.text, /Les créneaux ne s’affichent pas pour l’instant/);
  for (const f7 of ['', 'escalade']) {
    const seen = await visitor.post(form, { ...page.hidden, f7, ...next });
    assert.equal(seen.status, 503);
    assert.match(seen.text, /Erreur technique, veuillez réessayer\./);
  }
  agenda.up = true;
  const back = await visitor.get(`${form}?fill=${page.hidden['fill']}&page=6`);
  assert.match(back.text, /value="escalade"[^>]*checked|checked[^>]*value="escalade"/);
  assert.match((await answer(visitor, back, { f7: 'escalade', ...next })).text, /Vérifiez avant de valider/);
});

test('the bait of robots', async () => {
  const visitor = visitorOf(app.url);
  const seen = await visitor.post(form, { ...(await visitor.get(form)).hidden, ...who, f00: 'spam', ...next });
  assert.equal(seen.status, 422);
  assert.match(seen.text, /champ caché/);
});

test('an answer that opens a question shows it before going on', async () => {
  const visitor = visitorOf(app.url);
  const first = await visitor.get('/suite/');
  assert.doesNotMatch(first.text, /Nuance/);
  const opened = await visitor.post('/suite/', { ...first.hidden, f1: 'bleu', ...next });
  assert.match(opened.text, /Nuance/);
  assert.match(opened.text, /une question de plus/i);
  const summary = await visitor.follow(
    await visitor.post('/suite/', { ...opened.hidden, f1: 'bleu', f2: '', ...next }),
  );
  assert.match(summary.text, /Vérifiez avant de valider/);
});

test('without a summary the last page makes the request; one is all that each may make', async () => {
  const visitor = visitorOf(app.url);
  const first = await visitor.get('/court/');
  assert.match(first.text, />Valider</);
  const sent = await visitor.post('/court/', { ...first.hidden, f1: 'Léa Roux', ...next });
  assert.match(sent.location ?? '', /^\/court\/\d+\/$/);
  assert.equal((await visitor.get('/court/')).location, sent.location);
});

test('closed, or for others', async () => {
  const visitor = visitorOf(app.url);
  const closed = await visitor.get('/ferme/');
  assert.equal(closed.status, 404);
  assert.match(closed.text, /Cette démarche est fermée/);
  assert.equal((await visitor.get('/agents/')).location, '/login/?next=%2Fagents%2F');
  const page = await visitor.get('/login/');
  await visitor.post('/login/', { _csrf: page.token, email: 'a@example.org', password: 'cheval-pile' });
  assert.equal((await visitor.get('/agents/')).status, 403);
});

test('what is nobody’s', async () => {
  for (const path of [
    '/inconnu/',
    '/stage/999999/',
    '/stage/0/',
    '/stage/99999999999999/',
    '/api/rien/',
    '/backoffice/rien/',
    '/loisirs/court/',
    '/%F0%9F%98%80/',
    '/stage/%ff/',
  ]) {
    const { status } = await visitorOf(app.url).get(path);
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
  }
});

test('in English', async () => {
  const visitor = visitorOf(app.url);
  await visitor.get('/langue/en/');
  const first = await visitor.get(form);
  assert.match(first.text, /Step 1 of 3: /);
  assert.match((await answer(visitor, first, { ...who, ...next })).text, /you would be 4th/);
});

test('more dates than a page holds come by a button that keeps what was typed', async () => {
  agenda.events = Array.from({ length: 100 }, (_, index) =>
    event(`jour-${index}`, `${Temporal.PlainDate.from('2030-01-01').add({ days: index }).toString()} 10:00:00`, {
      places: { available: 2 },
    }),
  );
  const { visitor, page } = await atSlots();
  assert.doesNotMatch(page.text, /jour-80"/);
  const seen = await visitor.post(form, { ...page.hidden, f7: 'jour-3', more: '120' });
  assert.equal(seen.status, 200);
  assert.match(seen.text, /value="jour-80"/);
  assert.match(seen.text, /value="jour-3"[^>]*checked|checked[^>]*value="jour-3"/);
});

test('appointments: five days at once, and what is chosen stays chosen on the days after', async () => {
  agenda.events = Array.from({ length: 12 }, (_, index) => ({
    id: `rdv-${index}`,
    text: `${index} janvier 2030 10:00`,
    datetime: `${Temporal.PlainDate.from('2030-01-01').add({ days: index }).toString()} 10:00:00`,
  }));
  const { visitor, page } = await atSlots();
  assert.match(page.text, /value="rdv-4"/);
  assert.doesNotMatch(page.text, /value="rdv-5"/);
  const after = await visitor.post(form, { ...page.hidden, f7: 'rdv-3', from: '2030-01-06' });
  assert.equal(after.status, 200);
  assert.match(after.text, /value="rdv-5"/);
  assert.equal(after.hidden['f7'], 'rdv-3');
  const summary = await answer(visitor, after, next);
  assert.match(summary.text, /janvier 2030, 10\sh/);
});

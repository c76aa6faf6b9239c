import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from '../../../test/app.ts';
import { visitorOf, type Seen, type Visitor } from '../../../test/visitor.ts';
import { importAccounts } from '../../accounts/accounts-site-file.ts';
import type { Database } from '../database.ts';
import { saveDefinition } from '../definitions/store.ts';
import { choiceAction, sampleForm, sampleStatus, sampleWorkflow, stringField } from '../filling/samples.ts';

const app = await testApp();
const { db } = app.open.of<Database>();
const password = 'cheval-pile-agrafe';
const asked = { requireConfirmation: true, confirmationText: 'La demande de {{ form_var_x1 }} sera refusée.' };
const receiver = { workflowRoles: { _receiver: { slug: 'accueil', name: 'Accueil' } } };
await db.transaction().execute(async (trx) => {
  await importAccounts(trx, {
    roles: [
      { slug: 'accueil', name: 'Accueil', backoffice: true },
      { slug: 'jeunesse', name: 'Jeunesse', backoffice: true },
    ],
    users: [
      { email: 'ana@example.org', first_name: 'Ana', last_name: 'Dupré', password, roles: ['accueil'] },
      { email: 'karim@example.org', first_name: 'Karim', last_name: 'Besson', password, roles: ['accueil'] },
      { email: 'zoe@example.org', first_name: 'Zoé', last_name: 'Pons', password, roles: ['jeunesse'] },
      { email: 'habitant@example.org', first_name: 'Camille', last_name: 'Roux', password },
    ],
  });
  await saveDefinition(
    trx,
    sampleWorkflow('traitement', [
      sampleStatus('nouveau', 'Nouveau', {
        items: [
          choiceAction('1', 'Accepter', 'accepte'),
          choiceAction('2', 'Refuser', 'refuse', asked),
          choiceAction('3', 'Annuler ma demande', 'annule', {
            by: ['_submitter'],
            requireConfirmation: true,
            confirmationText: 'Le service ne la lira pas.',
          }),
        ],
      }),
      sampleStatus('accepte', 'Accepté', { forcedEndpoint: true }),
      sampleStatus('refuse', 'Refusé', { forcedEndpoint: true }),
      sampleStatus('annule', 'Annulé', { forcedEndpoint: true }),
    ]),
  );
  const fields = [stringField('1', 'Votre nom'), stringField('2', 'Objet', { required: 'optional' })];
  await saveDefinition(
    trx,
    sampleForm('badge', fields, {
      name: 'Demander un badge',
      workflow: 'traitement',
      digestTemplate: '{{ form_var_x1 }}',
      confirmation: false,
      ...receiver,
    }),
  );
});

async function signedIn(email: string): Promise<Visitor> {
  const visitor = visitorOf(app.url);
  const page = await visitor.get('/login/');
  await visitor.post('/login/', { _csrf: page.token, email, password });
  return visitor;
}

/** A new request; gives who made it and its number. */
async function made(name: string): Promise<{ author: Visitor; number: number }> {
  const author = visitorOf(app.url);
  const page = await author.get('/badge/');
  const sent = await author.post('/badge/', { ...page.hidden, f1: name, f2: 'Badge perdu', submit: 'next' });
  return { author, number: Number(/(\d+)\/$/.exec(sent.location ?? '')?.[1]) };
}

const addressOf = (number: number): string => `/backoffice/management/badge/${number}/`;

/** Name of the button whose face is `label`. */
function buttonOf(page: Seen, label: string): string {
  return (
    new RegExp(`<button[^>]* name="([^"]+)"[^>]*>(?:<span>)?${label}`).exec(page.text)?.[1] ?? `no button ${label}`
  );
}

const press = (visitor: Visitor, address: string, page: Seen, label: string): Promise<Seen> =>
  visitor.post(address, { _csrf: page.token, _ts: page.hidden['_ts'] ?? '', [buttonOf(page, label)]: 'yes' });

test('who is nobody signs in first, who has no role for it is refused', async () => {
  const { number } = await made('Léa Roux');
  for (const path of ['/backoffice/', '/backoffice/management/badge/', addressOf(number)]) {
    assert.equal((await visitorOf(app.url).get(path)).location, `/login/?next=${encodeURIComponent(path)}`);
    assert.equal((await (await signedIn('habitant@example.org')).get(path)).status, 403, path);
  }
  const other = await signedIn('zoe@example.org');
  assert.equal((await other.get(addressOf(number))).status, 404);
  assert.doesNotMatch((await other.get('/backoffice/?view=all')).text, /Léa Roux/);
});

test('what waits, then nothing', async () => {
  const agent = await signedIn('ana@example.org');
  await made('Hugo Marty');
  const queue = await agent.get('/backoffice/');
  assert.match(queue.text, /<h1>Demandes<\/h1>/);
  assert.match(queue.text, /<b>Hugo Marty<\/b>/);
  assert.match(queue.text, /En attente de ma part/);
  const found = await agent.get('/backoffice/?view=all&q=hugo');
  assert.match(found.text, /1 demande\./);
  const none = await agent.get('/backoffice/?view=all&q=personne');
  assert.match(none.text, /Aucune demande ne correspond/);
  assert.doesNotMatch((await agent.get('/backoffice/?view=done')).text, /Hugo Marty/);
  assert.match((await agent.get('/backoffice/management/badge/?status=accepte')).text, /<h1>Demander un badge<\/h1>/);
});

test('an agent accepts; his colleague who presses later is told who acted', async () => {
  const { author, number } = await made('Zoé Pons');
  const [ana, karim] = [await signedIn('ana@example.org'), await signedIn('karim@example.org')];
  const [hers, his] = [await ana.get(addressOf(number)), await karim.get(addressOf(number))];
  assert.match(hers.text, /<h1>Zoé Pons<\/h1>/);
  assert.doesNotMatch(/<title>[^<]*/.exec(hers.text)?.[0] ?? '', /Zoé/, 'titles stay in histories of shared computers');
  assert.match(hers.text, /Badge perdu/);
  assert.doesNotMatch(hers.text, /Annuler ma demande/);
  const done = await ana.follow(await press(ana, addressOf(number), hers, 'Accepter'));
  assert.match(done.text, /C’est fait\. La demande est maintenant «\u00a0Accepté\u00a0»\./);
  assert.match(done.text, /<h3>Accepté<\/h3>[\s\S]*Ana Dupré/);
  const late = await karim.follow(await press(karim, addressOf(number), his, 'Accepter'));
  assert.match(
    late.text,
    /Ana Dupré a agi sur cette demande aujourd’hui à [^:]*: elle est maintenant «\u00a0Accepté\u00a0»\. Votre action n’a pas été faite\./,
  );
  assert.match((await author.get(`/badge/${number}/`)).text, /<h2>Accepté<\/h2>/);
});

test('what asks first has a page of its own, and looking changes nothing', async () => {
  const { number } = await made('Enzo Calvet');
  const agent = await signedIn('ana@example.org');
  const page = await agent.get(addressOf(number));
  const href = /href="([^"]+confirm[^"]+)"[^>]*><span>Refuser/.exec(page.text)?.[1] ?? '';
  const asking = await agent.get(href);
  assert.match(asking.text, /<h1>Refuser\u00a0\?<\/h1>/);
  assert.match(asking.text, /La demande de Enzo Calvet sera refusée\./);
  assert.match((await agent.get(addressOf(number))).text, /<h2>Nouveau<\/h2>/);
  const done = await agent.follow(await press(agent, addressOf(number), asking, 'Refuser'));
  assert.match(done.text, /<h2>Refusé<\/h2>/);
});

test('without its token, with an unknown button or without any, nothing is done', async () => {
  const { number } = await made('Nora Belkacem');
  const agent = await signedIn('ana@example.org');
  const page = await agent.get(addressOf(number));
  const stamp = { _ts: page.hidden['_ts'] ?? '' };
  for (const body of [
    { ...stamp, _csrf: 'autre', [buttonOf(page, 'Accepter')]: 'yes' },
    { ...stamp, _csrf: page.token, 'button-inconnu': 'yes' },
    { ...stamp, _csrf: page.token },
  ]) {
    const seen = await agent.follow(await agent.post(addressOf(number), body));
    assert.match(seen.text, /<h2>Nouveau<\/h2>/);
    assert.match(seen.text, /class="alert [a-z]+ flash"/);
  }
});

test('the author cancels, the consequence being said before the button', async () => {
  const { author, number } = await made('Denis Roques');
  const page = await author.get(`/badge/${number}/`);
  assert.match(page.text, /<summary>Annuler ma demande<\/summary>[\s\S]*Le service ne la lira pas\./);
  assert.doesNotMatch(page.text, /Accepter|Refuser/);
  const name = buttonOf(page, 'Annuler ma demande');
  const done = await author.follow(
    await author.post(`/badge/${number}/`, { _csrf: page.token, _ts: page.hidden['_ts'] ?? '', [name]: 'yes' }),
  );
  assert.match(done.text, /<h2>Annulé<\/h2>/);
  const late = await author.follow(
    await author.post(`/badge/${number}/`, { _csrf: done.token, _ts: page.hidden['_ts'] ?? '', [name]: 'yes' }),
  );
  assert.match(late.text, /Votre action n’a pas été faite|n’est plus possible/);
  const stranger = visitorOf(app.url);
  const own = await stranger.get('/badge/');
  assert.equal((await stranger.post(`/badge/${number}/`, { _csrf: own.token, [name]: 'yes' })).status, 404);
});

test('an agent who opens the citizen’s address is sent to his own', async () => {
  const { number } = await made('Anne Combes');
  assert.equal((await (await signedIn('ana@example.org')).get(`/badge/${number}/`)).location, addressOf(number));
});

test('in English', async () => {
  const { number } = await made('Odile Prat');
  const agent = await signedIn('ana@example.org');
  await agent.get('/langue/en/');
  assert.match((await agent.get('/backoffice/')).text, /<h1>Requests<\/h1>/);
  assert.match((await agent.get(addressOf(number))).text, /<h2>History<\/h2>/);
});

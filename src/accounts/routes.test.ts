import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testApp } from '../../test/app.ts';
import { visitorOf } from '../../test/visitor.ts';
import { exportAccounts, importAccounts } from './accounts-site-file.ts';
import type { SharedTables } from './tables.ts';

const app = await testApp();
const { db } = app.open.of<SharedTables>();
const section = {
  roles: [{ slug: 'agents', name: 'Agents', backoffice: true }],
  users: [
    {
      email: 'agent@example.org',
      first_name: 'Ana',
      last_name: 'Dupré',
      password: 'cheval-pile-agrafe',
      roles: ['agents'],
    },
    { email: 'habitant@example.org', password: 'vélo-bleu-nuage' },
  ],
  services: [{ orig: 'demarches.example.org', secret: 's3cret' }],
  api_clients: [{ identifier: 'appli', key: 'k3y', roles: ['agents'] }],
};
await importAccounts(db, section);

const signIn = async (email: string, password: string, next = '') => {
  const visitor = visitorOf(app.url);
  const page = await visitor.get('/login/');
  return { visitor, answer: await visitor.post('/login/', { _csrf: page.token, email, password, next }) };
};

test('an agent signs in, is sent to the back office and is greeted once', async () => {
  const { visitor, answer } = await signIn('AGENT@example.org', 'cheval-pile-agrafe');
  assert.equal(answer.status, 303);
  assert.equal(answer.location, '/backoffice/');
  const next = await visitor.get('/accessibilite/');
  assert.match(next.text, /Bonjour Ana Dupré/);
  assert.doesNotMatch((await visitor.get('/accessibilite/')).text, /Bonjour/);
});

test('the cookie is renewed, the name in locks is kept', async () => {
  const visitor = visitorOf(app.url);
  const page = await visitor.get('/login/');
  const before = visitor.cookie('guichet');
  await visitor.post('/login/', { _csrf: page.token, email: 'habitant@example.org', password: 'vélo-bleu-nuage' });
  assert.notEqual(visitor.cookie('guichet'), before);
  const { rows } = await sql<{ kept: boolean }>`
    select content ->> 'hashId' = hash_id as kept from accounts.session where account_id is not null order by expires_at desc limit 1`.execute(
    db,
  );
  assert.equal(rows[0]?.kept, true);
});

const refused = [
  { name: 'a wrong password', email: 'agent@example.org', password: 'autre', status: 422 },
  { name: 'an unknown address', email: 'personne@example.org', password: 'autre', status: 422 },
  { name: 'no password', email: 'agent@example.org', password: '', status: 422 },
  { name: 'a NUL', email: 'agent\0@example.org', password: 'autre', status: 422 },
] as const;
for (const { name, email, password, status } of refused) {
  test(`not signed in: ${name}`, async () => {
    const { visitor, answer } = await signIn(email, password);
    assert.equal(answer.status, status);
    assert.match(answer.text, /<title>Erreur\u00a0: Se connecter/);
    assert.match((await visitor.get('/login/')).text, /<h1>Se connecter<\/h1>/);
  });
}

test('a page that stands open too long is given again with what was typed', async () => {
  const visitor = visitorOf(app.url);
  const answer = await visitor.post('/login/', { email: 'agent@example.org', password: 'cheval-pile-agrafe' });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /value="agent@example.org"/);
});

const nexts = [
  { next: '/stage/', location: '/stage/' },
  { next: '//ailleurs.example/', location: '/' },
  { next: 'https://ailleurs.example/', location: '/' },
  { next: '/\\ailleurs.example/', location: '/' },
] as const;
for (const { next, location } of nexts) {
  test(`after signing in, ${next} leads to ${location}`, async () => {
    const { answer } = await signIn('habitant@example.org', 'vélo-bleu-nuage', next);
    assert.equal(answer.location, location);
  });
}

test('after many failures the right password waits too', async () => {
  for (let attempt = 0; attempt < 8; attempt++) await signIn('agent@example.org', 'autre');
  const { answer } = await signIn('agent@example.org', 'cheval-pile-agrafe');
  assert.equal(answer.status, 429);
  await sql`delete from accounts.attempt`.execute(db);
});

test('who signs out is nobody', async () => {
  const { visitor } = await signIn('agent@example.org', 'cheval-pile-agrafe');
  const page = await visitor.get('/accessibilite/');
  assert.match(page.text, /Ana Dupré/);
  assert.equal((await visitor.post('/logout/', { _csrf: page.token })).location, '/');
  assert.doesNotMatch((await visitor.get('/accessibilite/')).text, /Ana Dupré/);
});

test('English by choice, never by the browser', async () => {
  const visitor = visitorOf(app.url);
  assert.match((await visitor.get('/login/', { 'accept-language': 'en' })).text, /<html lang="fr"/);
  const set = await visitor.get('/langue/en/?next=/login/');
  assert.equal(set.location, '/login/');
  assert.match((await visitor.get('/login/')).text, /<html lang="en"[\s\S]*<h1>Sign in<\/h1>/);
});

test('stylesheet, script, fonts and theme are served, and may be kept', async () => {
  const visitor = visitorOf(app.url);
  const { text } = await visitor.get('/login/');
  const addresses = [...text.matchAll(/(?:href|src)="(\/(?:assets|theme)[^"]+)"/g)].map(([, address]) => address ?? '');
  assert.equal(addresses.length, 4);
  for (const address of addresses) {
    const answer = await visitor.get(address);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control') ?? '', /max-age/);
  }
});

test('a page that does not exist says so as a page', async () => {
  const answer = await visitorOf(app.url).get('/n/existe/pas/du/tout/');
  assert.equal(answer.status, 404);
  assert.match(answer.text, /<h1>Cette page n’existe pas<\/h1>/);
});

test('an export imported again gives the same accounts', async () => {
  const exported = await exportAccounts(db);
  await importAccounts(db, exported);
  assert.deepEqual(await exportAccounts(db), exported);
  assert.equal(exported.users?.length, 2);
  assert.match(exported.users?.[0]?.password_hash ?? '', /^\$argon2id/);
});

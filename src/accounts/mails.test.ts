import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from '../../test/app.ts';
import { visitorOf, type Visitor } from '../../test/visitor.ts';
import { keepMail } from '../platform/mail/keep.ts';
import { listMails, readMail } from '../platform/mail/read.ts';
import { withStop } from '../platform/mail/outbox.ts';
import { stoppedTopics } from '../platform/mail/stops.ts';
import { importAccounts } from './accounts-site-file.ts';
import type { SharedTables } from './tables.ts';

const app = await testApp();
const { db } = app.open.of<SharedTables>();
const password = 'cheval-pile-agrafe';
await importAccounts(db, {
  roles: [{ slug: 'agents', name: 'Agents', backoffice: true }],
  users: [
    { email: 'admin@example.org', password, admin: true },
    { email: 'agent@example.org', password, roles: ['agents'] },
  ],
});
const now = app.open.town.clock();
const body = ['<b>Bonjour</b>', { href: 'https://demarches.example.org/12/', label: 'Modifier ou annuler' }];
const written = {
  topic: 'reminder' as const,
  about: 'booking 1',
  subject: 'Rappel : <i>café</i>',
  body,
  usefulUntil: now.add({ hours: 1 }),
};
await keepMail(db, { ...written, address: 'lea@example.org' }, now);
const [listed] = (await listMails(db, { limit: 1, offset: 0 })).mails;
const { id, token } = (await readMail(db, listed!.id))!;

async function signedIn(email: string): Promise<Visitor> {
  const visitor = visitorOf(app.url);
  const page = await visitor.get('/login/');
  await visitor.post('/login/', { _csrf: page.token, email, password });
  return visitor;
}

test('administrators read what was written, and that no server takes it', async () => {
  const admin = await signedIn('admin@example.org');
  const list = await admin.get('/backoffice/mails/');
  assert.equal(list.status, 200);
  assert.match(list.text, /lea@example\.org/);
  assert.match(list.text, /Aucun serveur de messagerie/);
  assert.match(list.text, /Rappel : &lt;i>café|Rappel : &lt;i&gt;café/);
  const one = await admin.get(`/backoffice/mails/${id}/`);
  assert.match(one.text, /href="https:\/\/demarches\.example\.org\/12\/"/);
  assert.doesNotMatch(one.text, /<b>Bonjour/);
  assert.doesNotMatch(/<title>.*?<\/title>/s.exec(one.text)![0], /lea|café/);
  assert.deepEqual(
    [
      (await admin.get('/backoffice/mails/999/')).status,
      (await admin.get('/backoffice/mails/x/')).status,
      (await admin.get('/backoffice/mails/?offset=x')).status,
    ],
    [404, 404, 200],
  );
});

test('nobody else does', async () => {
  const agent = await signedIn('agent@example.org');
  for (const path of ['/backoffice/mails/', `/backoffice/mails/${id}/`]) {
    assert.equal((await agent.get(path)).status, 403);
    const stranger = await visitorOf(app.url).get(path);
    assert.ok(stranger.status === 403 || stranger.location?.startsWith('/login/'), `${stranger.status}`);
    assert.doesNotMatch(stranger.text, /lea@/);
  }
});

test('a link only shows the page, a POST acts, and can be taken back', async () => {
  const reader = visitorOf(app.url);
  const page = await reader.get(`/courriels/${token}/`);
  assert.match(page.text, /Ne plus recevoir de rappels/);
  assert.doesNotMatch(page.text, /lea@/);
  assert.deepEqual(await stoppedTopics(db, token), []);
  const stopped = await reader.post(`/courriels/${token}/`, { do: 'stop' });
  assert.match(stopped.text, /Les rappels sont arrêtés/);
  assert.deepEqual(await stoppedTopics(db, token), ['reminder']);
  await reader.post(`/courriels/${token}/`, { do: 'again' });
  assert.deepEqual(await stoppedTopics(db, token), []);
});

test('the link of a notice stops notices, and leaves reminders alone', async () => {
  await keepMail(db, { ...written, topic: 'notification', address: 'lea@example.org' }, now);
  const [notice] = (await listMails(db, { limit: 1, offset: 0 })).mails;
  const mail = (await readMail(db, notice!.id))!;
  const link = withStop(mail, app.open.town.settings).at(-1) as { href: string };
  const { pathname, search } = new URL(link.href);
  const reader = visitorOf(app.url);
  assert.match((await reader.get(pathname + search)).text, /Ne plus recevoir d’avis sur les agendas/);
  assert.match((await reader.post(pathname + search, { do: 'stop' })).text, /Les avis sont arrêtés/);
  assert.deepEqual(await stoppedTopics(db, token), ['notification']);
  assert.equal(await keepMail(db, { ...written, address: 'lea@example.org' }, now), 'kept');
  await reader.post(pathname + search, { do: 'again' });
  assert.deepEqual(await stoppedTopics(db, token), []);
});

test('a mail program stops them by one POST without cookies (RFC 8058)', async () => {
  const answer = await fetch(new URL(`/courriels/${token}/`, app.url), {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(await stoppedTopics(db, token), ['reminder']);
});

for (const wrong of ['x', 'f'.repeat(32), `${token}0`, token.toUpperCase().replace(/\d/g, 'A')]) {
  test(`an unknown token shows nothing: ${wrong.slice(0, 8)}`, async () => {
    const reader = visitorOf(app.url);
    assert.equal((await reader.get(`/courriels/${wrong}/`)).status, 404);
    assert.equal((await reader.post(`/courriels/${wrong}/`, { do: 'stop' })).status, 404);
  });
}

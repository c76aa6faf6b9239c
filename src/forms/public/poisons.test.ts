import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testApp } from '../../../test/app.ts';
import { visitorOf } from '../../../test/visitor.ts';
import { importAccounts } from '../../accounts/accounts-site-file.ts';
import type { Database } from '../database.ts';
import { saveDefinition } from '../definitions/store.ts';
import { itemField, pageField, sampleForm, stringField } from '../filling/samples.ts';

const app = await testApp();
const { db } = app.open.of<Database>();
const password = 'cheval-pile-agrafe';
await db.transaction().execute(async (trx) => {
  await importAccounts(trx, {
    roles: [{ slug: 'agents', backoffice: true }],
    users: [{ email: 'a@example.org', password, roles: ['agents'], admin: true }],
  });
  const fields = [
    pageField('1', 'Un'),
    stringField('2', 'Nom'),
    pageField('3', 'Deux'),
    itemField('4', 'Choix', { items: ['Oui', 'Non'] }),
  ];
  await saveDefinition(trx, sampleForm('badge', fields, { name: 'Demander un badge' }));
});
const visitor = visitorOf(app.url);
const login = await visitor.get('/login/');
await visitor.post('/login/', { _csrf: login.token, email: 'a@example.org', password });
const first = await visitor.get('/badge/');

/** What breaks texts, numbers, keys and addresses elsewhere. */
const poisons = [
  '\0',
  '\ud800',
  '\u202e\u0007',
  '__proto__',
  'constructor',
  '-1',
  '9'.repeat(40),
  '1e9',
  "'; drop table forms.request; --",
  '%00',
  '../../etc/passwd',
  '{{ 7|repeat:999999999 }}',
  '<script>alert(1)</script>',
  'é'.repeat(20_000),
  '',
];

const routes = [
  '/',
  '/badge/',
  '/badge/1/',
  '/login/',
  '/langue/fr/',
  '/apparence/',
  '/backoffice/',
  '/backoffice/management/badge/',
  '/backoffice/management/badge/1/',
  '/backoffice/management/badge/1/confirm/',
];
const names = [
  'q',
  'fill',
  'page',
  'next',
  'view',
  'form',
  'status',
  'offset',
  'button',
  'shown',
  'more',
  'submit',
  'f2',
  'f4',
  'f00',
  '_csrf',
  '_ts',
  'email',
  'password',
  'appearance',
  '__proto__',
];

for (const route of routes) {
  test(`no poison breaks ${route}`, async () => {
    for (const poison of poisons) {
      const query = new URLSearchParams(names.map((name) => [name, poison.slice(0, 200)]));
      const asked = await visitor.get(`${route}?${query.toString()}`);
      assert.ok(asked.status < 500, `GET ${route} with ${poison.slice(0, 30)}: ${asked.status}`);
      assert.doesNotMatch(asked.text, /<script>alert/);
      const sent = await visitor.post(route, {
        ...first.hidden,
        ...Object.fromEntries(names.filter((name) => name !== '_csrf').map((name) => [name, poison])),
      });
      assert.ok(sent.status < 500, `POST ${route} with ${poison.slice(0, 30)}: ${sent.status}`);
      assert.doesNotMatch(sent.text, /<script>alert/);
    }
  });
}

test('no poison breaks an address', async () => {
  for (const poison of poisons.filter((one) => one !== '' && one.isWellFormed())) {
    const word = encodeURIComponent(poison.slice(0, 300));
    for (const path of [
      `/${word}/`,
      `/badge/${word}/`,
      `/${word}/badge/`,
      `/backoffice/management/${word}/`,
      `/backoffice/management/badge/${word}/`,
      `/langue/${word}/`,
      `/assets/${word}`,
    ]) {
      const { status } = await visitor.get(path);
      assert.ok(status < 500, `${path.slice(0, 60)}: ${status}`);
    }
  }
});

test('bodies that are no form', async () => {
  for (const [type, body] of [
    ['application/json', '{"fill": {"a": 1}, "page": ["1"], "_csrf": 3}'],
    ['application/json', '[1, 2]'],
    ['application/json', '{'],
    ['text/plain', 'bonjour'],
    ['application/x-www-form-urlencoded', '&&&=%%%'],
    ['multipart/form-data; boundary=x', '--x--'],
  ] as const) {
    for (const path of [
      '/badge/',
      '/badge/1/',
      '/login/',
      '/logout/',
      '/apparence/',
      '/backoffice/management/badge/1/',
    ]) {
      const answer = await fetch(new URL(path, app.url), {
        method: 'POST',
        headers: { 'content-type': type, accept: 'text/html' },
        body,
        redirect: 'manual',
      });
      assert.ok(answer.status < 500, `${path} ${type}: ${answer.status}`);
    }
  }
});

test('whatever is typed comes back as it was, harmless', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      const seen = await visitor.post('/badge/', {
        ...first.hidden,
        f2: text,
        page: '1',
        shown: '2',
        f00: 'x',
        submit: 'next',
      });
      assert.ok(seen.status < 500);
      assert.doesNotMatch(seen.text, /<script>|onerror=/);
    }),
    { numRuns: 60 },
  );
});

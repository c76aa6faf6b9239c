import assert from 'node:assert/strict';
import test from 'node:test';
import { digest, isRefusal, namesReadIn, openHouse, routesOf, type Asked, type Caller, type Route } from './house.ts';

/*
 * NUL, a lone surrogate, a huge number, an impossible date: in every parameter and every field of every route, by each kind of caller. Never a 5xx; nothing is
 * written where a call is refused. `POISONS=all` crosses everything; otherwise callers and poisons take turns.
 */
const whole = process.env['POISONS'] === 'all';
const house = await openHouse();
const callers: readonly Caller[] = ['signed', 'client', 'session'];

const inAddress = [
  'a%00b',
  '%ED%A0%80',
  '9'.repeat(30),
  '2026-02-30',
  '-1',
  '1.5',
  '%D9%A3',
  'a,b,,a',
  '%',
  '%zz',
  '%2e%2e',
  '__proto__',
  'x'.repeat(399),
];
const inQuery = ['a%00b', '%ED%A0%80', '9'.repeat(30), '2026-02-30'];
const inBody: readonly unknown[] = [
  'a\0b',
  'a\ud800b',
  9e30,
  '2026-02-30',
  '9'.repeat(30),
  { x: '\0' },
  ['\ud800', null],
  [[]],
];
const inForm = ['a%00b', '%ED%A0%80', '9'.repeat(30), '2026-02-30'];

/** What stands in an address where nothing is wrong with it. */
const good: Readonly<Record<string, string>> = {
  agenda: 'stages-ete',
  event: 'cirque-lundi',
  slot: 'cirque-lundi',
  slug: 'inscription-a-un-stage',
  first: 'inscription-a-un-stage',
  number: '1',
  second: '1',
  callback: '1',
  id: '1',
  name: 'annulation',
  type: 'passeport',
  date: '2026-07-08',
  language: 'fr',
};

const names: readonly { of: RegExp; names: readonly string[] }[] = [
  { of: /^\/agendas\/api\//, names: namesReadIn('agendas/api') },
  { of: /^\/agendas\//, names: namesReadIn('agendas/backoffice', 'accounts') },
  {
    of: /^\/api\/|\/hooks\/|\/jump\//,
    names: [
      ...namesReadIn('forms/api', 'accounts'),
      'data',
      'meta',
      'context',
      'user',
      'NameID',
      'email',
      'filter',
      'order_by',
    ],
  },
  { of: /^\/backoffice/, names: namesReadIn('forms/backoffice', 'accounts') },
  {
    of: /./,
    names: [...namesReadIn('forms/public', 'forms/filling', 'accounts'), 'f2', 'f3', 'f4', 'f7', 'fill', 'page'],
  },
];

async function booking(): Promise<string> {
  const asked = {
    method: 'POST',
    url: '/agendas/api/agenda/stages-ete/fillslot/multisport-vendredi/',
    body: { force_waiting_list: 'no' },
  };
  const answer = await house.ask(asked, 'signed');
  const id = (JSON.parse(answer.body) as { booking_id?: number }).booking_id;
  if (id !== undefined) lastBooking = String(id);
  return lastBooking;
}
let lastBooking = '1';

function pathOf(pattern: string, bookingId: string, poisoned: string | null = null, poison = ''): string {
  const path = pattern.replaceAll(/:(\w+)|\*/g, (whole_, name: string | undefined) =>
    (name ?? whole_) === poisoned
      ? poison
      : name === undefined
        ? 'styles.css'
        : name === 'booking'
          ? bookingId
          : (good[name] ?? 'x'),
  );
  return path === '/' ? path : `${path}/`;
}

const isPage = ({ pattern }: Pick<Route, 'pattern'>): boolean => !/\/api\/|\/hooks\/|\/jump\//.test(pattern);

/** Every call of a route: each parameter, each name in the query, each name in the body, with each poison. */
function* callsOf({ method, pattern }: Route, bookingId: string): Generator<Asked> {
  const path = pathOf(pattern, bookingId);
  const known = names.find(({ of }) => of.test(pattern))?.names ?? [];
  for (const [found, name] of pattern.matchAll(/:(\w+)|\*/g))
    for (const poison of inAddress) yield { method, url: pathOf(pattern, bookingId, name ?? found, poison) };
  for (const name of known) {
    for (const poison of inQuery) yield { method, url: `${path}?${name}=${poison}` };
    yield { method, url: `${path}?${name}=1&${name}=2` };
  }
  if (method === 'GET') return;
  for (const name of known) {
    if (isPage({ pattern }))
      for (const poison of inForm)
        yield { method, url: path, body: `_csrf=${house.token()}&${name}=${poison}`, as: 'form' };
    else for (const poison of inBody) yield { method, url: path, body: { [name]: poison } };
  }
  yield { method, url: path, body: { ['\0']: 1, ['\ud800']: '\0' } };
  yield {
    method,
    url: path,
    body: isPage({ pattern }) ? '%00=%00&%ED%A0%80=1' : '["\\u0000"]',
    as: isPage({ pattern }) ? 'form' : 'json',
  };
  yield { method, url: path, headers: { 'idempotency-key': 'a\u00ff'.repeat(200) } };
}

const told = ({ method, url, body }: Asked, caller: Caller): string =>
  `${caller}: ${method} ${url} ${JSON.stringify(body)?.slice(0, 200)}`;

const routes = routesOf(house);
let [turn, asked] = [0, 0];

test('there are routes to poison', () => assert.ok(routes.length > 60, String(routes.length)));

for (const [index, route] of routes.entries()) {
  test(`poisons: ${route.method} ${route.pattern}`, async () => {
    const bookingId = route.pattern.includes(':booking') ? await booking() : lastBooking;
    const refused: [Asked, Caller][] = [];
    const failed: string[] = [];
    for (const call of callsOf(route, bookingId)) {
      turn++;
      // A parameter is always tried; a quarter of the other calls each time, so that every name, every poison and every caller has its turn on some route.
      if (!whole && call.url.includes('?') && (turn + index) % 4 > 0) continue;
      if (!whole && call.body !== undefined && (turn + index) % 4 > 0) continue;
      for (const caller of whole ? callers : [isPage(route) ? 'session' : callers[turn % 3]!]) {
        if (caller === 'session' && route.pattern === '/logout') continue;
        asked++;
        const answer = await house.ask(call, caller);
        if (answer.statusCode >= 500)
          failed.push(`${answer.statusCode} ${told(call, caller)} ${answer.body.slice(0, 200)}`);
        if (isRefusal(answer)) refused.push([call, caller]);
      }
    }
    assert.deepEqual(failed, []);
    const before = await digest(house.db);
    const again = refused.filter((_, nth) => nth % Math.ceil(refused.length / 25) === 0);
    for (const [call, caller] of again)
      assert.ok(isRefusal(await house.ask(call, caller)), `refused, then not: ${told(call, caller)}`);
    assert.equal(
      await digest(house.db),
      before,
      `something was written by a refused call of ${route.method} ${route.pattern}`,
    );
  });
}

test('many were asked', (t) => {
  t.diagnostic(`${asked} poisoned calls of ${routes.length} routes`);
  assert.ok(asked > 2_000);
  assert.deepEqual(Object.keys(Object.prototype), []);
});

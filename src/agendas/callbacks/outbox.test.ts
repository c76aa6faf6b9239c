import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import test, { after } from 'node:test';
import { sql } from 'kysely';
import type { Caller, Person } from '../../accounts/caller.ts';
import { verifyQuery } from '../../signature/verify.ts';
import { cancelByAgent } from '../bookings/by-agent.ts';
import { openLane } from '../bookings/lane.ts';
import { brokenInvariants } from '../checks/invariants.ts';
import { markByAgent, tickByAgent } from '../checks/check.ts';
import { agendasApp, secret, type Json } from '../testing.ts';
import { resend } from './resend.ts';

type Seen = { method: string; path: string; query: string; key: string; body: string };

/** A small real server that answers as it is told by the path: `/200/…`, `/500/…`, `/hang/…`. */
async function target(): Promise<{ url: string; seen: Seen[]; answers: Map<string, number> }> {
  const seen: Seen[] = [];
  const answers = new Map<string, number>();
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      seen.push({ method: request.method ?? '', path, query, key: String(request.headers['idempotency-key']), body });
      const name = path.split('/')[1] ?? '';
      if (name === 'hang') return;
      response.statusCode = answers.get(path) ?? Number(name);
      response.end('{"err": 0}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  after(() => server.closeAllConnections());
  after(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, seen, answers };
}

const agent: Caller = {
  kind: 'person',
  person: {
    id: 1,
    email: 'a@example.org',
    firstName: 'A',
    lastName: 'B',
    nameId: 'x',
    admin: true,
    roles: [],
    backoffice: true,
  } satisfies Person,
};

const until = async (what: () => Promise<boolean> | boolean): Promise<void> => {
  for (let waited = 0; waited < 10_000; waited += 25) {
    if (await what()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  assert.fail('it did not happen');
};

test('callbacks', async (t) => {
  const hooks = await target();
  const now = Temporal.Now.instant();
  const soon = now
    .add({ hours: 24 * 3 })
    .toZonedDateTimeISO('Europe/Paris')
    .toPlainDate()
    .toString();
  const event = (slug: string, places: number) => ({ slug, label: slug, start_datetime: `${soon} 10:00`, places });
  const section = {
    agendas: [{ slug: 'stages', label: 'Stages', kind: 'events', events: [event('one', 5), event('checked', 50)] }],
  };
  const { call, agendas } = await agendasApp(section, { ALLOW_PRIVATE_TARGETS: '127.0.0.1' });
  const desk = { town: agendas, lane: openLane(agendas) };
  const book = async (slot: string, body: object = {}): Promise<Json> =>
    (await call('POST', `api/agenda/stages/fillslot/${slot}/`, body)).body;
  const states = async (id: number) =>
    await agendas.db.selectFrom('agendas.callback').selectAll().where('booking_id', '=', id).orderBy('id').execute();

  await t.test('an agent cancels: one signed call without a body', async () => {
    const booking = await book('one', { cancel_callback_url: `${hooks.url}/200/hooks/annulation/` });
    assert.equal((await cancelByAgent(desk, agent, booking.booking_id, false)).kind, 'done');
    await until(async () => (await states(booking.booking_id))[0]?.sent_at != null);
    const [seen, ...more] = hooks.seen;
    assert.ok(seen);
    assert.equal(more.length, 0);
    assert.deepEqual([seen.method, seen.path, seen.body], ['POST', '/200/hooks/annulation/', '']);
    assert.equal(seen.key, String((await states(booking.booking_id))[0]?.id));
    const verified = await verifyQuery(seen.query, Temporal.Now.instant(), () => [secret]);
    assert.equal(verified.kind, 'signed');
    assert.equal((await cancelByAgent(desk, agent, booking.booking_id, false)).kind, 'refused');
  });

  await t.test('without an address, only where it is forced', async () => {
    const booking = await book('one');
    const refused = await cancelByAgent(desk, agent, booking.booking_id, false);
    assert.equal(refused.kind === 'refused' && refused.reason, 'no callback address');
    assert.equal((await cancelByAgent(desk, agent, booking.booking_id, true)).kind, 'done');
    assert.deepEqual(await states(booking.booking_id), []);
  });

  await t.test('the cancel call of the API calls nobody back', async () => {
    const booking = await book('one', { cancel_callback_url: `${hooks.url}/200/never/` });
    await call('POST', booking.api.cancel_url);
    assert.deepEqual(await states(booking.booking_id), []);
  });

  await t.test('presence and absence leave once the event is marked; marked again, only what changed', async () => {
    const urls = (who: string) => ({
      presence_callback_url: `${hooks.url}/200/${who}/presence/`,
      absence_callback_url: `${hooks.url}/200/${who}/absence/`,
    });
    const [a, b, c] = [
      await book('checked', urls('a')),
      await book('checked', urls('b')),
      await book('checked', urls('c')),
    ];
    const { id } = await agendas.db
      .selectFrom('agendas.event')
      .select('id')
      .where('slug', '=', 'checked')
      .executeTakeFirstOrThrow();
    const tick = (one: Json, present: boolean | null) => ({ bookingId: one.booking_id, present, reason: '' });
    assert.equal(await tickByAgent(desk, agent, id, [tick(a, true), tick(b, false), tick(c, null)]), 2);
    await call('PATCH', b.api.booking_url, { user_was_present: 'false', user_absence_reason: 'malade', regime: 'x' });
    assert.equal((await states(a.booking_id)).length, 0);
    assert.equal((await call('POST', 'api/agenda/stages/check/checked/')).body.err, 0);
    const paths = () =>
      hooks.seen
        .map(({ path }) => path)
        .filter((path) => /presence|absence/.test(path))
        .toSorted();
    await until(() => paths().length === 2);
    assert.deepEqual(paths(), ['/200/a/presence/', '/200/b/absence/']);
    assert.equal(await markByAgent(desk, agent, id), 0);
    await tickByAgent(desk, agent, id, [tick(b, true)]);
    assert.equal(await markByAgent(desk, agent, id), 1);
    await until(() => paths().length === 3);
    assert.deepEqual(paths(), ['/200/a/presence/', '/200/b/absence/', '/200/b/presence/']);
    assert.equal((await call('GET', 'api/agenda/stages/status/checked/')).body.checked, true);
  });

  await t.test('a dead target delays no other; what fails is kept, seen and sent again on demand', async () => {
    const dead = await book('one', { cancel_callback_url: `${hooks.url}/hang/x/` });
    const gone = await book('one', { cancel_callback_url: `${hooks.url}/410/x/` });
    const busy = await book('one', { cancel_callback_url: `${hooks.url}/403/x/` });
    // As it was taken before addresses were looked at when booking.
    const wrong = await book('one');
    await sql`update agendas.booking set cancel_callback_url = 'None' where id = ${wrong.booking_id}`.execute(
      agendas.db,
    );
    for (const one of [dead, gone, busy, wrong]) await cancelByAgent(desk, agent, one.booking_id, false);
    const last = await book('one', { cancel_callback_url: `${hooks.url}/200/last/` });
    await cancelByAgent(desk, agent, last.booking_id, false);
    await until(() => hooks.seen.some(({ path }) => path === '/200/last/'));
    await until(async () => (await states(busy.booking_id))[0]?.attempts === 1);
    await until(
      async () =>
        (await states(gone.booking_id))[0]?.failed_at != null && (await states(wrong.booking_id))[0]?.failed_at != null,
    );
    assert.equal((await states(busy.booking_id))[0]?.last_status, 403);
    hooks.answers.set('/410/x/', 200);
    const { id } = (await states(gone.booking_id))[0]!;
    assert.equal(await resend(desk, agent, id), true);
    await until(async () => (await states(gone.booking_id))[0]?.sent_at != null);
    assert.equal(await resend(desk, agent, id), false);
    hooks.answers.set('/403/x/', 200);
    const again = (await states(busy.booking_id))[0]!.id;
    assert.equal((await call('POST', `api/booking/${busy.booking_id}/callbacks/${again}/send/`)).body.err, 0);
    await until(async () => (await states(busy.booking_id))[0]?.sent_at != null);
  });

  await t.test('what must hold holds', async () => assert.deepEqual(await brokenInvariants(agendas.db), []));
});

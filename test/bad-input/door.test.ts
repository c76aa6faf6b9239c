import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import fc from 'fast-check';
import { testApp } from '../app.ts';

/* What reaches the socket, byte for byte: the right status or a closed line, one answer for one request, and the next caller is served. */
const app = await testApp({}, { serving: new Set(['forms', 'agendas'] as const) });
const { port, host } = new URL(app.url);

/** All that the server says to these pieces until it closes, or falls silent after a whole answer. */
function say(pieces: readonly (string | Buffer)[], { patienceMs = 3_000, end = false } = {}): Promise<string> {
  return new Promise((done) => {
    const socket = connect(Number(port), '127.0.0.1');
    let heard = '';
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      done(heard);
    };
    const timer = setTimeout(finish, patienceMs);
    socket.on('error', finish);
    socket.on('close', finish);
    socket.on('data', (piece) => {
      heard += piece.toString('latin1');
      if (!end && isWhole(heard)) setTimeout(finish, 15);
    });
    socket.on('connect', () => {
      void (async () => {
        for (const piece of pieces) {
          if (socket.destroyed) return;
          socket.write(piece);
          if (pieces.length > 1) await new Promise((next) => setImmediate(next));
        }
      })();
    });
  });
}

function isWhole(heard: string): boolean {
  const [head = '', body] = heard.split('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return body !== undefined && length !== undefined && Buffer.byteLength(body, 'latin1') >= Number(length);
}

const statuses = (heard: string): number[] =>
  [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const line = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const good = `Host: ${host}`;
const path = 'GET /agendas/api/agenda/ HTTP/1.1';

const cases: readonly { name: string; sent: string; statuses: readonly number[] }[] = [
  { name: 'as it should be', sent: line(path, good), statuses: [200] },
  { name: 'two Host lines', sent: line(path, good, 'Host: evil.example'), statuses: [400] },
  { name: 'two equal Host lines', sent: line(path, good, good), statuses: [400] },
  { name: 'no Host', sent: line(path), statuses: [400] },
  { name: 'an unknown Host', sent: line(path, 'Host: evil.example'), statuses: [400] },
  {
    name: 'absolute form, elsewhere',
    sent: line('GET http://evil.example/agendas/api/agenda/ HTTP/1.1', 'Host: evil.example'),
    statuses: [400],
  },
  {
    name: 'absolute form, elsewhere, under our name',
    sent: line('GET http://evil.example/agendas/api/agenda/ HTTP/1.1', good),
    statuses: [400, 404],
  },
  { name: 'a NUL in the path', sent: line('GET /agendas/api/agenda/a%00b/ HTTP/1.1', good), statuses: [400] },
  { name: 'a bare NUL', sent: line('GET /agendas/\0 HTTP/1.1', good), statuses: [400] },
  { name: 'a broken escape', sent: line('GET /%zz HTTP/1.1', good), statuses: [400, 404] },
  { name: 'dots', sent: line('GET /assets/%2e%2e/%2e%2e/package.json HTTP/1.1', good), statuses: [400, 404] },
  { name: 'a header of 17 KiB', sent: line(path, good, `X-Long: ${'a'.repeat(17 * 1024)}`), statuses: [431] },
  { name: 'an address of 17 KiB', sent: line(`GET /${'a'.repeat(17 * 1024)} HTTP/1.1`, good), statuses: [431] },
  {
    name: '2,500 headers',
    sent: line(path, good, ...Array.from({ length: 2_500 }, (_, n) => `X${n}: 1`)),
    statuses: [431, 400],
  },
  {
    name: 'two lengths',
    sent: line('POST /login/ HTTP/1.1', good, 'Content-Length: 1', 'Content-Length: 2') + 'ab',
    statuses: [400],
  },
  {
    name: 'a length with a sign',
    sent: line('POST /login/ HTTP/1.1', good, 'Content-Length: +7') + 'abcdefg',
    statuses: [400],
  },
  {
    name: 'length and chunks',
    sent: line('POST /login/ HTTP/1.1', good, 'Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
    statuses: [400],
  },
  {
    name: 'a transfer coding that is none',
    sent: line('POST /login/ HTTP/1.1', good, 'Transfer-Encoding: xchunked') + '0\r\n\r\n',
    statuses: [400, 501],
  },
  { name: 'a space before the colon', sent: line(path, good, 'X-A : 1'), statuses: [400] },
  { name: 'a folded header', sent: line(path, good, 'X-A: 1\r\n 2'), statuses: [400] },
  { name: 'bare line feeds', sent: `${path}\n${good}\n\n`, statuses: [400] },
  { name: 'a method that nobody knows', sent: line('BREW /login/ HTTP/1.1', good), statuses: [400] },
  { name: 'not HTTP', sent: 'SSH-2.0-x\r\n\r\n', statuses: [400] },
  {
    name: 'a body too large',
    sent: line(
      'POST /agendas/api/agenda/x/fillslot/y/ HTTP/1.1',
      good,
      'Content-Type: application/json',
      'Content-Length: 20000000',
    ),
    statuses: [413, 403],
  },
];

for (const { name, sent, statuses: expected } of cases) {
  test(`at the door: ${name}`, async () => {
    const heard = statuses(await say([Buffer.from(sent, 'latin1')]));
    assert.equal(heard.length, 1, `one answer: ${heard.join()}`);
    assert.ok(expected.includes(heard[0]!), `${heard[0]} is not ${expected.join(' or ')}`);
  });
}

test('the same decision for each spelling of a path', async () => {
  for (const spelling of [
    '/agendas//api//agenda/',
    '//agendas/api/agenda/',
    '/agendas/api/%61genda/',
    '/agendas/api/agenda',
  ])
    assert.deepEqual(statuses(await say([line(`GET ${spelling} HTTP/1.1`, good)])), [200], spelling);
  for (const spelling of ['/agendas/manage', '/agendas//manage/', '/%61gendas/manage/', '/agendas/%6d%61nage/'])
    assert.deepEqual(
      statuses(await say([line(`GET ${spelling} HTTP/1.1`, good, 'Accept: application/json')])),
      [403],
      spelling,
    );
});

test('pipelined requests get their answers in order, one each', async () => {
  const names = ['healthz', 'nothing-here', 'healthz', 'readyz'];
  const heard = await say([names.map((name) => line(`GET /${name}/ HTTP/1.1`, good)).join('')], {
    patienceMs: 1_500,
    end: true,
  });
  assert.deepEqual(statuses(heard), [200, 404, 200, 200]);
});

test('broken messages, in pieces: an answer of 4xx or a closed line, and the next caller is served', async () => {
  const message =
    line(
      'POST /agendas/api/agenda/x/fillslot/y/ HTTP/1.1',
      good,
      'Content-Type: application/json',
      'Content-Length: 8',
    ) + '{"a": 1}';
  const broken = fc.record({
    at: fc.nat(message.length - 1),
    byte: fc.nat(255),
    kind: fc.constantFrom('flip', 'insert', 'cut'),
    pieces: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(broken, async ({ at, byte, kind, pieces }) => {
      const bytes = Buffer.from(message, 'latin1');
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(kind === 'insert' ? at : at + 1)];
      const whole = Buffer.concat([before, kind === 'cut' ? Buffer.alloc(0) : Buffer.from([byte]), after]);
      const size = Math.ceil(whole.length / pieces);
      const heard = await say(
        Array.from({ length: pieces }, (_, n) => whole.subarray(n * size, (n + 1) * size)),
        { patienceMs: 150 },
      );
      for (const status of statuses(heard))
        assert.ok(status < 500 || status === 501 || status === 505, heard.slice(0, 200));
    }),
    { numRuns: Number(process.env['DOOR_RUNS'] ?? 60) },
  );
  assert.deepEqual(statuses(await say([line(path, good)])), [200]);
});

test('the door bounds what is slow', () => {
  const { server } = app.server;
  assert.ok(server.requestTimeout > 0 && server.requestTimeout <= 120_000, 'a slow body ends');
  assert.ok(server.headersTimeout > 0 && server.headersTimeout <= 60_000, 'slow headers end');
  assert.ok(server.keepAliveTimeout > 0 && server.keepAliveTimeout <= 10_000);
});

test('a body that never ends is closed', { timeout: 60_000 }, async () => {
  // The time-out of the door, shortened: what is tried is that it is held, for bodies too.
  const { server } = app.server;
  const [request, headers] = [server.requestTimeout, server.headersTimeout];
  Object.assign(server, { requestTimeout: 300, headersTimeout: 300 });
  try {
    const start =
      line('POST /login/ HTTP/1.1', good, 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 100') +
      'a=';
    const heard = statuses(await say([start], { patienceMs: 20_000, end: true }));
    assert.deepEqual(heard, [408]);
  } finally {
    Object.assign(server, { requestTimeout: request, headersTimeout: headers });
  }
});

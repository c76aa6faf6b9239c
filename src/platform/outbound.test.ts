import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after } from 'node:test';
import { testSettings } from '../../test/database.ts';
import { isGlobalUnicast, openOutbound, OutboundFailure } from './outbound.ts';

const addresses = [
  ['93.184.216.34', true],
  ['2606:2800:220:1:248:1893:25c8:1946', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['192.0.2.1', false],
  ['198.18.0.1', false],
  ['::1', false],
  ['::', false],
  ['::7f00:1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['ff02::1', false],
  ['2002:7f00:1::', false],
  ['2001:db8::1', false],
  ['2001:0:53aa:64c:0:0:0:1', false],
  ['64:ff9b::7f00:1', false],
  ['not an address', false],
] as const;
for (const [address, expected] of addresses) {
  test(`${address} ${expected ? 'may' : 'may not'} be called`, () => assert.equal(isGlobalUnicast(address), expected));
}

async function listen(
  handler: Parameters<typeof createServer>[1],
): Promise<{ server: Server; port: number; hits: () => number }> {
  let hits = 0;
  const server = createServer((request, response) => {
    hits += 1;
    handler?.(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  after(() => server.close());
  return { server, port: (server.address() as AddressInfo).port, hits: () => hits };
}

const failure = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof OutboundFailure) return error.reason;
    throw error;
  }
  return 'answered';
};

test('a server inside the network is never reached, however its address is written', async () => {
  const { port, hits } = await listen((_request, response) => response.end('inside'));
  const outbound = openOutbound(testSettings());
  after(() => outbound.close());
  const spellings = [
    '127.0.0.1',
    'localhost',
    '127.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::7f00:1]',
    '0.0.0.0',
    '127.0.0.1.',
  ];
  for (const host of spellings) {
    assert.notEqual(
      await failure(outbound.call({ method: 'GET', url: `http://${host}:${port}/`, timeoutMs: 2_000 })),
      'answered',
      host,
    );
  }
  assert.equal(hits(), 0);
});

test('an allowed target', async (t) => {
  const big = Buffer.alloc(100_000, 'x');
  const { port } = await listen((request, response) => {
    if (request.url === '/slow') return;
    if (request.url === '/big') return void response.end(big);
    if (request.url === '/away') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    if (request.url === '/cut') return void request.socket.destroy();
    response.writeHead(201, { 'x-error-code': '3', 'content-type': 'application/json' }).end('{"err":0}');
  });
  const outbound = openOutbound(testSettings({ ALLOW_PRIVATE_TARGETS: `127.0.0.1:${port}` }));
  after(() => outbound.close());
  const base = `http://127.0.0.1:${port}`;
  await t.test('answers', async () => {
    const answer = await outbound.call({ method: 'POST', url: `${base}/`, body: '{}', timeoutMs: 2_000 });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers['x-error-code'], '3');
    assert.equal(answer.body.toString(), '{"err":0}');
  });
  await t.test('a redirect is an answer like another', async () => {
    assert.equal((await outbound.call({ method: 'GET', url: `${base}/away`, timeoutMs: 2_000 })).status, 302);
  });
  const failures = [
    ['/slow', 'time-out'],
    ['/big', 'answer too large'],
    ['/cut', 'network'],
  ] as const;
  for (const [path, reason] of failures) {
    await t.test(reason, async () => {
      assert.equal(
        await failure(outbound.call({ method: 'GET', url: base + path, timeoutMs: 300, maxBytes: 50_000 })),
        reason,
      );
    });
  }
  for (const url of ['', 'ftp://example.org/', '/api/', 'http://']) {
    await t.test(`invalid address "${url}"`, async () => {
      assert.equal(await failure(outbound.call({ method: 'GET', url, timeoutMs: 300 })), 'invalid address');
    });
  }
});

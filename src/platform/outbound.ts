import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import ipaddr from 'ipaddr.js';
import { Agent, request, type buildConnector } from 'undici';
import type { Settings } from './settings.ts';

export type OutboundRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** For all of it: name, connection, answer. */
  timeoutMs: number;
  /** Of the answer's body; 1 MiB where absent. */
  maxBytes?: number;
  signal?: AbortSignal;
};

export type OutboundAnswer = { status: number; headers: Readonly<Record<string, string>>; body: Buffer };

/** No whole answer came. `sent` tells whether the other side may have seen the call. */
export class OutboundFailure extends Error {
  readonly reason: 'invalid address' | 'forbidden address' | 'network' | 'time-out' | 'answer too large';
  constructor(reason: OutboundFailure['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export type Outbound = { call(request: OutboundRequest): Promise<OutboundAnswer>; close(): Promise<void> };

/**
 * The only way out. A name is resolved here, every address that isn't global unicast is refused unless the settings allow it, the connection goes to the
 * very address that was looked at, and its other end is looked at again. Redirects are not followed.
 */
export function openOutbound(settings: Pick<Settings, 'allowPrivateTargets' | 'formsUrl' | 'agendasUrl'>): Outbound {
  const allowed = new Set(settings.allowPrivateTargets);
  for (const own of [settings.formsUrl, settings.agendasUrl]) allowed.add(`${own.hostname}:${portOf(own)}`);
  const mayBePrivate = (host: string, port: number): boolean => allowed.has(host) || allowed.has(`${host}:${port}`);
  const agent = new Agent({
    connect: connector(mayBePrivate),
    pipelining: 1,
    keepAliveTimeout: 4_000,
    connections: 64,
  });
  return {
    async call(asked) {
      const url = URL.parse(asked.url);
      if (!url || !/^https?:$/.test(url.protocol))
        throw new OutboundFailure('invalid address', `invalid URL '${asked.url.slice(0, 200)}'`);
      const limit = AbortSignal.timeout(asked.timeoutMs);
      try {
        return await send(agent, url, asked, asked.signal ? AbortSignal.any([limit, asked.signal]) : limit);
      } catch (error) {
        throw failureOf(error, limit.aborted, asked.timeoutMs);
      }
    },
    close: () => agent.close(),
  };
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

async function send(agent: Agent, url: URL, asked: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
  const headers: Record<string, string> = { ...asked.headers };
  if (url.username !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] ??= `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  const answer = await request(url.origin + url.pathname + url.search, {
    method: asked.method,
    dispatcher: agent,
    headers,
    body: asked.body ?? null,
    signal,
  });
  const maxBytes = asked.maxBytes ?? 1_048_576;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer.body) {
    size += (piece as Buffer).length;
    if (size > maxBytes) throw new OutboundFailure('answer too large', `the answer is larger than ${maxBytes} bytes`);
    pieces.push(piece as Buffer);
  }
  const seen = Object.entries(answer.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  );
  return { status: answer.statusCode, headers: Object.fromEntries(seen), body: Buffer.concat(pieces) };
}

function failureOf(error: unknown, timedOut: boolean, timeoutMs: number): OutboundFailure {
  if (error instanceof OutboundFailure) return error;
  if (error instanceof Error && error.cause instanceof OutboundFailure) return error.cause;
  if (timedOut)
    return new OutboundFailure('time-out', `no whole answer within ${timeoutMs / 1000} s`, { cause: error });
  return new OutboundFailure('network', error instanceof Error ? error.message || error.name : String(error), {
    cause: error,
  });
}

function connector(mayBePrivate: (host: string, port: number) => boolean): buildConnector.connector {
  return (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    resolve(host, mayBePrivate(options.hostname.toLowerCase(), port))
      .then((address) => open(options, host, port, address))
      .then(
        (socket) => done(null, socket),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
      );
  };
}

/** The address to connect to: the first of the name, all of them having been looked at. */
async function resolve(host: string, mayBePrivate: boolean): Promise<string> {
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  const refused = mayBePrivate ? undefined : found.find(({ address }) => !isGlobalUnicast(address));
  const first = found[0];
  if (refused || !first) {
    throw new OutboundFailure(
      'forbidden address',
      `${host} is not a public address; ALLOW_PRIVATE_TARGETS can allow it`,
    );
  }
  return first.address;
}

function open(options: buildConnector.Options, host: string, port: number, address: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket =
      options.protocol === 'https:'
        ? connectTls({
            host: address,
            port,
            servername: options.servername || (isIP(host) ? '' : host),
            ALPNProtocols: ['http/1.1'],
          })
        : connectTcp({ host: address, port });
    const ready = options.protocol === 'https:' ? 'secureConnect' : 'connect';
    const timer = setTimeout(() => socket.destroy(new Error('the connection took more than 10 s')), 10_000);
    socket.setNoDelay(true);
    socket.once('error', failed);
    socket.once(ready, () => {
      clearTimeout(timer);
      socket.off('error', failed);
      if (socket.remoteAddress && !isSameAddress(socket.remoteAddress, address)) {
        socket.destroy();
        failed(new OutboundFailure('forbidden address', `${host} led elsewhere than looked up`));
      } else done(socket);
    });
  });
}

function isSameAddress(a: string, b: string): boolean {
  return ipaddr.process(a).toNormalizedString() === ipaddr.process(b).toNormalizedString();
}

/** IPv4 of no special purpose; IPv6 within 2000::/3 less tunnels, documentation and the like. Mapped addresses count as what they map. */
export function isGlobalUnicast(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text.split('%')[0] ?? text);
  if (address.kind() === 'ipv4') return address.range() === 'unicast';
  return (
    address.match(ipaddr.parseCIDR('2000::/3')) && !specialIpv6.some((block) => address.match(ipaddr.parseCIDR(block)))
  );
}

const specialIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '64:ff9b::/96'];

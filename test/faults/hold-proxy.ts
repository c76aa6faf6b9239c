import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtEnd } from '../database.ts';

export type Passed = { method: string; path: string; key: string | null; status: number };

/** A loopback proxy between those who call and the server, which can hold an answer back once the server has given it. */
export type HoldProxy = {
  url: string;
  /** Calls that were answered, whether or not the answer was let through. */
  passed: Passed[];
  /** Resolves when an answer to such a path is held; it stays so until `release`. */
  hold(path: RegExp): Promise<void>;
  release(): void;
};

export async function openHoldProxy(targetPort: number): Promise<HoldProxy> {
  let held: { path: RegExp; came: PromiseWithResolvers<void>; gate: PromiseWithResolvers<void> } | null = null;
  const passed: Passed[] = [];
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const onward = send({ host: '127.0.0.1', port: targetPort, method, path, headers }, (answer) => {
      const key = headers['idempotency-key'];
      passed.push({
        method,
        path: path.split('?')[0]!,
        key: typeof key === 'string' ? key : null,
        status: answer.statusCode ?? 0,
      });
      const go = (): void => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      };
      if (!held?.path.test(path)) return go();
      held.came.resolve();
      void held.gate.promise.then(go);
    });
    // The server is away: whoever calls sees the line break.
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(handle);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  const release = (): void => {
    held?.gate.resolve();
    held = null;
  };
  closeAtEnd(async () => {
    release();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return {
    url: `http://localhost:${address.port}/`,
    passed,
    release,
    hold(path) {
      held = { path, came: Promise.withResolvers(), gate: Promise.withResolvers() };
      return held.came.promise;
    },
  };
}

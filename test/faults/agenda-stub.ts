import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeAtEnd } from '../database.ts';

/** Another part's agenda: it books once for each key, gives its first answer again to a key it knows, and can be told to hold its answers back. */
export type AgendaStub = {
  url: string;
  /** Bookings made, by key. */
  effects: Map<string, number>;
  /** Calls seen, by path. */
  calls: string[];
  /** Calls to that path wait until `release`; resolves when the first has come. */
  hold(path: string): Promise<void>;
  release(): void;
  /** Calls to that path wait at another gate than those that came before, which can be let through first. */
  holdAnew(path: string): { came: Promise<void>; releaseEarlier(): void };
  /** The answer to a booking. */
  answer: (count: number) => Answer;
  /** Another answer for a path; null is the usual one. */
  answerFor: (path: string) => Answer | null;
};

type Answer = { status: number; body: unknown };

export async function openAgendaStub(): Promise<AgendaStub> {
  let held: { path: string; came: () => void; gate: PromiseWithResolvers<void> } | null = null;
  const answers = new Map<string, Answer>();
  const stub: AgendaStub = {
    url: '',
    effects: new Map(),
    calls: [],
    answer: (count) => ({ status: 200, body: { err: 0, booking_id: count, in_waiting_list: false } }),
    answerFor: () => null,
    hold(path) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = { path, came: resolve, gate: Promise.withResolvers<void>() };
      return promise;
    },
    release() {
      held?.gate.resolve();
      held = null;
    },
    holdAnew(path) {
      const earlier = held?.gate;
      return { came: stub.hold(path), releaseEarlier: () => earlier?.resolve() };
    },
  };
  const booked = (key: string, path: string): Answer => {
    const known = answers.get(key);
    if (known) return known;
    stub.effects.set(key, (stub.effects.get(key) ?? 0) + 1);
    const answer = stub.answerFor(path) ?? stub.answer(answers.size + 1);
    answers.set(key, answer);
    return answer;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    const path = (request.url ?? '').split('?')[0] ?? '';
    stub.calls.push(path);
    const key = request.headers['idempotency-key'];
    // The booking is made before its answer is held back: the caller can't know.
    const answer =
      request.method === 'POST'
        ? booked(typeof key === 'string' ? key : `without-${stub.calls.length}`, path)
        : { status: 200, body: { err: 0 } };
    if (held?.path === path) {
      held.came();
      await held.gate.promise;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  closeAtEnd(async () => {
    stub.release();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return stub;
}

import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest, onSendAsyncHookHandler } from 'fastify';
import { nameOfCaller } from '../../accounts/caller.ts';
import { refuseMissingNonce, spend } from '../../accounts/spend.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import {
  claimKey,
  earlierAnswer,
  hashOfRequest,
  keepAnswer,
  keepRefusedAnswer,
  type Answer,
  type Keyed,
} from '../../platform/idempotency.ts';
import { badRequest } from '../../platform/server/refusal.ts';
import { parameters } from '../../signature/verify.ts';
import { nonceOf, type BookingDesk } from '../bookings/give-order.ts';
import type { Result } from '../bookings/group.ts';
import type { Order, Outcome } from '../bookings/orders.ts';
import type { Transaction } from '../database.ts';
import { invalidPayload, refusal, send } from './refusals.ts';

const ofTheSignature = new Set(['orig', 'algo', 'timestamp', 'nonce', 'signature']);

/** Keys whose first call is still under way in this process. Another process's are waited for by the insert of the answer. */
const underWay = new Set<string>();

/** The key of a call, with a hash of what makes the request: of its query all but the signature, which is new at each try. */
export function keyedOf(request: FastifyRequest): Keyed | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') return null;
  if (!isKey(key)) throw badRequest('Idempotency-Key: takes up to 255 characters.');
  const [path = '', query = ''] = request.url.replaceAll(/\/{2,}/g, '/').split('?');
  const asked = [...parameters(query)]
    .filter(([name]) => !ofTheSignature.has(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hash = hashOfRequest(request.method, `${path.replace(/\/$/, '')}?${JSON.stringify(asked)}`, request.body);
  return { caller: nameOfCaller(request.caller), key, hash };
}

/** Whether the key of a call was looked at, and its answer kept, with the act. */
const lookedAt = new WeakSet<FastifyRequest>();
/** Not the caller's payload but the caller, the moment or the key is refused: asked again, it may be another answer. */
const ofTheMoment = new Set([401, 403, 408, 409, 422, 429]);

/** Keeps the answer to a call that was refused before there was anything to do: then the key stands for that payload too, and another one is 422. */
export function keepRefusal({ town }: BookingDesk): onSendAsyncHookHandler {
  return async (request, { statusCode: status }, payload) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || status < 400 || status >= 500 || ofTheMoment.has(status)) return payload;
    if (lookedAt.has(request) || typeof payload !== 'string' || !isKey(key)) return payload;
    const keyed = keyedOf(request);
    if (keyed)
      await keepRefusedAnswer(town.db, isRead(request) ? keyed : { ...keyed, hash: randomBytes(32) }, {
        status,
        body: JSON.parse(payload),
      });
    return payload;
  };
}

/** A body that couldn't be read is like no other, an empty one least of all. */
function isRead({ body, headers }: FastifyRequest): boolean {
  return body !== undefined || Number(headers['content-length'] ?? 0) === 0;
}

const isKey = (key: unknown): key is string => typeof key === 'string' && key.length <= 255 && key.isWellFormed();

const otherRequest = (): Answer => ({ status: 422, body: refusal('this Idempotency-Key stands for another request') });

async function oneAtATime(
  keyed: Keyed | null,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  if (keyed === null) return work();
  lookedAt.add(request);
  const name = `${keyed.caller} ${keyed.key}`;
  if (underWay.has(name))
    return reply.code(409).header('retry-after', 1).send(refusal('a request with this Idempotency-Key is under way'));
  underWay.add(name);
  try {
    return await work();
  } finally {
    underWay.delete(name);
  }
}

/** Gives an order of an HTTP call to the lane and answers. */
export function give(
  { lane, town }: BookingDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  order: Order,
  view: (outcome: Extract<Outcome, { kind: 'booked' | 'met' | 'replaced' | 'done' }>) => unknown,
): Promise<FastifyReply> {
  const { caller } = request;
  refuseMissingNonce(caller, town.settings);
  const keyed = keyedOf(request);
  const answer = (outcome: Outcome): Answer => answerOf(outcome, order, view);
  return oneAtATime(keyed, request, reply, async () => {
    const result: Result = await lane.submit({ order, caller, nonce: nonceOf(caller), keyed, answer });
    if (result.kind === 'other request') return send(reply, otherRequest());
    if (result.kind === 'repeated') reply.header('idempotent-replayed', 'true');
    return send(reply, result.answer);
  });
}

function answerOf(
  outcome: Outcome,
  order: Order,
  view: (outcome: Extract<Outcome, { kind: 'booked' | 'met' | 'replaced' | 'done' }>) => unknown,
): Answer {
  switch (outcome.kind) {
    case 'booked':
    case 'met':
    case 'replaced':
    case 'done':
      return { status: 200, body: view(outcome) };
    case 'refused':
      return { status: 200, body: refusal(outcome.reason, outcome.err, outcome.description) };
    case 'forbidden':
      return { status: 403, body: refusal('Access denied.') };
    case 'replayed':
      return { status: 403, body: refusal('Nonce already used.') };
    case 'not found': {
      if (outcome.what === 'slot') return { status: 400, body: refusal(invalidSlots(outcome.names)) };
      const isList = order.kind === 'replace' || (order.kind === 'book' && order.slots.length > 1);
      if (outcome.what === 'event' && isList)
        return { status: 400, body: refusal(`invalid slots: ${outcome.names.join(', ')}`) };
      // Named in the body, as in the query of a listing.
      if (outcome.what === 'resource') {
        const key = order.kind === 'meet' && order.what.kind === 'range' ? 'resource' : 'resources';
        return invalidPayload({ errors: { [key]: [`unknown resource: ${outcome.names.join(', ')}`] } });
      }
      return { status: 404, body: refusal(`unknown ${outcome.what}`) };
    }
  }
}

/** `invalid slot: x`; `invalid slots: x, y` */
function invalidSlots(names: readonly string[]): string {
  return names.length === 1 ? `invalid slot: ${names[0]}` : `invalid slots: ${names.join(', ')}`;
}

/** A write that takes or frees no place: nonce, key, act and answer in one transaction. */
export function writeOnce(
  { town }: BookingDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Transaction) => Promise<Answer>,
): Promise<FastifyReply> {
  const { caller } = request;
  refuseMissingNonce(caller, town.settings);
  const keyed = keyedOf(request);
  return oneAtATime(keyed, request, reply, async () => {
    const done = await inTransaction(town.db, async (trx) => {
      await spend(trx, caller, town.settings);
      if (keyed && !(await claimKey(trx, keyed))) return null;
      const answer = await work(trx);
      if (keyed) await keepAnswer(trx, keyed, answer);
      return answer;
    });
    if (done) return send(reply, done);
    const earlier = await earlierAnswer(town.db, keyed!);
    if (earlier.kind === 'first') throw badRequest('The answer to this Idempotency-Key is no longer kept.');
    return send(
      reply.header('idempotent-replayed', 'true'),
      earlier.kind === 'repeated' ? earlier.answer : otherRequest(),
    );
  });
}

import assert from 'node:assert/strict';
import test from 'node:test';
import { verdictOn, type Try, type Verdict } from './schedule.ts';

const now = Date.parse('2026-07-01T08:00:00Z');
const status = (code: number, retryAfter: string | null = null): Try => ({ status: code, retryAfter });
const cases: { name: string; tried: Try; attempts: number; verdict: Verdict }[] = [
  { name: 'answered', tried: status(204), attempts: 1, verdict: { kind: 'sent' } },
  { name: 'gone for good', tried: status(410), attempts: 1, verdict: { kind: 'failed' } },
  { name: 'busy', tried: status(403), attempts: 1, verdict: { kind: 'again', afterSeconds: 5 } },
  { name: 'redirected', tried: status(302), attempts: 2, verdict: { kind: 'again', afterSeconds: 20 } },
  {
    name: 'out of reach',
    tried: { failure: 'time-out', hopeless: false },
    attempts: 4,
    verdict: { kind: 'again', afterSeconds: 300 },
  },
  {
    name: 'no address',
    tried: { failure: 'invalid address', hopeless: true },
    attempts: 1,
    verdict: { kind: 'failed' },
  },
  { name: 'the twelfth', tried: status(500), attempts: 12, verdict: { kind: 'failed' } },
  { name: 'the eleventh', tried: status(500), attempts: 11, verdict: { kind: 'again', afterSeconds: 86_400 } },
  {
    name: 'asked to wait, in seconds',
    tried: status(429, '120'),
    attempts: 1,
    verdict: { kind: 'again', afterSeconds: 120 },
  },
  {
    name: 'asked to wait, by a date',
    tried: status(429, 'Wed, 01 Jul 2026 08:02:00 GMT'),
    attempts: 1,
    verdict: { kind: 'again', afterSeconds: 120 },
  },
  {
    name: 'asked to wait less than we do',
    tried: status(429, '1'),
    attempts: 1,
    verdict: { kind: 'again', afterSeconds: 5 },
  },
  {
    name: 'asked to wait for ever',
    tried: status(429, '999999999'),
    attempts: 1,
    verdict: { kind: 'again', afterSeconds: 86_400 },
  },
  { name: 'asked nonsense', tried: status(429, 'soon'), attempts: 1, verdict: { kind: 'again', afterSeconds: 5 } },
];
for (const { name, tried, attempts, verdict } of cases) {
  test(`after a call: ${name}`, () => assert.deepEqual(verdictOn(tried, attempts, now, 0.5), verdict));
}

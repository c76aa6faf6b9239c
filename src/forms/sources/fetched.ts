import { OutboundFailure } from '../../platform/outbound.ts';
import type { Json } from '../requests/types.ts';
import { parseJson } from './json.ts';
import { sendCall, usualTimeoutMs, type BuiltCall } from './request.ts';
import type { SourceEnv } from './source.ts';

/** What came back: `body` undefined where it isn't JSON. `summary`: why nothing came. */
export type Fetched = { kind: 'answer'; status: number; body: Json | undefined } | { kind: 'failed'; summary: string };

/** Enough for a year of slots; an agenda's answer of 8 weeks is some 200 kB. */
const maxBytes = 10 * 1_048_576;

/**
 * Makes a call. A GET is made once for one memo and address, and less where its answers are kept (`cacheSeconds`); other methods every time.
 * `told`: called once, by whoever really asked.
 */
export function fetched(
  call: BuiltCall,
  env: SourceEnv,
  cacheSeconds: number,
  timeoutMs: number | null,
  told: (fetched: Fetched) => void,
): Promise<Fetched> {
  const ask = async (): Promise<Fetched> => {
    const answer = await send(call, env, timeoutMs);
    told(answer);
    return answer;
  };
  if (call.method !== 'GET') return ask();
  const key = `GET ${call.url}`;
  const under = env.memo.get(key) as Promise<Fetched> | undefined;
  if (under) return under;
  const kept = cacheSeconds > 0 ? (env.answers.get(key) as Fetched | undefined) : undefined;
  const answer = kept ? Promise.resolve(kept) : ask();
  env.memo.set(key, answer);
  if (cacheSeconds > 0 && !kept) keep(key, answer, cacheSeconds, env);
  return answer;
}

/** Good answers alone: a source that failed is asked again by the next request. */
function keep(key: string, answer: Promise<Fetched>, seconds: number, env: SourceEnv): void {
  const put = (one: Fetched): void => {
    if (one.kind === 'answer' && one.status < 400 && one.body !== undefined) env.answers.put(key, one, seconds);
  };
  answer.then(put, () => {});
}

async function send(call: BuiltCall, env: SourceEnv, timeoutMs: number | null): Promise<Fetched> {
  try {
    const answer = await sendCall(
      call,
      { calls: env.calls, outbound: env.outbound, now: env.env.now.toInstant() },
      { timeoutMs: timeoutMs ?? env.timeoutMs ?? usualTimeoutMs, maxBytes },
    );
    return { kind: 'answer', status: answer.status, body: parseJson(answer.body.toString('utf8')) };
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error;
    return { kind: 'failed', summary: error.message };
  }
}

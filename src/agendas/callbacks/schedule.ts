/** When a call is tried, in seconds after the try before it: at once, then for three days and a half. */
export const delaysSeconds = [0, 5, 20, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** The longest that a target may ask us to wait. */
const longestRetryAfter = 86_400;

export type Try = { status: number; retryAfter: string | null } | { failure: string; hopeless: boolean };

export type Verdict = { kind: 'sent' } | { kind: 'again'; afterSeconds: number } | { kind: 'failed' };

/**
 * What follows from a try, the `attempts`-th. Every answer but 2xx and 410 is tried again, a hook's 403 (a request that is busy) included; redirects aren't followed.
 * `jitter` is between 0 and 1: calls that failed together don't come back together.
 */
export function verdictOn(tried: Try, attempts: number, nowMs: number, jitter: number): Verdict {
  if ('status' in tried && tried.status >= 200 && tried.status < 300) return { kind: 'sent' };
  if ('status' in tried ? tried.status === 410 : tried.hopeless) return { kind: 'failed' };
  const delay = delaysSeconds[attempts];
  if (delay === undefined) return { kind: 'failed' };
  const asked = 'status' in tried && tried.status === 429 ? retryAfterSeconds(tried.retryAfter, nowMs) : 0;
  return { kind: 'again', afterSeconds: Math.max(delay * (0.9 + 0.2 * jitter), asked) };
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterSeconds(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  const seconds = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : (Date.parse(text) - nowMs) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), longestRetryAfter) : 0;
}

import { getHashes, timingSafeEqual } from 'node:crypto';
import { signatureOf } from './sign.ts';

/** How far the caller's clock may be from ours, either way. */
const windowSeconds = 30;
const digests = new Set(
  [
    'md5',
    'sha1',
    'sha224',
    'sha256',
    'sha384',
    'sha512',
    'sha3-224',
    'sha3-256',
    'sha3-384',
    'sha3-512',
    'blake2b512',
    'blake2s256',
  ].filter((name) => getHashes().includes(name)),
);

export type Verified =
  | { kind: 'unsigned' }
  | { kind: 'refused'; reason: string }
  | {
      kind: 'signed';
      orig: string;
      /** Unspent: whoever acts on the call writes it down, in the transaction of the act. */
      nonce: string | null;
      /** The signed parameters alone; what follows the signature is covered by nothing. */
      parameters: ReadonlyMap<string, readonly string[]>;
    };

/**
 * Verifies a raw query string (spec/agendas.md, section 6.2). `secretsFor` gives every secret known for a name.
 * Freshness of the nonce isn't looked at here: it takes a shared memory.
 */
export async function verifyQuery(
  query: string,
  now: Temporal.Instant,
  secretsFor: (orig: string) => Promise<readonly string[]> | readonly string[],
): Promise<Verified> {
  const at = query.search(/(^|&)signature=/);
  if (at === -1 && !parameters(query).has('signature')) return { kind: 'unsigned' };
  const message = at === -1 ? query : query.slice(0, at);
  const given = parameters(at === -1 ? '' : query.slice(at)).get('signature')?.[0] ?? '';
  const signed = parameters(message);
  const one = (name: string): string | null => {
    const values = signed.get(name);
    return values?.length === 1 ? (values[0] ?? null) : null;
  };
  const orig = one('orig');
  if (orig === null) return refused('Missing/multiple orig field.');
  const secrets = (await secretsFor(orig)).filter((secret) => secret !== '');
  if (secrets.length === 0) return refused('Invalid orig.');
  const algo = one('algo');
  if (algo === null) return refused('Missing/multiple algo field.');
  if (!digests.has(algo)) return refused('Invalid algo.');
  if (!secrets.some((secret) => isSame(given, signatureOf(message, secret, algo))))
    return refused('Invalid signature.');
  const timestamp = one('timestamp');
  if (timestamp === null) return refused('Missing/multiple timestamp field.');
  const instant = instantOf(timestamp);
  if (instant === null) return refused('Invalid timestamp field; it takes YYYY-MM-DDTHH:MM:SSZ.');
  const seconds = (now.epochMilliseconds - instant.epochMilliseconds) / 1000;
  if (seconds > windowSeconds) return refused(`The timestamp is ${Math.round(seconds)} seconds in the past.`);
  if (seconds < -windowSeconds) return refused(`The timestamp is ${Math.round(-seconds)} seconds in the future.`);
  const nonces = signed.get('nonce') ?? [];
  return { kind: 'signed', orig, nonce: nonces[0] ? nonces[0].slice(0, 128) : null, parameters: signed };
}

function refused(reason: string): Verified {
  return { kind: 'refused', reason };
}

/** Parameters decoded as forms are: `+` is a blank. A broken escape stays as it is. */
export function parameters(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

function instantOf(text: string): Temporal.Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return null;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
}

/** Compared as bytes of equal length, in constant time. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given, 'base64'), Buffer.from(expected, 'base64')];
  return a.length === b.length && timingSafeEqual(a, b);
}

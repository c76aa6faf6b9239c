import { createHmac, randomBytes } from 'node:crypto';

export type Signing = {
  secret: string;
  now: Temporal.Instant;
  /** Name of the digest; callers use sha256. */
  algo?: string;
  /** Hexadecimal; 128 random bits where absent. */
  nonce?: string;
  /** The caller's own name, added to the query before it is signed. */
  orig?: string;
};

/** Percent-encoding of the signed wire format: like a form's, but a slash stays. */
export function encodeValue(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

/** The signature of a query string: base64 of its HMAC. Neither method, path nor body is covered. */
export function signatureOf(query: string, secret: string, algo: string): string {
  return createHmac(algo, secret).update(query).digest('base64');
}

/** The query string, signed (spec/agendas.md, section 6.1). */
export function signQuery(query: string, { secret, now, algo = 'sha256', nonce, orig }: Signing): string {
  const time = now.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();
  const parts = [
    ...(query === '' ? [] : [query]),
    ...(orig === undefined ? [] : [`orig=${encodeValue(orig)}`]),
    `algo=${algo}`,
    `timestamp=${encodeValue(time)}`,
    `nonce=${nonce ?? randomBytes(16).toString('hex')}`,
  ];
  const signed = parts.join('&');
  return `${signed}&signature=${encodeValue(signatureOf(signed, secret, algo))}`;
}

/** The address with its query signed; the rest of it stays to the letter. */
export function signUrl(url: string, signing: Signing): string {
  const [beforeFragment, fragment] = splitOnce(url, '#');
  const [base, query = ''] = splitOnce(beforeFragment, '?');
  return `${base}?${signQuery(query, signing)}${fragment === undefined ? '' : `#${fragment}`}`;
}

function splitOnce(text: string, sign: string): [string, string?] {
  const at = text.indexOf(sign);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

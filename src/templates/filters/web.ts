import { escapeHtml } from '../printing.ts';
import { str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { plain, Safe } from '../values.ts';
import { integerOf, textOf } from './texts.ts';
import { row, textRow } from './row.ts';

const encoder = new TextEncoder();

/** Percent-encoding of all but letters, digits, `_.-~` and the letters spared. */
export function percentEncoded(text: string, spared: string): string {
  let encoded = '';
  for (const letter of text.toWellFormed()) {
    if (/^[A-Za-z0-9_.~-]$/.test(letter) || spared.includes(letter)) encoded += letter;
    else for (const byte of encoder.encode(letter)) encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

type Address = { scheme: string; authority: string | undefined; path: string; query: string; fragment: string };

/** RFC 3986, appendix B. */
function addressOf(text: string): Address {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text);
  const [, scheme = '', authority, path = '', query = '', fragment = ''] = match ?? [];
  return { scheme, authority, path, query, fragment };
}

function addressText({ scheme, authority, path, query, fragment }: Address): string {
  return `${scheme ? `${scheme}:` : ''}${authority === undefined ? '' : `//${authority}`}${path}${query}${fragment}`;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/');
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
      if (isLast) kept.push('');
    } else if (segment === '.') {
      if (isLast) kept.push('');
    } else kept.push(segment);
  });
  return kept.join('/');
}

/** An address seen from another one (RFC 3986, section 5.2). */
export function joinedAddress(base: string, reference: string): string {
  if (base === '') return reference;
  if (reference === '') return base;
  const [from, to] = [addressOf(base), addressOf(reference)];
  if (to.scheme !== '' && to.scheme !== from.scheme) return reference;
  const scheme = from.scheme;
  if (to.authority !== undefined) return addressText({ ...to, scheme });
  if (to.path === '') return addressText({ ...from, query: to.query || from.query, fragment: to.fragment });
  const merged = to.path.startsWith('/') ? to.path : from.path.replace(/[^/]*$/, '') + to.path;
  const rooted = from.authority !== undefined && !merged.startsWith('/') ? `/${merged}` : merged;
  return addressText({ ...to, scheme, authority: from.authority, path: withoutDots(rooted) });
}

function withCredentials(value: unknown, argument: unknown, run: Run): string {
  const text = textOf(value, run);
  const address = addressOf(text);
  if (address.authority === undefined) return text;
  const host = address.authority.slice(address.authority.lastIndexOf('@') + 1);
  return addressText({ ...address, authority: `${textOf(argument, run)}@${host}` });
}

const LINK = /(?:https?:\/\/|www\.)[^\s<>"']+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
const TRAILING = /[.,:;!?)\]}]+$/;

function linked(value: unknown, run: Run, limit?: number): unknown {
  const isSafe = value instanceof Safe;
  const text = str(plain(value), run.language);
  const escape = (part: string): string => (run.autoescape && !isSafe ? escapeHtml(part) : part);
  let html = '';
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const found = match[0].replace(TRAILING, '');
    const isMail = !/^(?:https?:|www\.)/.test(found);
    const href = isMail ? `mailto:${found}` : found.startsWith('www.') ? `http://${found}` : found;
    const shown = limit !== undefined && found.length > limit ? `${found.slice(0, Math.max(0, limit - 1))}…` : found;
    const rel = isMail ? '' : ' rel="nofollow"';
    html += `${escape(text.slice(from, match.index))}<a href="${escapeHtml(href)}"${rel}>${escape(shown)}</a>`;
    from = match.index + found.length;
  }
  return new Safe(html + escape(text.slice(from)));
}

export const webFilters: readonly FilterRow[] = [
  textRow(
    'urlencode',
    ['Pour une adresse : les lettres particulières en %.', 'For an address: special letters as %.'],
    ['{{ "a b/é"|urlencode }}', 'a%20b/%C3%A9'],
    (text, argument, run) => percentEncoded(text, argument === undefined ? '/' : str(argument, run.language)),
    { argument: 'optional' },
  ),
  textRow(
    'iriencode',
    ['Une adresse en lettres simples.', 'An address in plain letters.'],
    ['{{ "/é?a=1"|iriencode }}', '/%C3%A9?a=1'],
    (text) => percentEncoded(text, "/#%[]=:;$&()+,!?*@'~"),
    { keepsSafe: true },
  ),
  row(
    'urljoin',
    ['L’adresse vue depuis une autre.', 'The address seen from another.'],
    ['{{ "https://exemple.fr/a/b"|urljoin:"../c" }}', 'https://exemple.fr/c'],
    (value, argument, run) => joinedAddress(textOf(value, run), textOf(argument, run)),
    { argument: 'optional' },
  ),
  row(
    'with_auth',
    ['Une adresse avec un nom et un mot de passe.', 'An address with a name and password.'],
    ['{{ "https://exemple.fr/"|with_auth:"nom:mdp" }}', 'https://nom:mdp@exemple.fr/'],
    withCredentials,
    {
      argument: 'required',
    },
  ),
  row(
    'urlize',
    ['Les adresses deviennent des liens.', 'Addresses become links.'],
    ['{{ "www.exemple.fr"|urlize }}', '<a href="http://www.exemple.fr" rel="nofollow">www.exemple.fr</a>'],
    (value, _argument, run) => linked(value, run),
    {
      raw: true,
      argument: 'optional',
    },
  ),
  row(
    'urlizetrunc',
    ['Les adresses deviennent des liens, raccourcis.', 'Addresses become links, shortened.'],
    ['{{ "www.exemple.fr"|urlizetrunc:8 }}', '<a href="http://www.exemple.fr" rel="nofollow">www.exe…</a>'],
    (value, argument, run) => linked(value, run, integerOf(argument)),
    { raw: true, argument: 'required' },
  ),
];

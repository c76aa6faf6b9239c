import { Safe, plain } from '../../templates/values.ts';
import { str } from '../../templates/python.ts';
import type { Language } from '../../templates/moments.ts';
import type { NamedValue } from './payload.ts';

/** An address as it can be called, or why it can't be. */
export type Address = { kind: 'address'; url: string } | { kind: 'invalid'; message: string };

/** The address that a template gave: http or https with a host; a path that begins with two slashes loses one, so that `{{ agendas_url }}/api` works too. */
export function addressOf(text: string): Address {
  const url = URL.parse(text);
  if (!url) return { kind: 'invalid', message: `invalid URL '${text.slice(0, 200)}'` };
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { kind: 'invalid', message: `invalid scheme in URL '${text.slice(0, 200)}'` };
  if (url.pathname.startsWith('//')) url.pathname = url.pathname.slice(1);
  url.hash = '';
  return { kind: 'address', url: url.href };
}

/**
 * Parameters appended to those of an address: lists are repeated, null is empty, the rest is text. Those already there stay, duplicates too;
 * one of them without a value goes (a habit of the platform that callers know: spec/forms-workflows.md, section 3.2).
 */
export function withParameters(address: string, values: readonly NamedValue[], language: Language): string {
  const added = values.flatMap(({ name, value }) => textsOf(value, language).map((text) => [name, text] as const));
  if (added.length === 0) return address;
  const at = address.indexOf('?');
  const query = at === -1 ? '' : address.slice(at + 1);
  const there = [...new URLSearchParams(query)].filter(([, value]) => value !== '');
  const all = [...there, ...added].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  return `${at === -1 ? address : address.slice(0, at)}?${all}`;
}

function textsOf(value: unknown, language: Language): string[] {
  const behind = plain(value);
  if (behind === null || behind === undefined) return [''];
  if (Array.isArray(behind) || behind instanceof Set)
    return [...(behind as Iterable<unknown>)].map((item) => textOf(item, language));
  return [textOf(behind, language)];
}

function textOf(value: unknown, language: Language): string {
  const behind = plain(value);
  if (behind === null || behind === undefined) return '';
  return behind instanceof Safe ? behind.text : str(behind, language);
}

/** As forms encode: a blank is `+`, letters, digits and `_.-~` stay. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

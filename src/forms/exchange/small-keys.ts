import type { ConditionText, RoleReference, SourceReference, TemplateRow } from '../definitions/types.ts';
import { keepRest, plainText, type Key } from './keys.ts';
import { elementOf, keptOf, type Reading } from './reading.ts';
import { slugOf } from './slugs.ts';
import { childNamed, elementsIn, textIn, type XmlElement } from './xml.ts';

/** Keys that several kinds of pieces have. */

export const condition: Key<ConditionText> = {
  name: 'condition',
  read(found, piece) {
    if (!found) return null;
    const value = conditionIn(found, piece.reading);
    keepRest(found, piece, ['type', 'value']);
    return value;
  },
  write: (value) => (value === null ? null : conditionElement(value)),
};

/** The expression of a `condition`; the only language of conditions is Django's. Blank is null. */
export function conditionIn(found: XmlElement, reading: Reading): string | null {
  const type = textIn(childNamed(found, 'type')).trim();
  const value = textIn(childNamed(found, 'value'));
  if (value.trim() === '') return null;
  if (type !== '' && type !== 'django') reading.refuseUnknown('condition type', type.slice(0, 100));
  return value;
}

export function conditionElement(value: string) {
  return elementOf('condition', [elementOf('type', ['django']), elementOf('value', [value])]);
}

/** Generic sources that aren't asked yet; what has a colon (cards, users) neither. */
const laterSources = new Set(['jsonp', 'geojson', 'formula', 'python']);

/** A data source inline, or by the slug of a named one where `named`. */
export const source = (name: string, named: boolean): Key<SourceReference | null> => ({
  name,
  read(found, piece) {
    const type = textIn(found && childNamed(found, 'type')).trim();
    if (!found || type === '' || type === 'none') return null;
    const known = type === 'json' || type === 'jsonvalue' || (named && !laterSources.has(type) && !type.includes(':'));
    if (!known) piece.reading.refuseUnknown('data source type', type.replace(/:.*/s, '').slice(0, 100));
    keepRest(found, piece, ['type', 'value']);
    return { type, value: textIn(childNamed(found, 'value')) };
  },
  write: (value) =>
    value === null
      ? null
      : elementOf(name, [
          elementOf('type', [value.type]),
          value.value === '' ? null : elementOf('value', [value.value]),
        ]),
});

/** A table « clé → gabarit », in either of its two shapes: `<item><name/><value/></item>`, `<param key="…">…</param>`. */
export const rows = (name: string, shape: 'item' | 'param'): Key<readonly TemplateRow[]> => ({
  name,
  read: (found) => (found ? elementsIn(found).map(rowOf) : []),
  write: (values) =>
    elementOf(
      name,
      values.map((row) => rowElement(row, shape)),
    ),
});

function rowOf(element: XmlElement): TemplateRow {
  if (element.name === 'param') return { name: element.attributes['key'] ?? '', value: textIn(element) };
  return { name: textIn(childNamed(element, 'name')), value: textIn(childNamed(element, 'value')) };
}

function rowElement({ name, value }: TemplateRow, shape: 'item' | 'param') {
  if (shape === 'param') return elementOf('param', [value], { key: name });
  return elementOf('item', [elementOf('name', [name]), elementOf('value', [value])]);
}

/** Functions and roles that may act or see: keys of functions, slugs of roles, else their names. */
export const roleKeys = (name: string): Key<readonly string[]> => ({
  name,
  read: (found) => (found ? elementsIn(found).map(roleKeyOf) : []).filter((key) => key !== ''),
  write: (keys) =>
    elementOf(
      name,
      keys.map((key) => elementOf('item', [key], { role_id: key })),
    ),
});

function roleKeyOf(element: XmlElement): string {
  const { slug, role_id: id = '' } = element.attributes;
  const name = textIn(element).trim();
  if (slug) return slug;
  // Numbers and 32 hexadecimal digits are another site's, and mean nothing here.
  return id === '' || /^(\d+|[0-9a-f]{32}|[0-9a-f-]{36})$/.test(id) ? name : id;
}

export function roleReferenceOf(element: XmlElement): RoleReference {
  const { slug, role_id: id = '' } = element.attributes;
  const special = id.startsWith('_') || id === 'logged-users';
  return { slug: slug ?? (special ? id : ''), name: textIn(element).trim() || (slug ?? id) };
}

export function roleElement({ slug, name }: RoleReference, attributes: Readonly<Record<string, string>> = {}) {
  const special = slug.startsWith('_') || slug === 'logged-users';
  return elementOf('role', [name], { ...attributes, ...(slug === '' ? {} : special ? { role_id: slug } : { slug }) });
}

export const roleReferences = (name: string): Key<readonly RoleReference[]> => ({
  name,
  read: (found) => (found ? elementsIn(found).map(roleReferenceOf) : []),
  write: (roles) =>
    elementOf(
      name,
      roles.map((role) => roleElement(role)),
    ),
});

/** `<category slug="…">Name</category>`. */
export const category: Key<{ slug: string; name: string } | null> = {
  name: 'category',
  read(found, piece) {
    const name = plainText(found, piece).trim();
    return name === '' ? null : { slug: found?.attributes['slug'] ?? slugOf(name), name };
  },
  write: (value) => (value === null ? null : elementOf('category', [value.name], { slug: value.slug })),
};

/** The texts of like elements: `<items><item>Matin</item></items>`. */
export const texts = (name: string, child: string): Key<readonly string[]> => ({
  name,
  read: (found) => (found ? elementsIn(found).map((element) => textIn(element)) : []),
  write: (values) =>
    elementOf(
      name,
      values.map((value) => elementOf(child, [value])),
    ),
});

/** Keeps an element as it came, from a key that makes nothing of it. */
export function keepWhole(found: XmlElement, piece: { kept: unknown[] }): void {
  piece.kept.push(keptOf(found));
}

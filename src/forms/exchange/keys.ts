import type { Kept, KeptElement } from '../definitions/types.ts';
import { elementOf, keptOf, type Reading } from './reading.ts';
import { elementsIn, textIn, type XmlElement } from './xml.ts';

/** What reads a key: the pass over the file, and where what nobody reads is kept. */
export type Piece = { element: XmlElement; reading: Reading; kept: KeptElement[] };

/** A key of a definition and the element (or attribute) of the exported format that holds it. */
export type Key<T> = {
  name: string;
  attribute?: true;
  read(found: XmlElement | undefined, piece: Piece): T;
  /** Null: nothing is written. An attribute's text comes as its only child. */
  write(value: T): KeptElement | null;
};

/** Every key of a kind of piece. Adding one to the type asks for its row here. */
export type Shape<T> = { readonly [K in keyof Omit<T, 'kind' | 'type' | 'kept'>]-?: Key<T[K]> };

/** Reads a piece by its shape; elements of no key are kept as they came. An element that stands twice is refused. */
export function readShape<T>(
  shape: Shape<T>,
  element: XmlElement,
  reading: Reading,
  but: readonly string[] = [],
): Omit<T, 'kind' | 'type'> {
  const children = elementsIn(element);
  const kept: KeptElement[] = [];
  const claimed = new Set(but);
  const read = Object.entries<Key<unknown>>(shape).map(([property, key]) => {
    if (key.attribute) return [property, key.read(attributeOf(element, key.name), { element, reading, kept })] as const;
    claimed.add(key.name);
    const [found, again] = children.filter(({ name }) => name === key.name);
    if (again) reading.refuse(`\`${key.name}\` stands twice in \`${element.name}\``, again);
    return [property, key.read(found, { element, reading, kept })] as const;
  });
  // Put together, not pushed as arguments: a file may hold more of them than the stack.
  const rest = children.filter(({ name }) => !claimed.has(name)).map(keptOf);
  return { ...Object.fromEntries(read), kept: [...kept, ...rest] } as unknown as Omit<T, 'kind' | 'type'>;
}

/** Writes a piece by its shape, then what was kept; what was kept of an element that is written goes back into it. */
export function writeShape<T extends { kept: Kept }>(
  shape: Shape<T>,
  value: T,
  name: string,
  attributes: Record<string, string> = {},
  first: readonly KeptElement[] = [],
): KeptElement {
  const all = { ...attributes };
  const children: KeptElement[] = [...first];
  for (const [property, key] of Object.entries<Key<unknown>>(shape)) {
    const element = key.write((value as Record<string, unknown>)[property]);
    if (!element) continue;
    if (key.attribute) all[key.name] = element.children.filter((child) => typeof child === 'string').join('');
    else children.push(element);
  }
  const places = new Map(children.map((child, index) => [child.name, index]));
  for (const kept of value.kept) {
    const at = places.get(kept.name);
    if (at === undefined) children.push(kept);
    else children[at] = { ...children[at]!, children: [...children[at]!.children, ...kept.children] };
  }
  return { name, attributes: all, children };
}

function attributeOf(element: XmlElement, name: string): XmlElement | undefined {
  const value = element.attributes[name];
  return value === undefined ? undefined : { name, attributes: {}, children: [value], line: element.line };
}

/** The text of an element that may hold nothing else. */
export function plainText(found: XmlElement | undefined, { reading }: Pick<Piece, 'reading'>): string {
  if (found && elementsIn(found).length > 0)
    reading.refuse(`\`${found.name}\` should hold a text, not elements`, found);
  return textIn(found);
}

/** Keeps the children of an element that its key doesn't read. */
export function keepRest(found: XmlElement, piece: Piece, read: readonly string[]): void {
  const rest = elementsIn(found).filter(({ name }) => !read.includes(name));
  if (rest.length > 0) piece.kept.push({ name: found.name, attributes: {}, children: rest.map(keptOf) });
}

export const text = (name: string, absent = ''): Key<string> => ({
  name,
  read: (found, piece) => (found ? plainText(found, piece) : absent),
  write: (value) => (value === absent ? null : elementOf(name, [value])),
});

/** What must be there and not blank. */
export const requiredText = (name: string, what: string): Key<string> => ({
  name,
  read(found, piece) {
    const value = plainText(found, piece).trim();
    if (value === '') piece.reading.refuse(`${what} has no \`${name}\``, found ?? piece.element);
    return value;
  },
  write: (value) => elementOf(name, [value]),
});

/** Blank and absent are null. */
export const optionalText = (name: string): Key<string | null> => ({
  name,
  read: (found, piece) => plainText(found, piece) || null,
  write: (value) => (value === null ? null : elementOf(name, [value])),
});

export const attribute = (name: string, what: string): Key<string> => ({
  name,
  attribute: true,
  read(found, piece) {
    const value = textIn(found).trim();
    if (value === '') piece.reading.refuse(`${what} has no \`${name}\``, piece.element);
    return value;
  },
  write: (value) => elementOf(name, [value]),
});

export const flag = (name: string, absent = false): Key<boolean> => ({
  name,
  read(found, piece) {
    const said = plainText(found, piece).trim().toLowerCase();
    if (said === '' || said === 'none') return absent;
    if (['true', 'on', '1'].includes(said)) return true;
    if (!['false', 'off', '0'].includes(said))
      piece.reading.refuse(`\`${name}\` is neither true nor false: ${said.slice(0, 60)}`, found);
    return false;
  },
  write: (value) => elementOf(name, [value ? 'true' : 'false']),
});

export const integer = <Absent extends number | null>(name: string, absent: Absent): Key<number | Absent> => ({
  name,
  read(found, piece) {
    const said = plainText(found, piece).trim();
    if (said === '' || said === 'None') return absent;
    if (/^\d{1,9}$/.test(said)) return Number(said);
    piece.reading.refuse(`\`${name}\` is not a number: ${said.slice(0, 60)}`, found);
    return absent;
  },
  write: (value) => (value === absent ? null : elementOf(name, [String(value)])),
});

/** A decimal as its text; there and blank is null. */
export const decimal = (name: string, absent: string | null): Key<string | null> => ({
  name,
  read(found, piece) {
    const said = plainText(found, piece).trim();
    if (!found) return absent;
    if (said === '' || said === 'None') return null;
    if (/^-?\d{1,30}(\.\d{1,30})?$/.test(said)) return said;
    piece.reading.refuse(`\`${name}\` is not a number: ${said.slice(0, 60)}`, found);
    return absent;
  },
  write: (value) => (value === absent ? null : elementOf(name, value === null ? [] : [value])),
});

/** One of a few words; another is refused by name, since nothing would execute it. */
export const oneOf = <Word extends string | null>(
  name: string,
  words: readonly Word[],
  absent: Word,
  what: string,
): Key<Word> => ({
  name,
  read(found, piece) {
    const said = plainText(found, piece).trim();
    if (said === '') return absent;
    const word = words.find((one) => one === said);
    if (word === undefined) piece.reading.refuseUnknown(what, said.slice(0, 100));
    return word ?? absent;
  },
  write: (value) => (value === null || value === absent ? null : elementOf(name, [value])),
});

/** A list of pieces, each in an element of one name; anything else among them is refused. */
export const list = <T>(
  name: string,
  child: string,
  read: (element: XmlElement, reading: Reading) => T | null,
  write: (value: T) => KeptElement,
): Key<readonly T[]> => ({
  name,
  read: (found, { reading }) => {
    const children = found ? elementsIn(found) : [];
    for (const stranger of children.filter((one) => one.name !== child)) {
      reading.refuse(`\`${stranger.name}\` stands in \`${name}\`, where \`${child}\` is expected`, stranger);
    }
    return children.filter((one) => one.name === child).flatMap((one) => read(one, reading) ?? []);
  },
  write: (values) => elementOf(name, values.map(write)),
});

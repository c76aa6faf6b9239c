import { attribute } from '../attributes.ts';
import { add as addDecimals, type Decimal, decimalOfInteger } from '../decimal.ts';
import { numberOf } from '../numbers.ts';
import { contains, equal, lengthOf, lettersOf, membersOf, order, str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { isLazy, plain, Safe } from '../values.ts';
import { randomIndex } from '../random.ts';
import { escapeHtml } from '../printing.ts';
import { bounded, integerOf } from './texts.ts';
import { row } from './row.ts';

function counted(value: unknown, _argument: unknown, run: Run): unknown {
  const held = isLazy(value) && value.items ? value.items() : plain(value);
  if (held === null) return 0;
  const length = lengthOf(held);
  if (length !== undefined) return length;
  run.record('« count » demande une liste.', '"count" needs a list.');
  return 0;
}

function sum(value: unknown): unknown {
  if (value === null || typeof value === 'string') return '';
  const members = membersOf(value);
  if (!members) return '';
  return members.reduce<Decimal>((total, member) => addDecimals(total, numberOf(member)), decimalOfInteger(0));
}

function isEmpty(value: unknown): boolean {
  if (isLazy(value) && value.items) return value.items().length === 0;
  const held = plain(value);
  if (held === null || held === undefined || held === '') return true;
  return typeof held === 'object' && lengthOf(held) === 0;
}

function hasNoDuplicates(value: unknown, _argument: unknown, run: Run): boolean {
  if (!Array.isArray(value)) {
    run.record('« check_no_duplicates » demande une liste.', '"check_no_duplicates" needs a list.');
    return false;
  }
  run.work(value.length);
  const seen = new Set<unknown>();
  const others: unknown[] = [];
  for (const given of value) {
    const member = plain(given);
    if (typeof member === 'string') {
      if (seen.has(member)) return false;
      seen.add(member);
    } else {
      run.work(others.length);
      if (contains(others, member)) return false;
      others.push(member);
    }
  }
  return true;
}

function asSet(value: unknown): unknown {
  const members = typeof value === 'string' ? [value] : (membersOf(value) ?? [value]);
  const distinct = new Set<unknown>();
  for (const member of members)
    if (typeof member !== 'object' || ![...distinct].some((known) => equal(known, member))) distinct.add(member);
  return distinct;
}

function asList(value: unknown): unknown {
  if (isLazy(value)) return value.items?.() ?? asList(value.plain());
  const held = plain(value);
  if (Array.isArray(held)) return held;
  return held instanceof Set ? [...held] : [held];
}

/** Python's slice of a list or text: `1:`, `:-2`, `::2`, `3`. Undefined where it isn't one. */
function sliced(members: readonly unknown[], argument: string): unknown[] | undefined {
  const bits = argument.split(':');
  if (bits.length > 3 || bits.some((bit) => !/^\s*([-+]?\d{1,15})?\s*$/.test(bit))) return undefined;
  const numbers = bits.map((bit) => (bit.trim() === '' ? undefined : Number(bit)));
  const [start, stop, step = 1] = bits.length === 1 ? [undefined, numbers[0]] : [numbers[0], numbers[1], numbers[2]];
  if (step === 0) return undefined;
  const { length } = members;
  const clamp = (at: number, low: number, high: number): number =>
    Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const picked: unknown[] = [];
  if (step > 0) {
    const to = stop === undefined ? length : clamp(stop, 0, length);
    for (let at = start === undefined ? 0 : clamp(start, 0, length); at < to; at += step) picked.push(members[at]);
  } else {
    const to = stop === undefined ? -1 : clamp(stop, -1, length - 1);
    for (let at = start === undefined ? length - 1 : clamp(start, -1, length - 1); at > to; at += step)
      picked.push(members[at]);
  }
  return picked;
}

function slice(value: unknown, argument: unknown, run: Run): unknown {
  const text = argument === null ? '' : str(argument, run.language);
  if (typeof value === 'string') return sliced(lettersOf(value), text)?.join('') ?? value;
  return Array.isArray(value) ? (sliced(value, text) ?? value) : value;
}

function join(value: unknown, argument: unknown, run: Run): unknown {
  const members = membersOf(isLazy(value) ? value.plain() : value);
  const separator = plain(argument);
  if (!members || typeof separator !== 'string') return value;
  bounded(separator.length * members.length, run);
  run.work(members.length);
  if (!run.autoescape) {
    const texts = members.map(plain);
    return texts.every((text) => typeof text === 'string') ? new Safe(texts.join(separator)) : value;
  }
  const escaped = (member: unknown): string =>
    member instanceof Safe ? member.text : escapeHtml(str(plain(member), run.language));
  return new Safe(members.map(escaped).join(escaped(argument)));
}

/** The value that a path of keys leads to (`adresse.ville`, `0`); undefined where it leads nowhere. */
function along(item: unknown, path: string): unknown {
  return path.split('.').reduce((found: unknown, key) => plain(attribute(found, key) ?? undefined), item);
}

function sorted(value: unknown, argument: unknown, run: Run, direction: 1 | -1): unknown {
  const path = str(plain(argument), run.language);
  const members = membersOf(isLazy(value) ? (value.items?.() ?? value.plain()) : value);
  if (!members) return '';
  run.work(members.length * 4);
  const keyed = members.map((item) => ({ item, key: along(item, path) }));
  if (keyed.some(({ key }) => key === undefined)) return '';
  const first = keyed[0]?.key;
  if (keyed.length > 1 && keyed.some(({ key }) => order(first, key) === undefined)) return '';
  return keyed.toSorted((a, b) => direction * (order(a.key, b.key) ?? 0)).map(({ item }) => item);
}

function listItems(members: readonly unknown[], run: Run, depth: number, escaped: (value: unknown) => string): string {
  const indent = '\t'.repeat(depth);
  run.work(members.length);
  const lines: string[] = [];
  for (let index = 0; index < members.length; index++) {
    const next = members[index + 1];
    const title = escaped(members[index]);
    if (Array.isArray(next) && depth < 50) {
      lines.push(
        `${indent}<li>${title}\n${indent}<ul>\n${listItems(next, run, depth + 1, escaped)}\n${indent}</ul>\n${indent}</li>`,
      );
      index += 1;
    } else {
      lines.push(`${indent}<li>${title}</li>`);
    }
  }
  return lines.join('\n');
}

function unorderedList(value: unknown, _argument: unknown, run: Run): unknown {
  const members = membersOf(value) ?? [];
  const escaped = (item: unknown): string => {
    if (item instanceof Safe) return item.text;
    const text = str(plain(item), run.language);
    return run.autoescape ? escapeHtml(text) : text;
  };
  return new Safe(listItems(members, run, 1, escaped));
}

export const listFilters: readonly FilterRow[] = [
  row(
    'first',
    ['Le premier élément.', 'The first member.'],
    ['{{ jours|first }}', 'lun', { jours: ['lun', 'mar'] }],
    (value) => endOf(value, 0),
    { raw: true },
  ),
  row(
    'last',
    ['Le dernier élément.', 'The last member.'],
    ['{{ jours|last }}', 'mar', { jours: ['lun', 'mar'] }],
    (value) => endOf(value, -1),
    { raw: true },
  ),
  row(
    'random',
    ['Un élément au hasard.', 'A member at random.'],
    ['{{ jours|random }}', 'lun', { jours: ['lun'] }],
    (value, _argument, run) => {
      const members = orderedMembers(value);
      return members.length === 0 ? '' : members[randomIndex(members.length, run)];
    },
    { raw: true },
  ),
  row(
    'length',
    ['Le nombre d’éléments ou de lettres.', 'The number of members or letters.'],
    ['{{ "été"|length }}', '3'],
    (value) => lengthOf(plain(value) === null ? '' : value) ?? 0,
    {
      raw: true,
    },
  ),
  row(
    'length_is',
    ['Vrai si la longueur est celle-ci.', 'Whether the length is this.'],
    ['{{ "été"|length_is:3 }}', 'True'],
    (value, argument) => {
      const [length, wanted] = [lengthOf(value), integerOf(argument)];
      return length === undefined || wanted === undefined ? '' : length === wanted;
    },
    { argument: 'required' },
  ),
  row(
    'list',
    ['Une liste ; une valeur seule en fait une d’un élément.', 'A list; a single value makes one of one member.'],
    ['{{ 3|list }}', '[3]'],
    asList,
    {
      raw: true,
    },
  ),
  row(
    'set',
    ['Les valeurs distinctes.', 'The distinct values.'],
    ['{{ jours|set|length }}', '1', { jours: ['lun', 'lun'] }],
    asSet,
  ),
  row(
    'count',
    ['Le nombre d’éléments ; zéro pour rien.', 'The number of members; zero for null.'],
    ['{{ jours|count }}', '2', { jours: ['lun', 'mar'] }],
    counted,
    {
      raw: true,
    },
  ),
  row(
    'sum',
    ['La somme des nombres d’une liste.', 'The sum of a list’s numbers.'],
    ['{{ prix|sum }}', '13,5', { prix: ['4', 9.5] }],
    sum,
  ),
  row(
    'is_empty',
    ['Vrai pour rien, un texte vide, une liste vide.', 'True for null, an empty text, an empty list.'],
    ['{{ ""|is_empty }}', 'True'],
    isEmpty,
    {
      raw: true,
    },
  ),
  row(
    'check_no_duplicates',
    ['Vrai si aucun élément n’est deux fois dans la liste.', 'Whether no member is twice in the list.'],
    ['{{ jours|check_no_duplicates }}', 'False', { jours: ['lun', 'lun'] }],
    hasNoDuplicates,
  ),
  row(
    'slice',
    ['Une partie : "1:3", ":2", "-1:".', 'A part: "1:3", ":2", "-1:".'],
    ['{{ "mairie"|slice:":3" }}', 'mai'],
    slice,
    {
      argument: 'required',
      keepsSafe: true,
    },
  ),
  row(
    'join',
    ['Les éléments à la suite, avec un séparateur.', 'The members one after the other, with a separator.'],
    ['{{ jours|join:", " }}', 'lun, mar', { jours: ['lun', 'mar'] }],
    join,
    {
      argument: 'required',
      raw: true,
    },
  ),
  row(
    'dictsort',
    ['La liste triée par une clé.', 'The list sorted by a key.'],
    ['{{ enfants|dictsort:"age"|getlist:"age" }}', '[6, 8]', { enfants: [{ age: 8 }, { age: 6 }] }],
    (value, argument, run) => sorted(value, argument, run, 1),
    { argument: 'required', raw: true },
  ),
  row(
    'dictsortreversed',
    ['La liste triée par une clé, du plus grand au plus petit.', 'The list sorted by a key, greatest first.'],
    ['{{ enfants|dictsortreversed:"age"|getlist:"age" }}', '[8, 6]', { enfants: [{ age: 6 }, { age: 8 }] }],
    (value, argument, run) => sorted(value, argument, run, -1),
    { argument: 'required', raw: true },
  ),
  row(
    'unordered_list',
    ['Les lignes d’une liste HTML.', 'The lines of an HTML list.'],
    ['{{ jours|unordered_list }}', '<li>lun</li>', { jours: ['lun'] }],
    unorderedList,
  ),
];

function orderedMembers(value: unknown): readonly unknown[] {
  if (isLazy(value)) return value.items?.() ?? orderedMembers(value.plain());
  const held = plain(value);
  if (Array.isArray(held)) return held;
  return typeof held === 'string' ? lettersOf(held) : [];
}

function endOf(value: unknown, at: 0 | -1): unknown {
  const found = orderedMembers(value).at(at);
  return found === undefined ? '' : found;
}

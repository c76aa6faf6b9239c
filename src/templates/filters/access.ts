import { lettersOf, str } from '../python.ts';
import type { Run } from '../run.ts';
import { isDictionary, isLazy, plain } from '../values.ts';
import type { FilterRow } from '../rows.ts';
import { row } from './row.ts';
import { integerOf } from './texts.ts';

/** What stands under a key: of a dictionary, a lazy value, a list or (by number) a text; null where nothing does. */
export function got(value: unknown, key: unknown, run: Run): unknown {
  const found = isLazy(value) ? value.get(str(plain(key), run.language)) : undefined;
  if (found !== undefined) return found;
  const holder = plain(value);
  const wanted = plain(key);
  if (isDictionary(holder)) {
    return typeof wanted === 'string' && Object.hasOwn(holder, wanted) ? (holder[wanted] ?? null) : null;
  }
  const members = isLazy(value) && !Array.isArray(holder) ? (value.items?.() ?? []) : holder;
  const index = typeof members === 'string' ? (typeof wanted === 'number' ? wanted : undefined) : integerOf(wanted);
  if (index === undefined || !Number.isInteger(index)) return null;
  if (Array.isArray(members)) return (members.at(index) as unknown) ?? null;
  return typeof members === 'string' ? (lettersOf(members).at(index) ?? null) : null;
}

/** Rows of a list of dictionaries, of a block, of a list of requests; undefined for what has none. */
function rowsOf(value: unknown): readonly unknown[] | undefined {
  if (isLazy(value)) return value.items?.() ?? rowsOf(value.plain());
  const holder = plain(value);
  if (holder === null || holder === '') return [];
  return Array.isArray(holder) ? (holder as unknown[]) : undefined;
}

function rowsOrNone(value: unknown, name: string, run: Run): readonly unknown[] {
  const rows = rowsOf(value);
  if (!rows) run.record(`« ${name} » demande une liste.`, `"${name}" needs a list.`);
  return rows ?? [];
}

function getlist(value: unknown, key: unknown, run: Run): unknown {
  return rowsOrNone(value, 'getlist', run).map((item) => got(item, key, run));
}

function getlistdict(value: unknown, keys: unknown, run: Run): unknown {
  const pairs = str(plain(keys), run.language)
    .split(',')
    .map((pair) => {
      const [key = '', name = key] = pair.split(':');
      return [key.trim(), name.trim()] as const;
    });
  return rowsOrNone(value, 'getlistdict', run).map((item) =>
    Object.fromEntries(pairs.map(([key, name]) => [name, plain(got(item, key, run))])),
  );
}

function regrouped(value: unknown, argument: unknown, run: Run): unknown {
  const key = str(plain(argument), run.language);
  const byKey: Record<string, unknown> = {};
  for (const item of rowsOrNone(value, 'regroup_as_dict', run)) {
    const fields = plain(item);
    if (!isDictionary(fields) || !Object.hasOwn(fields, key)) continue;
    const { [key]: index, ...rest } = fields;
    Object.defineProperty(byKey, str(index, run.language), {
      value: rest,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return byKey;
}

function tablePart(name: string, pick: (table: readonly (readonly unknown[])[], index: number) => readonly unknown[]) {
  return (value: unknown, argument: unknown, run: Run): unknown => {
    const index = integerOf(argument);
    if (!Array.isArray(value) || index === undefined || index < 1 || !value.every(Array.isArray)) {
      run.record(
        `« ${name} » demande un tableau et un numéro, à partir de 1.`,
        `"${name}" needs a table and a number from 1.`,
      );
      return [];
    }
    return pick(value as unknown[][], index - 1);
  };
}

function column(table: readonly (readonly unknown[])[], index: number): readonly unknown[] {
  return table.every((line) => index < line.length) ? table.map((line) => line[index]) : [];
}

export const accessFilters: readonly FilterRow[] = [
  row(
    'get',
    [
      'La valeur sous une clé ou à un rang ; rien quand elle n’y est pas.',
      'The value under a key or at an index; null when absent.',
    ],
    ['{{ reponse|get:"n°" }}', '7', { reponse: { 'n°': 7 } }],
    got,
    { argument: 'required', raw: true },
  ),
  row(
    'getlist',
    ['La liste des valeurs d’une clé, ligne par ligne.', 'The list of a key’s values, row by row.'],
    ['{{ enfants|getlist:"nom" }}', "['Tom', 'Léa']", { enfants: [{ nom: 'Tom' }, { nom: 'Léa' }] }],
    getlist,
    { argument: 'required', raw: true },
  ),
  row(
    'getlistdict',
    [
      'Une liste de dictionnaires, avec les clés choisies, renommées après « : ».',
      'A list of dictionaries with the keys chosen, renamed after ":".',
    ],
    ['{{ enfants|getlistdict:"nom:text" }}', "[{'text': 'Tom'}]", { enfants: [{ nom: 'Tom', age: 6 }] }],
    getlistdict,
    { argument: 'required', raw: true },
  ),
  row(
    'regroup_as_dict',
    [
      'Une liste de dictionnaires rangée par une de leurs clés.',
      'A list of dictionaries indexed by one of their keys.',
    ],
    ['{{ lieux|regroup_as_dict:"id"|get:"p"|get:"text" }}', 'Piscine', { lieux: [{ id: 'p', text: 'Piscine' }] }],
    regrouped,
    { argument: 'required', raw: true },
  ),
  row(
    'get_table_column',
    ['Une colonne d’un tableau, comptée à partir de 1.', 'A column of a table, counted from 1.'],
    [
      '{{ tableau|get_table_column:2 }}',
      "['b', 'd']",
      {
        tableau: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
    ],
    tablePart('get_table_column', column),
    { argument: 'required' },
  ),
  row(
    'get_table_row',
    ['Une ligne d’un tableau, comptée à partir de 1.', 'A row of a table, counted from 1.'],
    [
      '{{ tableau|get_table_row:2 }}',
      "['c', 'd']",
      {
        tableau: [
          ['a', 'b'],
          ['c', 'd'],
        ],
      },
    ],
    tablePart('get_table_row', (table, index) => table[index] ?? []),
    { argument: 'required' },
  ),
];

import type { FilterRow, TagRow } from './rows.ts';
import { numberFilters } from './filters/numbers.ts';
import { textFilters } from './filters/texts.ts';
import { conditionTags } from './tags/conditions.ts';
import { loopTags } from './tags/loops.ts';
import { scopeTags } from './tags/scopes.ts';

export const FILTERS: readonly FilterRow[] = [...textFilters, ...numberFilters];
export const TAGS: readonly TagRow[] = [...conditionTags, ...loopTags, ...scopeTags];

const named = <T extends { readonly name: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.name, row]));

/** Every filter and tag by its name. */
export const TABLES = { filters: named(FILTERS), tags: named(TAGS) };

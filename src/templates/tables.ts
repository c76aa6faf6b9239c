import { accessFilters } from './filters/access.ts';
import { ageFilters } from './filters/ages.ts';
import { arithmeticFilters } from './filters/arithmetic.ts';
import { caseFilters } from './filters/case.ts';
import { cuttingFilters } from './filters/cutting.ts';
import { dateFilters } from './filters/dates.ts';
import { formatFilters } from './filters/formats.ts';
import { geographyFilters } from './filters/geography.ts';
import { htmlFilters } from './filters/html.ts';
import { listFilters } from './filters/lists.ts';
import { objectFilters } from './filters/objects.ts';
import { peopleFilters } from './filters/people.ts';
import { sinceFilters } from './filters/since.ts';
import { textFilters } from './filters/texts.ts';
import { webFilters } from './filters/web.ts';
import { workingDayFilters } from './filters/working-days.ts';
import type { FilterRow, TagRow } from './rows.ts';
import { bodyTags } from './tags/bodies.ts';
import { conditionTags } from './tags/conditions.ts';
import { loopTags } from './tags/loops.ts';
import { objectTags } from './tags/objects.ts';
import { outputTags } from './tags/output.ts';
import { scopeTags } from './tags/scopes.ts';

/** Every filter, by subject: the order of the reference for administrators. */
export const FILTER_GROUPS: readonly (readonly [fr: string, en: string, rows: readonly FilterRow[]])[] = [
  ['Listes et accès', 'Lists and access', [...accessFilters, ...listFilters]],
  ['Textes', 'Texts', [...textFilters, ...caseFilters, ...cuttingFilters]],
  ['Nombres', 'Numbers', [...arithmeticFilters, ...formatFilters]],
  ['Dates et heures', 'Dates and times', [...dateFilters, ...ageFilters, ...sinceFilters]],
  ['Jours ouvrés', 'Working days', workingDayFilters],
  ['HTML et adresses', 'HTML and addresses', [...htmlFilters, ...webFilters]],
  ['Personnes et lieux', 'People and places', [...peopleFilters, ...geographyFilters]],
  ['Demandes, fiches, fichiers', 'Requests, cards, files', objectFilters],
];

export const TAG_GROUPS: readonly (readonly [fr: string, en: string, rows: readonly TagRow[]])[] = [
  ['Conditions et boucles', 'Conditions and loops', [...conditionTags, ...loopTags]],
  ['Noms et blocs', 'Names and blocks', [...scopeTags, ...bodyTags]],
  ['Textes produits', 'Texts produced', outputTags],
  ['Services et demandes', 'Services and requests', objectTags],
];

function named<T extends { readonly name: string }>(groups: readonly (readonly [string, string, readonly T[]])[]) {
  return new Map(groups.flatMap(([, , rows]) => rows.map((row) => [row.name, row] as const)));
}

/** Every filter and tag by its name. */
export const TABLES: { filters: ReadonlyMap<string, FilterRow>; tags: ReadonlyMap<string, TagRow> } = {
  filters: named(FILTER_GROUPS),
  tags: named(TAG_GROUPS),
};

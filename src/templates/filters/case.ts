import { Fault } from '../errors.ts';
import { str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import { truth } from '../python.ts';
import { textRow, row } from './row.ts';

/** Every word's first letter in capitals, the others small: letters after anything that isn't a letter. */
function titled(text: string): string {
  const each = text.toLowerCase().replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => {
    const [first = ''] = word;
    return first.toUpperCase() + word.slice(first.length);
  });
  return each
    .replace(/[a-z]'[A-Z]/g, (letters) => letters.toLowerCase())
    .replace(/\d[A-Z]/g, (letters) => letters.toLowerCase());
}

function capitalised(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** Letters without their accents. */
export function unaccented(text: string): string {
  return text.normalize('NFKD').replace(/[^\0-\x7f]/g, '');
}

/** Small letters and dashes, as in addresses. */
export function slug(text: string): string {
  return unaccented(text)
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/[-\s]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '');
}

const EMOJI =
  /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Regional_Indicator}|[\u{1F3FB}-\u{1F3FF}]|\u{FE0F}|\u{200D}|\u{20E3}/gu;

export const caseFilters: readonly FilterRow[] = [
  textRow('upper', ['En majuscules.', 'In capitals.'], ['{{ "été"|upper }}', 'ÉTÉ'], (text) => text.toUpperCase()),
  textRow(
    'lower',
    ['En minuscules.', 'In small letters.'],
    ['{{ "ÉTÉ"|lower }}', 'été'],
    (text) => text.toLowerCase(),
    { keepsSafe: true },
  ),
  textRow(
    'title',
    ['Une majuscule à chaque mot.', 'A capital for each word.'],
    ['{{ "jean moulin"|title }}', 'Jean Moulin'],
    titled,
    { keepsSafe: true },
  ),
  textRow(
    'capfirst',
    ['Une majuscule à la première lettre.', 'A capital for the first letter.'],
    ['{{ "été"|capfirst }}', 'Été'],
    capitalised,
    { keepsSafe: true },
  ),
  textRow(
    'slugify',
    ['En lettres et tirets, pour une adresse.', 'In letters and dashes, for an address.'],
    ['{{ "Fête d’été"|slugify }}', 'fete-dete'],
    slug,
    { keepsSafe: true },
  ),
  row(
    'searchify',
    ['En lettres et tirets, pour une recherche.', 'In letters and dashes, for a search.'],
    ['{{ "Élodie Garçon"|searchify }}', 'elodie-garcon'],
    (value) => {
      if (value === null) return '';
      if (typeof value !== 'string') throw new Fault('Un texte est attendu.', 'A text is expected.');
      return unaccented(value.replace(/['’]/g, ' '))
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, '-')
        .replace(/^-+|-+$/g, '');
    },
  ),
  row(
    'unaccent',
    ['Sans accents.', 'Without accents.'],
    ['{{ "Élodie"|unaccent }}', 'Elodie'],
    (value, _argument, run) => {
      if (!truth(value)) return '';
      if (typeof value === 'string') return unaccented(value);
      run.record(`« ${str(value, run.language)} » n'est pas un texte.`, `"${str(value, run.language)}" isn't a text.`);
      return '';
    },
  ),
  textRow(
    'strip_emoji',
    ['Sans émojis.', 'Without emoji.'],
    ['{{ "élan 😀 vital"|strip_emoji }}', 'élan  vital'],
    (text) => text.replace(EMOJI, ''),
  ),
];

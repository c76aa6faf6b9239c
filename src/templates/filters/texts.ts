import type { FilterRow } from '../rows.ts';
import { lengthOf, truth } from '../python.ts';
import { Safe } from '../values.ts';

export const textFilters: readonly FilterRow[] = [
  {
    name: 'upper',
    ofText: true,
    fr: 'En majuscules.',
    en: 'In capitals.',
    example: ['{{ "été"|upper }}', 'ÉTÉ'],
    run: (value) => (value as string).toUpperCase(),
  },
  {
    name: 'lower',
    ofText: true,
    keepsSafe: true,
    fr: 'En minuscules.',
    en: 'In small letters.',
    example: ['{{ "ÉTÉ"|lower }}', 'été'],
    run: (value) => (value as string).toLowerCase(),
  },
  {
    name: 'default',
    argument: 'required',
    raw: true,
    fr: 'L’autre valeur quand celle-ci compte comme fausse.',
    en: 'The other value when this one counts as false.',
    example: ['{{ absent|default:"-" }}', '-'],
    run: (value, argument) => (truth(value) ? value : argument),
  },
  {
    name: 'length',
    raw: true,
    fr: 'Le nombre d’éléments ou de lettres.',
    en: 'The number of members or letters.',
    example: ['{{ "été"|length }}', '3'],
    run: (value) => lengthOf(value) ?? 0,
  },
  {
    name: 'safe',
    ofText: true,
    fr: 'Laisse le HTML tel quel : la valeur est sûre.',
    en: 'Leaves HTML as it is: the value is safe.',
    example: ['{{ texte|safe }}', '<b>', { texte: '<b>' }],
    run: (value) => new Safe(value as string),
  },
];

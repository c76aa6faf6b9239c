import { createHash } from 'node:crypto';
import { Fault, TemplateError } from '../errors.ts';
import { lettersOf, str, truth } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { translated } from '../texts.ts';
import { plain } from '../values.ts';
import { languageOf } from './language.ts';
import { row, textRow } from './row.ts';
import { numberOf } from '../numbers.ts';

/** A text, nothing for null. */
export function textOf(value: unknown, run: Run): string {
  return value === null || value === undefined ? '' : str(value, run.language);
}

/** A whole number written or held; undefined for all else. */
export function integerOf(value: unknown): number | undefined {
  const given = plain(value);
  if (typeof given === 'number' && Number.isInteger(given)) return given;
  if (typeof given === 'boolean') return Number(given);
  if (typeof given === 'string' && /^\s*[-+]?\d{1,15}\s*$/.test(given)) return Number(given);
  return undefined;
}

function stripped(text: string, letters: string): string {
  const wanted = new Set(letters);
  const all = lettersOf(text);
  let [from, to] = [0, all.length];
  while (from < to && wanted.has(all[from] ?? '')) from += 1;
  while (to > from && wanted.has(all[to - 1] ?? '')) to -= 1;
  return all.slice(from, to).join('');
}

/** Refuses a text that a width or a count would make enormous. */
export function bounded(length: number, run: Run): void {
  if (length > run.longest)
    throw new Fault('Le texte demandé est trop long.', 'The text asked for is too long.', 'limit');
  run.work(1 + (length >> 8));
}

function repeated(value: unknown, argument: unknown, run: Run): unknown {
  const times = integerOf(argument);
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  if (times === undefined || times < 0 || (!isText && !Array.isArray(value))) {
    run.record(
      '« repeat » demande un texte ou une liste, et un nombre.',
      '"repeat" needs a text or list, and a number.',
    );
    return '';
  }
  if (Array.isArray(value)) {
    bounded(value.length * times, run);
    return Array.from({ length: times }, () => value as unknown[]).flat(1);
  }
  const text = str(value, run.language);
  bounded(text.length * times, run);
  return text.repeat(times);
}

function asTemplate(value: unknown, _argument: unknown, run: Run): unknown {
  const text = textOf(value, run);
  if (!text.includes('{{') && !text.includes('{%')) return text;
  run.work(10);
  try {
    return run.nested(text, run);
  } catch (error) {
    if (!(error instanceof TemplateError) || error.kind === 'limit') throw error;
    run.record(error.wording.fr, error.wording.en);
    return '';
  }
}

const KEYPAD: Readonly<Record<string, string>> = Object.fromEntries(
  ['abc2', 'def3', 'ghi4', 'jkl5', 'mno6', 'pqrs7', 'tuv8', 'wxyz9'].flatMap((group) =>
    group
      .slice(0, -1)
      .split('')
      .map((letter) => [letter, group.slice(-1)]),
  ),
);

const canonical = (value: unknown, run: Run): string => str(value, run.language).replace(/\s/g, '').toUpperCase();

function yesno(value: unknown, argument: unknown, run: Run): unknown {
  const words = (
    argument === undefined
      ? run.language === 'fr'
        ? 'oui,non,peut-être'
        : 'yes,no,maybe'
      : str(argument, run.language)
  ).split(',');
  if (words.length < 2) return value;
  const [yes, no, maybe = no] = words;
  if (value === null) return maybe;
  return truth(value) ? yes : no;
}

function pluralSuffix(value: unknown, argument: unknown, run: Run): string {
  const words = argument === undefined ? ['s'] : str(argument, run.language).split(',');
  if (words.length > 2) return '';
  const [singular, plural] = words.length === 1 ? ['', words[0] ?? ''] : [words[0] ?? '', words[1] ?? ''];
  if (Array.isArray(value)) return value.length === 1 ? singular : plural;
  if (typeof value === 'string' && !/^\s*[-+]?[\d.]+\s*$/.test(value))
    return lettersOf(value).length === 1 ? singular : plural;
  if (value === null || (typeof value === 'object' && !('digits' in value) && !('value' in value))) return '';
  return numberOf(value).toNumber() === 1 || value === true ? singular : plural;
}

export const textFilters: readonly FilterRow[] = [
  row(
    'concat',
    ['Les deux textes à la suite.', 'Both texts, one after the other.'],
    ['{{ 2024|concat:"-A" }}', '2024-A'],
    (value, argument, run) => {
      const [text, other] = [textOf(value, run), textOf(argument, run)];
      bounded(text.length + other.length, run);
      return text + other;
    },
    { argument: 'required' },
  ),
  row(
    'startswith',
    ['Vrai si le texte commence ainsi.', 'Whether the text begins so.'],
    ['{{ "réf-12"|startswith:"réf" }}', 'True'],
    (value, argument, run) => textOf(value, run).startsWith(textOf(argument, run)),
    { argument: 'required' },
  ),
  row(
    'endswith',
    ['Vrai si le texte finit ainsi.', 'Whether the text ends so.'],
    ['{{ "zoe@exemple.fr"|endswith:"@exemple.fr" }}', 'True'],
    (value, argument, run) => textOf(value, run).endsWith(textOf(argument, run)),
    { argument: 'required' },
  ),
  row(
    'split',
    [
      'Une liste des morceaux, coupés aux blancs ou au séparateur.',
      'A list of pieces, cut at blanks or at the separator.',
    ],
    ['{{ "a;b"|split:";" }}', "['a', 'b']"],
    (value, argument, run) => {
      if (!truth(value)) return [];
      const text = textOf(value, run);
      const separator = textOf(argument, run);
      return separator === '' ? text.split(/\s+/).filter((word) => word !== '') : text.split(separator);
    },
    { argument: 'optional' },
  ),
  row(
    'strip',
    ['Sans blancs autour, ou sans les lettres données.', 'Without blanks around, or without the letters given.'],
    ['[{{ "  a "|strip }}]', '[a]'],
    (value, argument, run) => {
      if (!truth(value)) return '';
      const text = textOf(value, run);
      const letters = textOf(argument, run);
      return letters === '' ? text.trim() : stripped(text, letters);
    },
    { argument: 'optional' },
  ),
  row(
    'removeprefix',
    ['Sans ce début.', 'Without this beginning.'],
    ['{{ "pre_fixe"|removeprefix:"pre_" }}', 'fixe'],
    (value, argument, run) => {
      if (!truth(value)) return '';
      const [text, prefix] = [textOf(value, run), textOf(argument, run)];
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
    { argument: 'optional' },
  ),
  row(
    'removesuffix',
    ['Sans cette fin.', 'Without this end.'],
    ['{{ "fixe_pre"|removesuffix:"_pre" }}', 'fixe'],
    (value, argument, run) => {
      if (!truth(value)) return '';
      const [text, suffix] = [textOf(value, run), textOf(argument, run)];
      return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    },
    { argument: 'optional' },
  ),
  textRow(
    'cut',
    ['Sans aucune de ces lettres.', 'Without any of these letters.'],
    ['{{ "0 612"|cut:" " }}', '0612'],
    (text, argument, run) => text.replaceAll(str(argument, run.language), ''),
    { argument: 'required', keepsSafe: true },
  ),
  row(
    'repeat',
    ['Le texte ou la liste, tant de fois.', 'The text or list, so many times.'],
    ['{{ "ab"|repeat:2 }}', 'abab'],
    repeated,
    {
      argument: 'required',
    },
  ),
  row(
    'default',
    ['L’autre valeur quand celle-ci compte comme fausse.', 'The other value when this one counts as false.'],
    ['{{ absent|default:"-" }}', '-'],
    (value, argument) => (truth(value) ? value : argument),
    { argument: 'required', raw: true },
  ),
  row(
    'default_if_none',
    ['L’autre valeur quand celle-ci est nulle.', 'The other value when this one is null.'],
    ['{{ rien|default_if_none:"-" }}', '-', { rien: null }],
    (value, argument) => (plain(value) === null ? argument : value),
    { argument: 'required', raw: true },
  ),
  row(
    'yesno',
    ['Un mot pour vrai, un pour faux, un pour nul.', 'A word for true, one for false, one for null.'],
    ['{{ True|yesno:"oui,non" }}', 'oui'],
    yesno,
    {
      argument: 'optional',
    },
  ),
  row(
    'pluralize',
    ['La marque du pluriel, sauf pour un.', 'The mark of the plural, save for one.'],
    ['{{ 2 }} place{{ 2|pluralize }}', '2 places'],
    pluralSuffix,
    {
      argument: 'optional',
    },
  ),
  row(
    'token_check',
    [
      'Vrai si les codes sont les mêmes, à la casse et aux blancs près.',
      'Whether codes are the same, but for case and blanks.',
    ],
    ['{{ "abC1 "|token_check:"ABC1" }}', 'True'],
    (value, argument, run) => canonical(value, run) === canonical(argument, run),
    { argument: 'required' },
  ),
  row(
    'as_template',
    ['Calcule le texte comme un gabarit.', 'Evaluates the text as a template.'],
    ['{{ modele|as_template }}', 'Bonjour Zoé', { modele: 'Bonjour {{ nom }}', nom: 'Zoé' }],
    asTemplate,
  ),
  row(
    'translate',
    ['Le texte dans la langue du site.', 'The text in the language of the site.'],
    ['{{ "Yes"|translate }}', 'Oui'],
    (value, _argument, run) => (value === null ? '' : translated(str(value, run.language), run)),
    { argument: 'optional' },
  ),
  row(
    'language_detect',
    ['La langue du texte : fr, en, de, nl, es, it, pt.', 'The language of the text: fr, en, de, nl, es, it, pt.'],
    ['{{ "Il fait beau dans la rue et sur la place"|language_detect }}', 'fr'],
    (value, _argument, run) => languageOf(textOf(value, run)),
  ),
  row(
    'details_format',
    ['Le récapitulatif d’une demande, en texte.', 'The summary of a request, as text.'],
    ['{{ "récapitulatif"|details_format:"text" }}', 'récapitulatif'],
    (value) => value,
    { argument: 'optional' },
  ),
  row(
    'sha256',
    ['L’empreinte SHA-256.', 'The SHA-256 digest.'],
    ['{{ "a"|sha256|slice:":8" }}', 'ca978112'],
    (value, _argument, run) => createHash('sha256').update(textOf(value, run)).digest('hex'),
  ),
  textRow(
    'phone2numeric',
    ['Les lettres d’un numéro en chiffres.', 'The letters of a phone number as digits.'],
    ['{{ "800-MAIRIE"|phone2numeric }}', '800-624743'],
    (text) => text.toLowerCase().replace(/[a-z]/g, (letter) => KEYPAD[letter] ?? letter),
    { keepsSafe: true },
  ),
  textRow(
    'make_list',
    ['La liste des lettres ou des chiffres.', 'The list of letters or digits.'],
    ['{{ 271|make_list }}', "['2', '7', '1']"],
    (text) => lettersOf(text),
  ),
  row(
    'get_digit',
    ['Un chiffre, compté depuis la droite.', 'A digit, counted from the right.'],
    ['{{ 271|get_digit:1 }}', '1'],
    (value, argument, run) => {
      const [number, place] = [integerOf(value), integerOf(argument)];
      if (number === undefined || place === undefined || place < 1) return value;
      const text = str(number, run.language);
      const digit = text[text.length - place];
      return digit === undefined ? 0 : Number(digit);
    },
    { argument: 'required' },
  ),
  textRow(
    'wordcount',
    ['Le nombre de mots.', 'The number of words.'],
    ['{{ "un deux trois"|wordcount }}', '3'],
    (text) => text.split(/\s+/).filter((word) => word !== '').length,
  ),
];

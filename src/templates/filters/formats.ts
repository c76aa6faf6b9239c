import { Decimal, decimalOf, rescale } from '../decimal.ts';
import { exactNumber, repr, str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { printed } from '../printing.ts';
import { wholeOf } from './arithmetic.ts';
import { bounded } from './texts.ts';
import { row } from './row.ts';
import { floatformat } from './floatformat.ts';

const CONVERSION = /^([-+ 0#]*)(\d{1,6})?(?:\.(\d{1,6}))?[hlL]?([sradiuoxXeEfFgGc%])/;
const MOST_DIGITS = 1000;

function converted(
  kind: string,
  value: unknown,
  precision: number | undefined,
  run: Run,
): { sign: string; body: string } | undefined {
  if (kind === 's' || kind === 'r' || kind === 'a') {
    const text = kind === 's' ? str(value, run.language) : repr(value, run.language);
    return { sign: '', body: precision === undefined ? text : text.slice(0, precision) };
  }
  const number = exactNumber(value);
  if (!number) return undefined;
  if ('diu'.includes(kind)) return signedOf(wholeOf(number).toString(), precision);
  const isWhole =
    typeof value === 'bigint' || typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value));
  if ('oxX'.includes(kind)) {
    if (!isWhole) return undefined;
    const text = BigInt(wholeOf(number)).toString(kind === 'o' ? 8 : 16);
    return signedOf(kind === 'X' ? text.toUpperCase() : text, precision);
  }
  if (kind === 'c')
    return isWhole
      ? { sign: '', body: String.fromCodePoint(Math.max(0, Math.min(0x10ffff, number.toNumber()))) }
      : undefined;
  return signedOf(floating(kind, number, precision ?? 6), undefined);
}

function signedOf(text: string, precision: number | undefined): { sign: string; body: string } {
  const isNegative = text.startsWith('-');
  const body = isNegative ? text.slice(1) : text;
  return {
    sign: isNegative ? '-' : '',
    body: precision === undefined ? body : body.padStart(Math.min(precision, MOST_DIGITS), '0'),
  };
}

function floating(kind: string, number: Decimal, precision: number): string {
  const places = Math.min(precision, 100);
  if (kind === 'f' || kind === 'F') return rescale(number, -places).toString();
  const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');
  const value = number.toNumber();
  const text =
    kind === 'e' || kind === 'E'
      ? exponent(value.toExponential(places))
      : general(value, Math.max(1, places), exponent);
  return kind === 'E' || kind === 'G' ? text.toUpperCase() : text;
}

function general(value: number, places: number, exponent: (text: string) => string): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const short = (text: string): string => (text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text);
  if (power < -4 || power >= places) return exponent(short(value.toExponential(places - 1)));
  return short(value.toFixed(Math.max(0, places - 1 - power)));
}

/** One printf conversion, as `%` takes it; undefined where value and format don't suit each other. */
function formatted(format: string, value: unknown, run: Run): string | undefined {
  const match = CONVERSION.exec(format);
  if (!match) return undefined;
  const [all, flags = '', width, precision, kind = 's'] = match;
  const tail = format.slice(all.length);
  if (tail.includes('%') && tail.replaceAll('%%', '').includes('%')) return undefined;
  const part = converted(kind, value, precision === undefined ? undefined : Number(precision), run);
  if (!part) return undefined;
  bounded(Number(width ?? 0), run);
  const prefix = flags.includes('#') && 'xXo'.includes(kind) ? `0${kind}` : '';
  const isNumber = !'srac'.includes(kind);
  const sign = part.sign || (!isNumber ? '' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');
  const missing = Math.max(0, Number(width ?? 0) - sign.length - prefix.length - part.body.length);
  const text = flags.includes('-')
    ? sign + prefix + part.body + ' '.repeat(missing)
    : flags.includes('0') && isNumber
      ? sign + prefix + '0'.repeat(missing) + part.body
      : ' '.repeat(missing) + sign + prefix + part.body;
  return text + tail.replaceAll('%%', '%');
}

const SIZES = { fr: ['octet', 'Kio', 'Mio', 'Gio', 'Tio', 'Pio'], en: ['byte', 'KB', 'MB', 'GB', 'TB', 'PB'] } as const;

function fileSize(value: unknown, _argument: unknown, run: Run): string {
  const bytes = Number(wholeOf(wholeNumber(value)));
  const size = Math.abs(bytes);
  const sign = bytes < 0 ? '-' : '';
  if (size < 1024) {
    const isPlural = run.language === 'fr' ? size > 1 : size !== 1;
    return `${sign}${size}\u00a0${SIZES[run.language][0]}${isPlural ? 's' : ''}`;
  }
  const power = Math.min(5, Math.floor(Math.log2(size) / 10));
  const amount = (size / 1024 ** power).toFixed(1);
  return `${sign}${run.language === 'fr' ? amount.replace('.', ',') : amount}\u00a0${SIZES[run.language][power]}`;
}

/** The whole number that `int()` makes of a value; zero where it makes none. */
function wholeNumber(value: unknown): Decimal {
  if (typeof value === 'string' && !/^\s*[-+]?\d+\s*$/.test(value)) return new Decimal(false, 0n, 0);
  return (typeof value === 'string' ? decimalOf(value) : exactNumber(value)) ?? new Decimal(false, 0n, 0);
}

function isWholeText(value: unknown): boolean {
  return typeof value === 'string' ? /^\s*[-+]?\d+\s*$/.test(value) : exactNumber(value) !== undefined;
}

const LARGE = [
  'million',
  'billion',
  'trillion',
  'quadrillion',
  'quintillion',
  'sextillion',
  'septillion',
  'octillion',
  'nonillion',
  'decillion',
];

function inWords(value: unknown, _argument: unknown, run: Run): unknown {
  if (!isWholeText(value)) return value;
  const whole = BigInt(wholeOf(wholeNumber(value)));
  const size = whole < 0n ? -whole : whole;
  if (size < 1_000_000n) return value;
  const power = Math.floor((size.toString().length - 1) / 3) - 2;
  const word = LARGE[power];
  if (word === undefined) return value;
  const amount = floatformat(new Decimal(whole < 0n, size, -(power + 2) * 3), '1', run);
  return `${str(amount, run.language)} ${word}`;
}

function ordinal(value: unknown, _argument: unknown, run: Run): unknown {
  if (!isWholeText(value)) return value;
  const number = Number(wholeOf(wholeNumber(value)));
  if (number < 0) return str(number, run.language);
  const tens = number % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}

const DIGITS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function inLetters(value: unknown): unknown {
  if (!isWholeText(value)) return value;
  const number = Number(wholeOf(wholeNumber(value)));
  return DIGITS[number - 1] ?? value;
}

export const formatFilters: readonly FilterRow[] = [
  row(
    'stringformat',
    ['Un nombre ou un texte dans un format : "08d", ".2f".', 'A number or text in a format: "08d", ".2f".'],
    ['{{ 2024|stringformat:"08d" }}', '00002024'],
    (value, argument, run) => formatted(str(argument, run.language), value, run) ?? '',
    { argument: 'required' },
  ),
  row(
    'filesizeformat',
    ['Une taille de fichier.', 'The size of a file.'],
    ['{{ 5242880|filesizeformat }}', '5,0\u00a0Mio'],
    fileSize,
  ),
  row(
    'intword',
    ['Un grand nombre en mots : 3,2 million.', 'A great number in words: 3.2 million.'],
    ['{{ 3200000|intword }}', '3,2 million'],
    inWords,
  ),
  row('ordinal', ['Le rang : 1st, 2nd…', 'The rank: 1st, 2nd…'], ['{{ 3|ordinal }}', '3rd'], ordinal),
  row(
    'apnumber',
    ['Un chiffre en lettres, en anglais.', 'A digit in letters, in English.'],
    ['{{ 5|apnumber }}', 'five'],
    inLetters,
  ),
  row(
    'localize',
    ['Écrit selon la langue du site.', 'Written after the language of the site.'],
    ['{{ 2.5|localize }}', '2,5'],
    (value, _argument, run) => localised(value, run, true),
  ),
  row(
    'unlocalize',
    ['Écrit sans tenir compte de la langue.', 'Written whatever the language.'],
    ['{{ 2.5|unlocalize }}', '2.5'],
    (value, _argument, run) => localised(value, run, false),
  ),
];

function localised(value: unknown, run: Run, localized: boolean): string {
  const before = run.localized;
  run.localized = localized;
  const text = printed(value, run);
  run.localized = before;
  return text;
}

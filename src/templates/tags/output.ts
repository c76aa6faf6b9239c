import { Fault } from '../errors.ts';
import { formatMoment } from '../date-format.ts';
import { exactNumber, str } from '../python.ts';
import { output } from '../printing.ts';
import { randomText } from '../random.ts';
import { formatOf } from '../filters/dates.ts';
import { translated } from '../texts.ts';
import type { Piece } from '../compiler.ts';
import type { Part, Reader, TagRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { plain, Safe } from '../values.ts';
import { decimalOf } from '../decimal.ts';
import { integerOf } from '../filters/texts.ts';
import { single, splitAs, splitNamed } from './words.ts';

type Documentation = Pick<TagRow, 'name' | 'fr' | 'en' | 'example'>;

/** A tag that writes a text, or keeps it under a name (`as x`). */
function writing(
  documentation: Documentation,
  read: (
    part: Part,
    reader: Reader,
  ) => { reads: ReturnType<Reader['expression']>[]; make: (values: unknown[], run: Run) => string },
): TagRow {
  return {
    ...documentation,
    read(parts, reader) {
      const part = single(parts);
      const { words, name } = splitAs(part.words);
      const { reads, make } = read({ ...part, words }, reader);
      return {
        reads,
        ...(name === undefined ? {} : { sets: [name] }),
        compile(compiler) {
          const getters = reads.map((expression) => compiler.expression(expression, ''));
          const slot = name === undefined ? undefined : compiler.slotOf(name);
          const { at } = part;
          return (run) => {
            const values = getters.map((getter) => getter(run));
            run.at = at;
            const text = make(values, run);
            if (slot === undefined) return text;
            run.slots[slot] = new Safe(text);
            return '';
          };
        },
      };
    },
  };
}

const now = writing(
  {
    name: 'now',
    fr: 'La date et l’heure, dans un format.',
    en: 'The date and time, in a format.',
    example: ['{% now "d/m/Y" %}', '21/01/2024'],
  },
  (part, reader) => {
    const [word, more] = part.words;
    if (!word || more) throw reader.fail(part.at, '« now » est suivi d’un format.', '"now" is followed by a format.');
    const format = word.text.slice(1, -1);
    return {
      reads: [],
      make: (_values, run) => {
        const moment = run.env.now.withTimeZone(run.env.timeZone);
        return formatMoment(moment, formatOf(format, run), run.language, run.env.timeZone) ?? '';
      },
    };
  },
);

function rounded(value: number): string {
  const below = Math.floor(value);
  const half = value - below;
  const whole = half > 0.5 || (half === 0.5 && below % 2 !== 0) ? below + 1 : below;
  return String(whole + 0);
}

function floating(value: unknown): number | undefined {
  const held = plain(value);
  const number = typeof held === 'string' ? decimalOf(held) : exactNumber(held);
  return number?.toNumber();
}

const widthratio = writing(
  {
    name: 'widthratio',
    fr: 'Une valeur rapportée à un maximum, sur une largeur.',
    en: 'A value against a maximum, over a width.',
    example: ['{% widthratio 175 200 100 %}', '88'],
  },
  (part, reader) => {
    if (part.words.length !== 3) {
      throw reader.fail(part.at, '« widthratio » demande trois valeurs.', '"widthratio" needs three values.');
    }
    return {
      reads: part.words.map((word) => reader.expression(word)),
      make: ([value, most, width]) => {
        if (plain(width) === '') return '';
        const span = floating(width);
        if (span === undefined) throw new Fault('La largeur est un nombre.', 'The width is a number.', 'syntax');
        const [a, b] = [floating(value), floating(most)];
        if (a === undefined || b === undefined) return '';
        return b === 0 ? '0' : rounded((a / b) * Math.trunc(span));
      },
    };
  },
);

const BRACES: Readonly<Record<string, string>> = {
  openblock: '{%',
  closeblock: '%}',
  openvariable: '{{',
  closevariable: '}}',
  openbrace: '{',
  closebrace: '}',
  opencomment: '{#',
  closecomment: '#}',
};

const templatetag = writing(
  {
    name: 'templatetag',
    fr: 'Écrit des accolades.',
    en: 'Writes braces.',
    example: ['{% templatetag openvariable %}', '{{'],
  },
  (part, reader) => {
    const word = part.words[0]?.text ?? '';
    const braces = part.words.length === 1 && Object.hasOwn(BRACES, word) ? BRACES[word] : undefined;
    if (braces === undefined) throw reader.fail(part.at, 'Nom d’accolades inconnu.', 'Unknown name of braces.');
    return { reads: [], make: () => braces };
  },
);

const LATIN =
  'lorem ipsum dolor sit amet consectetur adipisicing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua'.split(
    ' ',
  );
const PARAGRAPH =
  'Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. ' +
  'Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. ' +
  'Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur. ' +
  'Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est laborum.';
const MOST_LATIN = 10_000;

const lorem = writing(
  { name: 'lorem', fr: 'Du faux texte.', en: 'Dummy text.', example: ['{% lorem 3 w %}', 'lorem ipsum dolor'] },
  (part, reader) => {
    const words = part.words.filter((word) => word.text !== 'random');
    const last = words[words.length - 1]?.text ?? '';
    const unit = ['w', 'p', 'b'].includes(last) ? last : 'b';
    const counts = words.slice(0, last === unit ? -1 : undefined);
    if (counts.length > 1) throw reader.fail(part.at, '« lorem » : nombre et unité.', '"lorem": a count and a unit.');
    return {
      reads: counts.map((word) => reader.expression(word)),
      make: ([given], run) => {
        const count = Math.min(MOST_LATIN, Math.max(0, given === undefined ? 1 : (integerOf(given) ?? 1)));
        run.work(count);
        if (unit === 'w') return Array.from({ length: count }, (_none, index) => LATIN[index % LATIN.length]).join(' ');
        const paragraph = unit === 'p' ? `<p>${PARAGRAPH}</p>` : PARAGRAPH;
        return Array.from({ length: count }, () => paragraph).join('\n\n');
      },
    };
  },
);

/** A tag that takes no words. */
function fixed(documentation: Documentation, make: (run: Run) => string): TagRow {
  return { ...documentation, read: () => ({ compile: (): Piece => make }) };
}

const DIGITS = '0123456789';
/** Without letters and digits that are taken for others. */
const CLEAR = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LONGEST_TOKEN = 1000;

function token(documentation: Documentation, alphabet: string, usual: number): TagRow {
  return writing(documentation, (part, reader) => {
    const { values, named } = splitNamed(part.words, reader);
    const length = values[0] ?? named.find(({ name }) => name === 'length')?.value;
    return {
      reads: length ? [length] : [],
      make: ([given], run) => {
        const count = given === undefined ? usual : (integerOf(given) ?? usual);
        return randomText(Math.min(LONGEST_TOKEN, Math.max(0, count)), alphabet, run);
      },
    };
  });
}

const trans = (name: string): TagRow => ({
  ...writing(
    {
      name,
      fr: 'Un texte dans la langue du site.',
      en: 'A text in the language of the site.',
      example: [`{% ${name} "Yes" %}`, 'Oui'],
    },
    (part, reader) => {
      const [word] = part.words;
      if (!word) throw reader.fail(part.at, 'Un texte est attendu.', 'A text is expected.');
      return {
        reads: [reader.expression(word)],
        make: ([value], run) => {
          const text = translated(str(plain(value), run.language), run);
          return value instanceof Safe ? text : output(text, run);
        },
      };
    },
  ),
});

const LIBRARIES = new Set(['i18n', 'l10n', 'tz', 'humanize', 'static', 'cache', 'qommon', 'wcs', 'gadjo', 'publik']);

const load: TagRow = {
  name: 'load',
  fr: 'Sans effet : tout est déjà là.',
  en: 'Without effect: everything is there already.',
  example: ['{% load i18n %}a', 'a'],
  read([part], reader) {
    const words = part?.words ?? [];
    const from = words.findIndex((word) => word.text === 'from');
    const unknown = words.slice(from + 1).find((word) => !LIBRARIES.has(word.text));
    if (unknown) {
      throw reader.fail(
        unknown.at,
        `La bibliothèque « ${unknown.text} » n'existe pas.`,
        `There is no library "${unknown.text}".`,
      );
    }
    return { compile: () => () => '' };
  },
};

/** A tag that the language knows and that can't work here. */
function refused(name: string, fr: string, en: string): TagRow {
  return {
    name,
    fr,
    en,
    example: [`{% ${name} "x" %}`, `{% ${name} "x" %}`],
    read: ([part], reader) => {
      if (!part || part.words.length === 0) throw reader.fail(part?.at ?? 0, fr, en);
      const { at } = part;
      return {
        compile: () => (run) => {
          run.at = at;
          throw new Fault(fr, en);
        },
      };
    },
  };
}

export const outputTags: readonly TagRow[] = [
  now,
  widthratio,
  templatetag,
  lorem,
  load,
  trans('trans'),
  trans('translate'),
  fixed(
    { name: 'newline', fr: 'Un saut de ligne.', en: 'A line break.', example: ['a{% newline %}b', 'a\nb'] },
    () => '\n',
  ),
  fixed({ name: 'csrf_token', fr: 'Rien ici.', en: 'Nothing here.', example: ['{% csrf_token %}a', 'a'] }, () => ''),
  token(
    {
      name: 'token_decimal',
      fr: 'Un code de chiffres.',
      en: 'A code of digits.',
      example: ['{% token_decimal 0 %}', ''],
    },
    DIGITS,
    6,
  ),
  token(
    {
      name: 'token_alphanum',
      fr: 'Un code de lettres et chiffres.',
      en: 'A code of letters and digits.',
      example: ['{% token_alphanum 0 %}', ''],
    },
    CLEAR,
    4,
  ),
  refused('include', 'Un gabarit ne peut pas en inclure un autre.', 'A template can’t include another one.'),
  refused('extends', 'Un gabarit ne peut pas en prolonger un autre.', 'A template can’t extend another one.'),
  refused('url', 'Les adresses internes ne sont pas disponibles ici.', 'Internal addresses aren’t available here.'),
];

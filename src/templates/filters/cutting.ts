import { Fault } from '../errors.ts';
import { lettersOf } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { bounded, integerOf } from './texts.ts';
import { textRow } from './row.ts';

const isCombining = (letter: string): boolean => /^\p{M}$/u.test(letter) && /\p{Mn}/u.test(letter);

/** The first letters of a text, an ellipsis counted among them. */
function truncated(text: string, length: number): string {
  const letters = lettersOf(text.normalize('NFC'));
  let count = 0;
  let end: number | undefined;
  for (let at = 0; at < letters.length; at++) {
    if (isCombining(letters[at] ?? '')) continue;
    count += 1;
    if (count > length - 1 && end === undefined) end = at;
    if (count > length) return withEllipsis(letters.slice(0, end ?? 0).join(''), '…');
  }
  return letters.join('');
}

function withEllipsis(text: string, ellipsis: string): string {
  return text.endsWith(ellipsis) ? text : text + ellipsis;
}

function firstWords(text: string, count: number): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.length > count ? withEllipsis(words.slice(0, count).join(' '), ' …') : words.join(' ');
}

const VOID = new Set('br col link base img param area hr input'.split(' '));
const HTML = /<[^>]*?(?:>|$)|&#?\w+;|[^<&\s]+|\s+|[<&]/g;

/** The first words or letters of markup; tags don't count, and those left open are closed. */
function htmlTruncated(text: string, length: number, unit: 'words' | 'letters'): string {
  if (length <= 0) return '';
  const open: string[] = [];
  let count = 0;
  let kept = '';
  let cutAt: string | undefined;
  let rest = length - (unit === 'letters' ? 1 : 0);
  for (const [piece] of text.matchAll(HTML)) {
    if (piece.startsWith('<') && piece.length > 1) {
      if (cutAt !== undefined) continue;
      followTag(piece, open);
      kept += piece;
    } else if (unit === 'words') {
      const isWord = !/^\s+$/.test(piece);
      if (isWord) count += 1;
      if (count > length) return closed(kept.trimEnd(), ' …', open);
      kept += piece;
    } else {
      const letters = piece.startsWith('&') ? [piece] : lettersOf(piece);
      for (const letter of letters) {
        count += 1;
        if (rest > 0) {
          kept += letter;
          rest -= 1;
        } else cutAt ??= kept;
        if (count > length) return closed(cutAt ?? kept, '…', open);
      }
    }
  }
  return text;
}

function followTag(tag: string, open: string[]): void {
  const [, slash, name = '', self] = /^<(\/)?([^\s/>]+)[^>]*?(\/)?>?$/.exec(tag) ?? [];
  if (self || VOID.has(name.toLowerCase())) return;
  if (!slash) open.push(name);
  else {
    const at = open.lastIndexOf(name);
    if (at !== -1) open.splice(at);
  }
}

function closed(text: string, ellipsis: string, open: readonly string[]): string {
  return `${text}${ellipsis}${open
    .toReversed()
    .map((name) => `</${name}>`)
    .join('')}`;
}

function counted(cut: (text: string, count: number) => string) {
  return (text: string, argument: unknown): string => {
    const count = integerOf(argument);
    return count === undefined ? text : cut(text, count);
  };
}

/** Lines of so many letters at most, cut at blanks. */
function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      let column = 0;
      let out = '';
      for (const word of line.split(' ')) {
        if (out === '' && column === 0) out = word;
        else if (column + 1 + word.length > width) {
          out += `\n${word}`;
          column = 0;
        } else {
          out += ` ${word}`;
          column += 1;
        }
        column += word.length;
      }
      return out;
    })
    .join('\n');
}

function padded(pad: (text: string, missing: number) => string) {
  return (text: string, argument: unknown, run: Run): unknown => {
    const width = integerOf(argument);
    if (width === undefined) throw new Fault('Un nombre de lettres est attendu.', 'A number of letters is expected.');
    bounded(width, run);
    return pad(text, Math.max(0, width - lettersOf(text).length));
  };
}

const needed = { argument: 'required', keepsSafe: true } as const;

export const cuttingFilters: readonly FilterRow[] = [
  textRow(
    'truncatechars',
    ['Les premières lettres, avec « … ».', 'The first letters, with "…".'],
    ['{{ "Le chat dort"|truncatechars:8 }}', 'Le chat…'],
    counted((text, count) => (count <= 0 ? '…' : truncated(text, count))),
    needed,
  ),
  textRow(
    'truncatewords',
    ['Les premiers mots, avec « … ».', 'The first words, with "…".'],
    ['{{ "Le chat dort"|truncatewords:2 }}', 'Le chat …'],
    counted(firstWords),
    needed,
  ),
  textRow(
    'truncatechars_html',
    ['Les premières lettres d’un HTML.', 'The first letters of HTML.'],
    ['{{ "<b>Le chat</b> dort"|truncatechars_html:5 }}', '<b>Le c…</b>'],
    counted((text, count) => htmlTruncated(text, count, 'letters')),
    needed,
  ),
  textRow(
    'truncatewords_html',
    ['Les premiers mots d’un HTML.', 'The first words of HTML.'],
    ['{{ "<b>Le chat dort</b>"|truncatewords_html:2 }}', '<b>Le chat …</b>'],
    counted((text, count) => htmlTruncated(text, count, 'words')),
    needed,
  ),
  textRow(
    'wordwrap',
    ['Des lignes de tant de lettres.', 'Lines of so many letters.'],
    ['{{ "un deux trois"|wordwrap:7 }}', 'un deux\ntrois'],
    counted((text, count) => (count > 0 ? wrapped(text, count) : text)),
    needed,
  ),
  textRow(
    'center',
    ['Au milieu de tant de lettres.', 'In the middle of so many letters.'],
    ['[{{ "a"|center:3 }}]', '[ a ]'],
    padded((text, missing) => {
      const width = missing + lettersOf(text).length;
      const left = Math.floor(missing / 2) + (missing & width & 1);
      return ' '.repeat(left) + text + ' '.repeat(missing - left);
    }),
    needed,
  ),
  textRow(
    'ljust',
    ['À gauche de tant de lettres.', 'At the left of so many letters.'],
    ['[{{ "a"|ljust:3 }}]', '[a  ]'],
    padded((text, missing) => text + ' '.repeat(missing)),
    needed,
  ),
  textRow(
    'rjust',
    ['À droite de tant de lettres.', 'At the right of so many letters.'],
    ['[{{ "a"|rjust:3 }}]', '[  a]'],
    padded((text, missing) => ' '.repeat(missing) + text),
    needed,
  ),
];

import { escapeHtml } from '../printing.ts';
import { compareTexts, repr, str } from '../python.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { isDictionary, isLazy, plain, Safe } from '../values.ts';
import { jsonText } from './json.ts';
import { row, textRow } from './row.ts';

/** The text of a value, and whether it needs no escaping. */
function textAndSafety(value: unknown, run: Run): { text: string; isSafe: boolean } {
  if (value instanceof Safe) return { text: value.text, isSafe: true };
  return { text: str(plain(value), run.language), isSafe: false };
}

/** A filter that makes markup of a text: escapes it first, unless it is safe or escaping is off. */
function markup(make: (text: string) => string): FilterRow['run'] {
  return (value, _argument, run) => {
    const { text, isSafe } = textAndSafety(value, run);
    return new Safe(make(run.autoescape && !isSafe ? escapeHtml(text) : text));
  };
}

const newlines = (text: string): string => text.replace(/\r\n|\r/g, '\n');

function paragraphs(text: string): string {
  return newlines(text)
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n\n');
}

function numbered(text: string): string {
  const lines = text.split('\n');
  const width = String(lines.length).length;
  return lines.map((line, index) => `${String(index + 1).padStart(width, '0')}. ${line}`).join('\n');
}

/** Markup taken out, again and again while some is left. Linear: an unclosed `<` ends the search. */
function withoutTags(text: string): string {
  let left = text;
  for (let round = 0; round < 10 && left.includes('<') && left.includes('>'); round++) {
    const next = tagsOut(left, () => '');
    if (next.length === left.length) break;
    left = next;
  }
  return left;
}

function tagsOut(text: string, instead: (tag: string) => string): string {
  let kept = '';
  let from = 0;
  for (let open = text.indexOf('<'); open !== -1; open = text.indexOf('<', open + 1)) {
    if (!/[a-zA-Z/!?]/.test(text[open + 1] ?? '')) continue;
    const isComment = text.startsWith('<!--', open);
    const close = text.indexOf(isComment ? '-->' : '>', open);
    if (close === -1) {
      if (isComment) continue;
      break;
    }
    const end = close + (isComment ? 3 : 1);
    kept += text.slice(from, open) + instead(text.slice(open, end));
    from = end;
    open = end - 1;
  }
  return kept + text.slice(from);
}

function someTagsOut(text: string, argument: unknown, run: Run): string {
  const kept = new Set(
    str(argument ?? '', run.language)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
  return tagsOut(text, (tag) => (kept.has(/^<\/?([a-zA-Z0-9]+)/.exec(tag)?.[1]?.toLowerCase() ?? '') ? tag : ''));
}

const JS_ESCAPED = /[\\'"<>&=;`\-\u2028\u2029]|\p{Cc}/gu;

function escapedForScript(text: string): string {
  return text.replace(JS_ESCAPED, (letter) => `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

function jsonScript(value: unknown, argument: unknown, run: Run): unknown {
  const text = (jsonText(value) ?? 'null').replace(
    /[<>&]/g,
    (letter) => `\\u00${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const id = argument === undefined || argument === null ? '' : ` id="${escapeHtml(str(argument, run.language))}"`;
  return new Safe(`<script${id} type="application/json">${text}</script>`);
}

function withSortedKeys(value: unknown, depth = 0): unknown {
  if (depth > 10) return value;
  if (Array.isArray(value)) return Array.from(value, (item) => withSortedKeys(item, depth + 1));
  if (isLazy(value) || !isDictionary(value)) return value;
  const keys = Object.keys(value).toSorted(compareTexts);
  return Object.fromEntries(keys.map((key) => [key, withSortedKeys(value[key], depth + 1)]));
}

/** Long lists and dictionaries over several lines, as `pprint` lays them out. */
function laidOut(given: unknown, run: Run): string {
  const value = withSortedKeys(given);
  const line = repr(value, run.language);
  if (line.length <= 80) return line;
  if (Array.isArray(value)) return `[${value.map((item) => repr(item, run.language)).join(',\n ')}]`;
  if (!isDictionary(value)) return line;
  return `{${Object.keys(value)
    .map((key) => `${repr(key, run.language)}: ${repr(value[key], run.language)}`)
    .join(',\n ')}}`;
}

export const htmlFilters: readonly FilterRow[] = [
  row(
    'safe',
    ['Laisse le HTML tel quel : la valeur est sûre.', 'Leaves HTML as it is: the value is safe.'],
    ['{% autoescape on %}{{ texte|safe }}{% endautoescape %}', '<b>', { texte: '<b>' }],
    (value, _argument, run) => new Safe(str(plain(value), run.language)),
    { raw: true },
  ),
  row(
    'escape',
    ['Protège les caractères HTML.', 'Escapes HTML.'],
    ['{{ texte|escape }}', '&lt;b&gt;', { texte: '<b>' }],
    (value, _argument, run) => (value instanceof Safe ? value : new Safe(escapeHtml(str(plain(value), run.language)))),
    { raw: true },
  ),
  row(
    'force_escape',
    ['Protège les caractères HTML, même d’un texte déjà sûr.', 'Escapes HTML, even of a text that is safe.'],
    ['{{ "<b>"|force_escape }}', '&lt;b&gt;'],
    (value, _argument, run) => new Safe(escapeHtml(str(value, run.language))),
  ),
  row(
    'safeseq',
    ['Chaque élément de la liste est sûr.', 'Each member of the list is safe.'],
    ['{% autoescape on %}{{ liste|safeseq|join:"" }}{% endautoescape %}', '<b>', { liste: ['<b>'] }],
    (value, _argument, run) => (Array.isArray(value) ? value.map((item) => new Safe(str(item, run.language))) : value),
  ),
  row(
    'linebreaks',
    ['Des paragraphes et des sauts de ligne HTML.', 'HTML paragraphs and line breaks.'],
    ['{{ "a"|linebreaks }}', '<p>a</p>'],
    markup(paragraphs),
    {
      raw: true,
    },
  ),
  row(
    'linebreaksbr',
    ['Des sauts de ligne HTML.', 'HTML line breaks.'],
    ['{{ texte|linebreaksbr }}', 'a<br>b', { texte: 'a\nb' }],
    markup((text) => newlines(text).replaceAll('\n', '<br>')),
    { raw: true },
  ),
  row(
    'linenumbers',
    ['Les lignes numérotées.', 'Lines with their numbers.'],
    ['{{ "a"|linenumbers }}', '1. a'],
    markup(numbered),
    { raw: true },
  ),
  textRow('striptags', ['Sans balises HTML.', 'Without HTML tags.'], ['{{ "<b>a</b>"|striptags }}', 'a'], withoutTags, {
    keepsSafe: true,
  }),
  textRow(
    'removetags',
    ['Sans ces balises HTML.', 'Without these HTML tags.'],
    ['{{ "<b>a</b><i>b</i>"|removetags:"b" }}', 'a<i>b</i>'],
    (text, argument, run) => {
      const names = new Set(str(argument, run.language).toLowerCase().split(/\s+/));
      return tagsOut(text, (tag) => (names.has(/^<\/?([a-zA-Z0-9]+)/.exec(tag)?.[1]?.toLowerCase() ?? '') ? '' : tag));
    },
    { argument: 'required', keepsSafe: true },
  ),
  textRow(
    'stripsometags',
    ['Sans balises HTML, sauf celles-ci.', 'Without HTML tags, save these.'],
    ['{{ "<p><b>a</b></p>"|stripsometags:"p" }}', '<p>a</p>'],
    someTagsOut,
    {
      argument: 'optional',
      keepsSafe: true,
    },
  ),
  textRow(
    'addslashes',
    ['Une barre oblique devant les guillemets.', 'A backslash before quotes.'],
    ['{{ texte|addslashes }}', 'l\\"eau', { texte: 'l"eau' }],
    (text) => text.replace(/[\\"']/g, '\\$&'),
    { keepsSafe: true },
  ),
  textRow(
    'escapejs',
    ['Pour un texte de JavaScript.', 'For a text of JavaScript.'],
    ['{{ texte|escapejs }}', 'a\\u0027b', { texte: "a'b" }],
    (text) => new Safe(escapedForScript(text)),
  ),
  row(
    'json_script',
    ['Une balise script qui porte la valeur.', 'A script element that carries the value.'],
    ['{{ 12|json_script:"n" }}', '<script id="n" type="application/json">12</script>'],
    jsonScript,
    {
      argument: 'optional',
    },
  ),
  row(
    'json_dumps',
    ['La valeur en JSON.', 'The value as JSON.'],
    ['{{ liste|json_dumps }}', '[1, "deux"]', { liste: [1, 'deux'] }],
    (value) => {
      const text = jsonText(value);
      return text === undefined ? '' : new Safe(text);
    },
  ),
  row(
    'pprint',
    ['La valeur comme la machine la voit.', 'The value as the machine sees it.'],
    ['{{ "été"|pprint }}', "'été'"],
    (value, _argument, run) => laidOut(value, run),
  ),
  row(
    'wbr',
    ['Permet de couper après les tirets bas.', 'Lets lines break after underscores.'],
    ['{{ "a_b"|wbr }}', 'a_<wbr/>b'],
    markup((text) => text.replaceAll('_', '_<wbr/>')),
    { raw: true, argument: 'optional' },
  ),
];

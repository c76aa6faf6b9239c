import type { Expression } from '../expression.ts';
import type { Part, Reader, TagRow } from '../rows.ts';
import { splitNamed, type Named } from './words.ts';

function bindingsOf(part: Part, reader: Reader): Named[] {
  const words = part.words;
  const pairs: Named[] = [];
  let rest = words;
  // The old way: `with value as name and value as name`.
  while (rest.length >= 3 && rest[1]?.text === 'as' && rest[0] && rest[2]) {
    pairs.push({ name: rest[2].text, value: reader.expression(rest[0]) });
    rest = rest.slice(rest[3]?.text === 'and' ? 4 : 3);
    if (rest.length === 0) return pairs;
  }
  const { values, named } = splitNamed(rest, reader);
  if (values.length > 0 || named.length + pairs.length === 0) {
    throw reader.fail(part.at, '« with » s’écrit : with nom=valeur.', '"with" is written: with name=value.');
  }
  return [...pairs, ...named];
}

const withTag: TagRow = {
  name: 'with',
  end: 'endwith',
  fr: 'Donne un nom à une valeur, jusqu’à `endwith`.',
  en: 'Gives a name to a value, up to `endwith`.',
  example: ['{% with total=prix|multiply:3 %}{{ total }}{% endwith %}', '59,97', { prix: '19.99' }],
  read([part], reader) {
    if (!part) throw reader.fail(0, '', '');
    const bindings = bindingsOf(part, reader);
    const names = bindings.map(({ name }) => name);
    return {
      reads: bindings.map(({ value }): Expression => value),
      binds: names,
      compile(compiler) {
        const getters = bindings.map(({ value }) => compiler.expression(value, ''));
        return compiler.within(names, part.body, (slots, body, empty) => (run) => {
          const values = getters.map((getter) => getter(run));
          slots.forEach((slot, index) => {
            run.slots[slot] = values[index];
          });
          empty(run);
          return body(run);
        });
      },
    };
  },
};

const comment: TagRow = {
  name: 'comment',
  end: 'endcomment',
  skipsBody: true,
  fr: 'Une note : rien n’en paraît.',
  en: 'A note: nothing of it shows.',
  example: ['a{% comment %}à revoir{% endcomment %}b', 'ab'],
  read: () => ({ compile: () => () => '' }),
};

const verbatim: TagRow = {
  name: 'verbatim',
  end: 'endverbatim',
  fr: 'Laisse les accolades telles quelles jusqu’à `endverbatim`.',
  en: 'Leaves braces as they are up to `endverbatim`.',
  example: ['{% verbatim %}{{ nom }}{% endverbatim %}', '{{ nom }}'],
  read: ([part]) => ({ compile: (compiler) => compiler.body(part?.body ?? []) }),
};

const autoescape: TagRow = {
  name: 'autoescape',
  end: 'endautoescape',
  fr: 'Active (`on`) ou arrête (`off`) la protection des caractères HTML.',
  en: 'Turns the escaping of HTML on or off.',
  example: ['{% autoescape on %}{{ texte }}{% endautoescape %}', '&lt;b&gt;', { texte: '<b>' }],
  read([part], reader) {
    const word = part?.words[0]?.text;
    if (part?.words.length !== 1 || (word !== 'on' && word !== 'off')) {
      throw reader.fail(
        part?.at ?? 0,
        '« autoescape » est suivi de on ou off.',
        '"autoescape" is followed by on or off.',
      );
    }
    return {
      compile(compiler) {
        const body = compiler.body(part.body);
        return (run) => {
          const before = run.autoescape;
          run.autoescape = word === 'on';
          const text = body(run);
          run.autoescape = before;
          return text;
        };
      },
    };
  },
};

export const scopeTags: readonly TagRow[] = [withTag, comment, verbatim, autoescape];

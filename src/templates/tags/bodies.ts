import type { Getter } from '../compiler.ts';
import { equal, membersOf, str } from '../python.ts';
import { output } from '../printing.ts';
import { numberOf } from '../numbers.ts';
import { translated } from '../texts.ts';
import type { TagRow } from '../rows.ts';
import { plain, Safe } from '../values.ts';
import { single, splitAs, splitNamed } from './words.ts';

const spaceless: TagRow = {
  name: 'spaceless',
  end: 'endspaceless',
  fr: 'Sans blancs entre les balises HTML.',
  en: 'Without blanks between HTML tags.',
  example: ['{% spaceless %}<p> <b>a</b> </p>{% endspaceless %}', '<p><b>a</b></p>'],
  read: ([part]) => ({
    compile(compiler) {
      const body = compiler.body(part?.body ?? []);
      return (run) =>
        body(run)
          .trim()
          .replace(/(?<=>)\s+(?=<)/g, '');
    },
  }),
};

const FORBIDDEN = /(?:^|\|)\s*(?:escape|safe)\s*(?:\||$)/;

const filter: TagRow = {
  name: 'filter',
  end: 'endfilter',
  fr: 'Applique des filtres à tout ce qui suit.',
  en: 'Applies filters to all that follows.',
  example: ['{% filter upper %}été{% endfilter %}', 'ÉTÉ'],
  read(parts, reader) {
    const part = single(parts);
    const text = part.words.map((word) => word.text).join(' ');
    if (text === '' || FORBIDDEN.test(text)) {
      throw reader.fail(
        part.at,
        '« filter » demande des filtres, sauf escape et safe.',
        '"filter" needs filters, save escape and safe.',
      );
    }
    const expression = reader.expression({ text: `var|${text}`, at: (part.words[0]?.at ?? 4) - 4 });
    return {
      reads: [],
      binds: ['var'],
      compile: (compiler) =>
        compiler.within(['var'], part.body, (slots, body) => {
          const filtered = compiler.scoped(['var'], slots, () => compiler.expression(expression, ''));
          return (run) => {
            run.slots[slots[0] ?? 0] = new Safe(body(run));
            return str(plain(filtered(run)), run.language);
          };
        }),
    };
  },
};

const regroup: TagRow = {
  name: 'regroup',
  fr: 'Range une liste en groupes : `grouper` et `list`.',
  en: 'Puts a list in groups: `grouper` and `list`.',
  example: [
    '{% regroup items by zone as zones %}{% for z in zones %}{{ z.grouper }}:{{ z.list|length }} {% endfor %}',
    'Nord:2 Sud:1',
    { items: [{ zone: 'Nord' }, { zone: 'Nord' }, { zone: 'Sud' }] },
  ],
  read(parts, reader) {
    const part = single(parts);
    const [list, by, key, as, name] = part.words;
    if (!list || by?.text !== 'by' || !key || as?.text !== 'as' || !name || part.words.length !== 5) {
      throw reader.fail(
        part.at,
        '« regroup » s’écrit : regroup liste by clé as nom.',
        '"regroup" is written: regroup list by key as name.',
      );
    }
    const members = reader.expression(list);
    const target = name.text;
    const keyed = reader.expression({ text: `${target}.${key.text}`, at: key.at - target.length - 1 });
    return {
      reads: [members],
      sets: [target],
      compile(compiler) {
        const getter = compiler.expression(members, null);
        const slot = compiler.slotOf(target);
        const own = compiler.newSlot();
        const keyOf = compiler.scoped([target], [own], () => compiler.expression(keyed, null));
        return (run) => {
          const groups: { grouper: unknown; list: unknown[] }[] = [];
          const all = membersOf(getter(run)) ?? [];
          run.work(all.length);
          for (const member of all) {
            run.slots[own] = member;
            const grouper = keyOf(run);
            const last = groups[groups.length - 1];
            if (last && equal(last.grouper, grouper)) last.list.push(member);
            else groups.push({ grouper, list: [member] });
          }
          run.slots[slot] = groups;
          return '';
        };
      },
    };
  },
};

type Cycle = { getters: readonly Getter[] | undefined; key: object; silent: boolean };

const cycle: TagRow = {
  name: 'cycle',
  fr: 'Une valeur après l’autre, à chaque tour.',
  en: 'One value after the other, at each turn.',
  example: ['{% for i in liste %}{% cycle "pair" "impair" %} {% endfor %}', 'pair impair pair', { liste: [1, 2, 3] }],
  read(parts, reader) {
    const part = single(parts);
    const silent = part.words[part.words.length - 1]?.text === 'silent';
    const { words, name } = splitAs(silent ? part.words.slice(0, -1) : part.words);
    const [first, second] = words;
    if (!first) throw reader.fail(part.at, '« cycle » demande des valeurs.', '"cycle" needs values.');
    const earlier =
      !second && name === undefined
        ? (reader.shared.get(`cycle ${first.text}`) as
            | (Cycle & { reads: readonly ReturnType<typeof reader.expression>[]; name: string })
            | undefined)
        : undefined;
    if (!second && name === undefined && !earlier) {
      throw reader.fail(first.at, `Aucun cycle ne s'appelle « ${first.text} ».`, `No cycle is called "${first.text}".`);
    }
    const reads = earlier?.reads ?? words.map((word) => reader.expression(word));
    const key = earlier?.key ?? {};
    const target = earlier?.name ?? name;
    const isSilent = earlier?.silent ?? silent;
    if (name !== undefined) reader.shared.set(`cycle ${name}`, { reads, key, name, silent });
    reader.shared.set('cycle', { key });
    return {
      reads: earlier ? [] : reads,
      ...(target === undefined ? {} : { sets: [target] }),
      compile(compiler) {
        const getters = reads.map((expression) => compiler.expression(expression, ''));
        const slot = target === undefined ? undefined : compiler.slotOf(target);
        return (run) => {
          const turn = (run.kept.get(key) as number | undefined) ?? 0;
          run.kept.set(key, turn + 1);
          const value = getters[turn % getters.length]?.(run);
          if (slot !== undefined) run.slots[slot] = value;
          return isSilent ? '' : output(value, run);
        };
      },
    };
  },
};

const resetcycle: TagRow = {
  name: 'resetcycle',
  fr: 'Reprend le cycle au début.',
  en: 'Starts the cycle again.',
  example: ['{% for i in liste %}{% cycle "a" "b" %}{% resetcycle %}{% endfor %}', 'aa', { liste: [1, 2] }],
  read(parts, reader) {
    const part = single(parts);
    const name = part.words[0]?.text;
    const found = reader.shared.get(name === undefined ? 'cycle' : `cycle ${name}`) as { key: object } | undefined;
    if (!found) throw reader.fail(part.at, 'Il n’y a pas de cycle à reprendre.', 'There is no cycle to start again.');
    return {
      compile: () => (run) => {
        run.kept.delete(found.key);
        return '';
      },
    };
  },
};

const blocktrans = (name: string): TagRow => ({
  name,
  end: `end${name}`,
  middles: ['plural'],
  fr: 'Un texte traduit, avec des valeurs.',
  en: 'A translated text, with values.',
  example: [`{% ${name} %}Bonjour {{ nom }}{% end${name} %}`, 'Bonjour Zoé', { nom: 'Zoé' }],
  read(parts, reader) {
    const [part, plural] = parts;
    const words = (part?.words ?? []).filter((word) => !['with', 'and', 'count'].includes(word.text));
    const isTrimmed = words.some((word) => word.text === 'trimmed');
    const asAt = words.findIndex((word) => word.text === 'asvar');
    const target = asAt === -1 ? undefined : words[asAt + 1]?.text;
    const { named } = splitNamed(
      words.filter((word, index) => word.text !== 'trimmed' && (asAt === -1 || index < asAt || index > asAt + 1)),
      reader,
    );
    const counter = (part?.words ?? []).findIndex((word) => word.text === 'count');
    const counted = counter === -1 ? undefined : part?.words[counter + 1]?.text.split('=')[0];
    const names = named.map((pair) => pair.name);
    return {
      reads: named.map((pair) => pair.value),
      binds: names,
      ...(target === undefined ? {} : { sets: [target] }),
      compile(compiler) {
        const getters = named.map((pair) => compiler.expression(pair.value, ''));
        const slot = target === undefined ? undefined : compiler.slotOf(target);
        return compiler.within(names, part?.body ?? [], (slots, body) => {
          const many = plural ? compiler.scoped(names, slots, () => compiler.body(plural.body)) : undefined;
          return (run) => {
            const values = getters.map((getter) => getter(run));
            slots.forEach((place, index) => {
              run.slots[place] = values[index];
            });
            const at = counted === undefined ? -1 : names.indexOf(counted);
            const count = at === -1 ? 1 : numberOf(values[at]).toNumber();
            const isPlural = run.language === 'fr' ? count > 1 : count !== 1;
            const text = many && isPlural ? many(run) : body(run);
            const shown = translated(isTrimmed ? text.trim().replace(/\s*\n\s*/g, ' ') : text, run);
            if (slot === undefined) return shown;
            run.slots[slot] = new Safe(shown);
            return '';
          };
        });
      },
    };
  },
});

/** A block that only changes how numbers and dates print. */
const localize: TagRow = {
  name: 'localize',
  end: 'endlocalize',
  fr: 'Nombres et dates selon la langue (`on`) ou non (`off`).',
  en: 'Numbers and dates after the language (`on`) or not (`off`).',
  example: ['{% localize off %}{{ 2.5 }}{% endlocalize %}', '2.5'],
  read([part], reader) {
    const word = part?.words[0]?.text ?? 'on';
    if (!part || part.words.length > 1 || (word !== 'on' && word !== 'off')) {
      throw reader.fail(part?.at ?? 0, '« localize » est suivi de on ou off.', '"localize" is followed by on or off.');
    }
    return {
      compile(compiler) {
        const body = compiler.body(part.body);
        return (run) => {
          const before = run.localized;
          run.localized = word === 'on';
          const text = body(run);
          run.localized = before;
          return text;
        };
      },
    };
  },
};

function plainBlock(name: string, fr: string, en: string, words: string): TagRow {
  return {
    name,
    end: `end${name}`,
    fr,
    en,
    example: [`{% ${name} ${words} %}a{% end${name} %}`, 'a'],
    read: ([part]) => ({ compile: (compiler) => compiler.body(part?.body ?? []) }),
  };
}

export const bodyTags: readonly TagRow[] = [
  spaceless,
  filter,
  regroup,
  cycle,
  resetcycle,
  blocktrans('blocktrans'),
  blocktrans('blocktranslate'),
  localize,
  plainBlock('localtime', 'Heures du site : toujours le cas.', 'Times of the site: always so.', 'on'),
  plainBlock('block', 'Une partie nommée.', 'A named part.', 'corps'),
];

import { hasFilters, type ConditionTree } from '../condition-tree.ts';
import type { Piece } from '../compiler.ts';
import { equal, truth } from '../python.ts';
import { output } from '../printing.ts';
import type { Run } from '../run.ts';
import type { Expression } from '../expression.ts';
import type { Part, Reader, TagRow } from '../rows.ts';
import { splitAs } from './words.ts';

function branchesOf(parts: readonly Part[], reader: Reader): { tree: ConditionTree | undefined; part: Part }[] {
  return parts.map((part, index) => {
    const isElse = part.tag === 'else';
    if (isElse && index !== parts.length - 1) {
      throw reader.fail(part.at, '« else » doit venir en dernier.', '"else" must come last.');
    }
    if (isElse) return { tree: undefined, part };
    return { tree: reader.condition(part.words, part.at + part.tag.length), part };
  });
}

const ifTag: TagRow = {
  name: 'if',
  end: 'endif',
  middles: ['elif', 'else'],
  fr: 'Garde ce qui suit si la condition est vraie ; `elif` et `else` pour les autres cas.',
  en: 'Keeps what follows if the condition is true; `elif` and `else` for other cases.',
  example: ['{% if age >= 18 %}majeur{% else %}mineur{% endif %}', 'majeur', { age: 20 }],
  read(parts, reader) {
    const branches = branchesOf(parts, reader);
    return {
      conditions: branches.map(({ tree }) => tree).filter((tree) => tree !== undefined),
      compile(compiler) {
        const made = branches.map(({ tree, part }) => ({
          test: tree ? forgiving(tree, compiler.condition(tree)) : () => true,
          body: compiler.body(part.body),
        }));
        const first = made[0];
        const second = made[1];
        const third = made[2];
        if (first && !second) return (run) => (first.test(run) ? first.body(run) : '');
        if (first && second && !third) {
          return (run) => {
            if (first.test(run)) return first.body(run);
            return second.test(run) ? second.body(run) : '';
          };
        }
        return (run) => {
          for (const { test, body } of made) if (test(run)) return body(run);
          return '';
        };
      },
    };
  },
};

/** An unknown name given to a filter makes a condition false rather than the template wrong. */
function forgiving(tree: ConditionTree, test: (run: Run) => boolean): (run: Run) => boolean {
  if (!hasFilters(tree)) return test;
  return (run) => {
    try {
      return test(run);
    } catch (error) {
      if (isUnknownName(error)) return false;
      throw error;
    }
  };
}

function isUnknownName(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'name';
}

const firstof: TagRow = {
  name: 'firstof',
  fr: 'La première valeur qui compte comme vraie.',
  en: 'The first value that counts as true.',
  example: ['{% firstof surnom prenom "personne" %}', 'Zoé', { surnom: '', prenom: 'Zoé' }],
  read([part], reader) {
    const { words, name } = splitAs(part?.words ?? []);
    if (words.length === 0) throw reader.fail(part?.at ?? 0, 'Une valeur est attendue.', 'A value is expected.');
    const reads = words.map((word) => reader.expression(word));
    return {
      reads,
      ...(name === undefined ? {} : { sets: [name] }),
      compile(compiler) {
        const getters = reads.map((expression) => compiler.expression(expression, null));
        const slot = name === undefined ? undefined : compiler.slotOf(name);
        const first: Piece = (run) => {
          for (const getter of getters) {
            const value = getter(run);
            if (truth(value)) return output(value, run);
          }
          return '';
        };
        if (slot === undefined) return first;
        return (run) => {
          run.slots[slot] = first(run);
          return '';
        };
      },
    };
  },
};

const ifchanged: TagRow = {
  name: 'ifchanged',
  end: 'endifchanged',
  middles: ['else'],
  fr: 'Dans une boucle, garde ce qui suit quand les valeurs (ou le texte produit) changent.',
  en: 'In a loop, keeps what follows when the values (or the text produced) change.',
  example: [
    '{% for i in items %}{% ifchanged i.zone %}{{ i.zone }}:{% endifchanged %}{{ i.lib }} {% endfor %}',
    'Nord:a b Sud:c',
    {
      items: [
        { zone: 'Nord', lib: 'a' },
        { zone: 'Nord', lib: 'b' },
        { zone: 'Sud', lib: 'c' },
      ],
    },
  ],
  read([part, otherwise], reader) {
    const reads: Expression[] = (part?.words ?? []).map((word) => reader.expression(word));
    return {
      reads,
      compile(compiler) {
        const loop = compiler.enclosingLoop();
        const key = {};
        const getters = reads.map((expression) => compiler.expression(expression, null));
        const body = compiler.body(part?.body ?? []);
        const other = otherwise ? compiler.body(otherwise.body) : () => '';
        return (run) => {
          const text = getters.length === 0 ? body(run) : undefined;
          const seen = text ?? getters.map((getter) => getter(run));
          const owner = loop === undefined ? key : run.slots[loop];
          const last = run.kept.get(key) as { owner: unknown; seen: unknown } | undefined;
          if (last && last.owner === owner && equal(last.seen, seen)) return other(run);
          run.kept.set(key, { owner, seen });
          return text ?? body(run);
        };
      },
    };
  },
};

export const conditionTags: readonly TagRow[] = [ifTag, firstof, ifchanged];

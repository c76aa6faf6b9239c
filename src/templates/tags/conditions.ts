import { hasFilters, type ConditionTree } from '../condition-tree.ts';
import type { Opened, Piece } from '../compiler.ts';
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
    return { tree: reader.condition(part), part };
  });
}

const ifTag: TagRow = {
  name: 'if',
  end: 'endif',
  middles: ['elif', 'else'],
  takesCondition: true,
  fr: 'Garde ce qui suit si la condition est vraie ; `elif` et `else` pour les autres cas.',
  en: 'Keeps what follows if the condition is true; `elif` and `else` for other cases.',
  example: ['{% if age >= 18 %}majeur{% else %}mineur{% endif %}', 'majeur', { age: 20 }],
  read(parts, reader) {
    const branches = branchesOf(parts, reader);
    return {
      conditions: branches.map(({ tree }) => tree).filter((tree) => tree !== undefined),
      compile(compiler) {
        const tests = branches.map(({ tree }) => (tree ? forgiving(tree, compiler.condition(tree)) : always));
        const bodies = branches.map(({ part }) => compiler.opened(part.body));
        return choosing(tests, bodies);
      },
    };
  },
};

const always = (): boolean => true;
const EMPTY: Opened = { text: '', rest: undefined };

/** The body of the first test that holds; the usual shapes, one branch and two, each as a closure of its own. */
function choosing(tests: readonly ((run: Run) => boolean)[], bodies: readonly Opened[]): Piece {
  const [test = always, other, third] = tests;
  const [{ text, rest } = EMPTY, { text: otherText, rest: otherRest } = EMPTY] = bodies;
  const body: Piece = rest ? (run) => text + rest(run) : () => text;
  if (!other) {
    if (!rest) return (run) => (test(run) ? text : '');
    return (run) => (test(run) ? text + rest(run) : '');
  }
  if (!third && !rest && !otherRest) return (run) => (test(run) ? text : other(run) ? otherText : '');
  const otherwise: Piece = otherRest ? (run) => otherText + otherRest(run) : () => otherText;
  if (!third) return (run) => (test(run) ? body(run) : other(run) ? otherwise(run) : '');
  return (run) => {
    const index = tests.findIndex((holds) => holds(run));
    const { text: chosen, rest: more } = bodies[index] ?? EMPTY;
    return more ? chosen + more(run) : chosen;
  };
}

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

import { Fault } from '../errors.ts';
import { LoopState } from '../loop.ts';
import { lengthOf, membersOf } from '../python.ts';
import { isDictionary, isLazy, Pending } from '../values.ts';
import type { Run } from '../run.ts';
import type { Piece } from '../compiler.ts';
import type { Part, Reader, TagRow } from '../rows.ts';

type Header = { names: readonly string[]; sequence: { text: string; at: number }; reversed: boolean };

function headerOf(part: Part, reader: Reader): Header {
  const words = part.words;
  const reversed = words[words.length - 1]?.text === 'reversed';
  const sequenceAt = words.length - (reversed ? 2 : 1);
  const sequence = words[sequenceAt];
  if (!sequence || sequenceAt < 2 || words[sequenceAt - 1]?.text !== 'in') {
    throw reader.fail(part.at, '« for » s’écrit : for x in liste.', '"for" is written: for x in list.');
  }
  const names = words
    .slice(0, sequenceAt - 1)
    .map((word) => word.text)
    .join(' ')
    .split(/ *, */);
  const wrong = names.find((name) => !/^[\p{L}\p{N}_]+$/u.test(name));
  if (wrong !== undefined) {
    throw reader.fail(
      part.at,
      `« ${wrong} » n'est pas un nom de variable.`,
      `"${wrong}" isn't the name of a variable.`,
    );
  }
  return { names, sequence, reversed };
}

function membersOrFail(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  const members = membersOf(value);
  if (!members) throw new Fault('Cette valeur ne peut pas être parcourue.', 'This value can’t be gone through.');
  return members;
}

function bindMember(given: unknown, slot: number, run: Run): void {
  const item = given instanceof Pending ? given.settled() : given;
  run.slots[slot] = item;
  run.members[slot] = !isLazy(item) && isDictionary(item) ? item : undefined;
}

function unpack(item: unknown, slots: readonly number[], run: Run): void {
  const count = Array.isArray(item)
    ? item.length
    : typeof item === 'string' || isDictionary(item)
      ? (lengthOf(item) ?? 1)
      : 1;
  if (count !== slots.length) {
    throw new Fault(
      `${slots.length} valeurs étaient attendues, il y en a ${count}.`,
      `${slots.length} values were expected, there are ${count}.`,
    );
  }
  const values = membersOf(item) ?? [];
  slots.forEach((slot, index) => {
    run.slots[slot] = values[index];
  });
}

const forTag: TagRow = {
  name: 'for',
  end: 'endfor',
  middles: ['empty'],
  fr: 'Répète ce qui suit pour chaque élément ; `empty` quand il n’y en a aucun ; `forloop.counter`, `forloop.first`, `forloop.last`…',
  en: 'Repeats what follows for each member; `empty` when there is none; `forloop.counter`, `forloop.first`, `forloop.last`…',
  example: [
    '{% for jour in jours %}{{ forloop.counter }}. {{ jour }} {% empty %}aucun{% endfor %}',
    '1. lun 2. mar',
    { jours: ['lun', 'mar'] },
  ],
  read([part, empty], reader) {
    if (!part) throw reader.fail(0, '', '');
    const header = headerOf(part, reader);
    const sequence = reader.expression(header.sequence);
    return {
      reads: [sequence],
      binds: header.names,
      compile(compiler) {
        const getter = compiler.expression(sequence, null);
        const none: Piece = empty ? compiler.body(empty.body) : () => '';
        return compiler.loop(header.names, part.body, (slots, around, body, emptied) => {
          const own = slots[slots.length - 1] ?? 0;
          const named = slots.slice(0, -1);
          const [only = 0] = named;
          const isSingle = named.length === 1;
          const { at } = part;
          return (run) => {
            run.at = at;
            const members = membersOrFail(getter(run));
            const count = members.length;
            if (count === 0) return none(run);
            run.work(count);
            const state = new LoopState(count, around === undefined ? undefined : (run.slots[around] as LoopState));
            run.slots[own] = state;
            emptied(run);
            let text = '';
            for (let index = 0; index < count; index++) {
              const item = members[header.reversed ? count - 1 - index : index];
              state.index0 = index;
              if (isSingle) bindMember(item, only, run);
              else unpack(item, named, run);
              const turn = body(run);
              run.write(turn.length);
              text += turn;
            }
            if (around !== undefined) run.output += text.length;
            return text;
          };
        });
      },
    };
  },
};

export const loopTags: readonly TagRow[] = [forTag];

import { conditionTest, conditionValue } from './condition-compiler.ts';
import type { ConditionTree } from './condition-tree.ts';
import { isKey } from './context.ts';
import { Fault } from './errors.ts';
import type { Expression, FilterUse, Operand } from './expression.ts';
import { always, joined, preceded, trimmed } from './joining.ts';
import { asked, named, valueAt } from './lookup.ts';
import type { Node } from './parser.ts';
import { escapeCounted, output } from './printing.ts';
import { str } from './python.ts';
import { placesFor, UNSET, type Places, type Run } from './run.ts';
import { Scopes } from './scopes.ts';
import { translated } from './texts.ts';
import { isLazy, plain, Safe } from './values.ts';

/** What a part of a template writes. */
export type Piece = (run: Run) => string;
/** What a body writes, parted: a text, and what follows it, if anything. Who writes the text himself spares a call. */
export type Opened = { readonly text: string; readonly rest: Piece | undefined };
/** What an expression is worth; undefined where a name isn't known. */
export type Getter = (run: Run) => unknown;
/** A getter, and where the evaluation keeps what it gave (-1: nowhere); see {@link valueAt}. */
export type Kept = { readonly place: number; readonly getter: Getter };

/** Makes closures of a tree. Names of loops and `with` have slots chosen here; others are asked of the context. */
export class Compiler {
  private readonly scopes = new Scopes();
  private currentLoop: number | undefined;

  /** The slots and places of names that an evaluation needs, once all is compiled. */
  places(): Places {
    return placesFor(this.scopes.slotCount, this.scopes.nameCount);
  }

  /** A slot of its own for a tag's needs. */
  newSlot(): number {
    return this.scopes.newSlot();
  }

  /** The slot of a name set in the current scope (see {@link Meaning.sets}). */
  slotOf(name: string): number {
    return this.scopes.slotOf(name);
  }

  /** Compiles a body with names of its own: gives their slots, the body, and what empties the other names that it sets. */
  within(
    names: readonly string[],
    nodes: readonly Node[],
    make: (slots: readonly number[], body: Piece, empty: (run: Run) => void) => Piece,
  ): Piece {
    const all = new Map<string, number>();
    const [slots, body] = this.scopes.inside(all, () => {
      const own = names.map((name) => this.slotOf(name));
      return [own, this.body(nodes)] as const;
    });
    const others = [...all.values()].filter((slot) => !slots.includes(slot));
    return make(
      slots,
      body,
      others.length === 0 ? () => {} : (run) => others.forEach((slot) => (run.slots[slot] = UNSET)),
    );
  }

  /** Compiles something that sees names in slots that they have already. */
  scoped<T>(names: readonly string[], slots: readonly number[], make: () => T): T {
    return this.scopes.inside(new Map(names.map((name, index) => [name, slots[index] ?? 0])), make);
  }

  /** Like {@link within}, for a loop: its state has a slot (the last one), and so has that of the loop around it. */
  loop(
    names: readonly string[],
    nodes: readonly Node[],
    make: (slots: readonly number[], around: number | undefined, body: Piece, empty: (run: Run) => void) => Piece,
  ): Piece {
    const around = this.currentLoop;
    this.currentLoop = this.scopes.slotCount + new Set(names).size;
    const piece = this.within([...new Set(names), 'forloop'], nodes, (_slots, body, empty) => {
      const own = this.currentLoop ?? 0;
      const distinct = [...new Set(names)];
      const slots = names.map((name) => own - distinct.length + distinct.indexOf(name));
      return make([...slots, own], around, body, empty);
    });
    this.currentLoop = around;
    return piece;
  }

  /** The slot of the state of the loop around, if any. */
  enclosingLoop(): number | undefined {
    return this.currentLoop;
  }

  operand(operand: Operand): Getter {
    if (operand.kind === 'constant') {
      const { value } = operand;
      return () => value;
    }
    if (operand.kind === 'translated') {
      const { text } = operand;
      return (run) => new Safe(translated(text, run));
    }
    return this.name(operand.parts, operand.at);
  }

  private name(parts: readonly string[], at: number): Getter {
    const first = parts[0] ?? '';
    const slots = this.scopes.slotsFor(first);
    const place = slots.length === 0 ? this.placeOf(first) : this.scopes.placeOf(first);
    return place === undefined ? () => undefined : named(parts, slots, place, at);
  }

  /** The place of a name of the context; undefined for one that no context can have: it isn't asked for. */
  private placeOf(name: string): number | undefined {
    return this.scopes.knownPlaceOf(name) ?? (isKey(name) ? this.scopes.placeOf(name) : undefined);
  }

  /** Like {@link expression}; a name of the context alone comes with its place. */
  kept(expression: Expression, missing: '' | null | undefined): Kept {
    const { operand, filters } = expression;
    if (filters.length === 0 && operand.kind === 'name' && operand.parts.length === 1) {
      const [name = ''] = operand.parts;
      const place = this.scopes.slotsFor(name).length === 0 ? this.placeOf(name) : undefined;
      if (place !== undefined) return { place, getter: asked(name, place, operand.at, missing) };
    }
    return { place: -1, getter: this.expression(expression, missing) };
  }

  /** An expression whose unknown names are worth `missing`. */
  expression(expression: Expression, missing: '' | null | undefined): Getter {
    const head = this.operand(expression.operand);
    let getter = head;
    if (missing !== undefined && expression.operand.kind === 'name') {
      getter = (run) => {
        const value = head(run);
        return value === undefined ? missing : value;
      };
    }
    for (const use of expression.filters) getter = this.filter(getter, use);
    return getter;
  }

  private argument(use: FilterUse): Getter | undefined {
    const { argument, row } = use;
    if (!argument) return undefined;
    if (argument.kind === 'constant') {
      const value = row.raw ? argument.value : plain(argument.value);
      return () => value;
    }
    const getter = this.operand(argument);
    const name = argument.source;
    return (run) => {
      const value = getter(run);
      if (value === undefined) {
        run.at = argument.at;
        throw new Fault(`« ${name} » n'est pas connu.`, `"${name}" isn't known.`, 'name');
      }
      return row.raw ? value : plain(value);
    };
  }

  private filter(inner: Getter, use: FilterUse): Getter {
    const { row, at } = use;
    const { run: act, ofText, keepsSafe, raw } = row;
    const argument = this.argument(use);
    return (run) => {
      let value = inner(run);
      let safe = false;
      if (typeof value === 'object' && value !== null) {
        safe = value instanceof Safe;
        if (!raw) value = ofText && isLazy(value) ? str(value.plain(), run.language) : plain(value);
      }
      const given = argument?.(run);
      run.at = at;
      if (ofText && typeof value !== 'string') value = str(value, run.language);
      if (typeof value === 'string' && value.length > 1024) run.work(value.length >> 8);
      const result = act(value, given, run);
      return safe && keepsSafe && typeof result === 'string' ? new Safe(result) : result;
    };
  }

  /** What a body writes. Names that its tags set belong to the current scope. */
  body(nodes: readonly Node[]): Piece {
    return joined(this.pieces(nodes));
  }

  /** Like {@link body}, with the text that it begins with apart. */
  opened(nodes: readonly Node[]): Opened {
    const [first, second] = nodes;
    // A text and a value are one call already.
    if (first?.kind !== 'text' || second?.kind === 'value') return { text: '', rest: this.body(nodes) };
    return { text: first.source, rest: second ? this.body(nodes.slice(1)) : undefined };
  }

  /** What a whole template writes, without the blanks around. */
  whole(nodes: readonly Node[]): Piece {
    const solid = withoutOuterBlanks(nodes);
    return trimmed(this.pieces(solid), solid[0]?.kind !== 'text', solid.at(-1)?.kind !== 'text');
  }

  private pieces(nodes: readonly Node[]): readonly Piece[] {
    for (const node of nodes) if (node.kind === 'tag') for (const name of node.sets) this.slotOf(name);
    const pieces: Piece[] = [];
    let text = '';
    for (const node of nodes) {
      if (node.kind === 'comment') continue;
      if (node.kind === 'text') {
        text += node.source;
        continue;
      }
      pieces.push(this.piece(text, node));
      text = '';
    }
    if (text !== '' || pieces.length === 0) pieces.push(always(text));
    return pieces;
  }

  /** What a node writes after a text: one call for both. */
  private piece(text: string, node: Node & { kind: 'value' | 'tag' }): Piece {
    if (node.kind === 'tag')
      return text === '' ? node.meaning.compile(this) : preceded(text, node.meaning.compile(this));
    const { place, getter } = this.kept(node.expression, node.expression.filters.length === 0 ? undefined : '');
    return (run) => {
      const value = valueAt(run, place, getter);
      if (typeof value === 'string') return text + (run.autoescape ? escapeCounted(value, run) : value);
      return value === undefined ? text : text + output(value, run);
    };
  }

  /** A condition as `if` sees it. */
  condition(tree: ConditionTree): (run: Run) => boolean {
    return conditionTest(tree, this);
  }

  /** What a condition is worth before it is asked whether it counts as true. */
  conditionValue(tree: ConditionTree): Getter {
    return conditionValue(tree, this);
  }
}

/** Nodes up to the first and the last that aren't comments or blanks, the blanks of texts there cut off. */
function withoutOuterBlanks(nodes: readonly Node[]): readonly Node[] {
  let [from, to] = [0, nodes.length];
  while (from < to && isBlank(nodes[from])) from += 1;
  while (to > from && isBlank(nodes[to - 1])) to -= 1;
  const solid = nodes.slice(from, to);
  const first = solid[0];
  if (first?.kind === 'text') solid[0] = { kind: 'text', source: first.source.trimStart() };
  const last = solid.at(-1);
  if (last?.kind === 'text') solid[solid.length - 1] = { kind: 'text', source: last.source.trimEnd() };
  return solid;
}

function isBlank(node: Node | undefined): boolean {
  return node?.kind === 'comment' || (node?.kind === 'text' && node.source.trim() === '');
}

import { comparing, constantOf, guarded, mayFail, valueAt } from './comparisons.ts';
import type { ConditionTree } from './condition-tree.ts';
import { isKey } from './context.ts';
import { Fault } from './errors.ts';
import type { Expression, FilterUse, Operand } from './expression.ts';
import { fromContext, further, settled, topLevel } from './lookup.ts';
import { attribute } from './attributes.ts';
import type { Node } from './parser.ts';
import { escapeCounted, output } from './printing.ts';
import { str, truth } from './python.ts';
import { UNSET, type Run } from './run.ts';
import { translated } from './texts.ts';
import { isLazy, plain, Safe } from './values.ts';

/** What a part of a template writes. */
export type Piece = (run: Run) => string;
/** What an expression is worth; undefined where a name isn't known. */
export type Getter = (run: Run) => unknown;

type Scope = { readonly slots: Map<string, number>; readonly parent: Scope | undefined };

/** Makes closures of a tree. Names of loops and `with` have slots chosen here; others are asked of the context. */
export class Compiler {
  private scope: Scope = { slots: new Map(), parent: undefined };
  slotCount = 0;
  private readonly topLevelNames = new Map<string, number>();
  private currentLoop: number | undefined;

  /** How many names are asked of the context. */
  get nameCount(): number {
    return this.topLevelNames.size;
  }

  private indexOf(name: string): number {
    const known = this.topLevelNames.get(name);
    if (known !== undefined) return known;
    this.topLevelNames.set(name, this.topLevelNames.size);
    return this.topLevelNames.size - 1;
  }

  /** A slot of its own for a tag's needs. */
  newSlot(): number {
    this.slotCount += 1;
    return this.slotCount - 1;
  }

  /** The slot of a name set in the current scope (see {@link Meaning.sets}). */
  slotOf(name: string): number {
    let slot = this.scope.slots.get(name);
    if (slot === undefined) {
      slot = this.newSlot();
      this.scope.slots.set(name, slot);
    }
    return slot;
  }

  /** Compiles a body with names of its own: gives their slots, the body, and what empties the other names that it sets. */
  within(
    names: readonly string[],
    nodes: readonly Node[],
    make: (slots: readonly number[], body: Piece, empty: (run: Run) => void) => Piece,
  ): Piece {
    const outer = this.scope;
    const scope: Scope = { slots: new Map(), parent: outer };
    this.scope = scope;
    const slots = names.map((name) => this.slotOf(name));
    const body = this.body(nodes);
    this.scope = outer;
    const others = [...scope.slots.values()].filter((slot) => !slots.includes(slot));
    return make(
      slots,
      body,
      others.length === 0 ? () => {} : (run) => others.forEach((slot) => (run.slots[slot] = UNSET)),
    );
  }

  /** Compiles something that sees names in slots that they have already. */
  scoped<T>(names: readonly string[], slots: readonly number[], make: () => T): T {
    const outer = this.scope;
    this.scope = { slots: new Map(names.map((name, index) => [name, slots[index] ?? 0])), parent: outer };
    const made = make();
    this.scope = outer;
    return made;
  }

  /** Like {@link within}, for a loop: its state has a slot (the last one), and so has that of the loop around it. */
  loop(
    names: readonly string[],
    nodes: readonly Node[],
    make: (slots: readonly number[], around: number | undefined, body: Piece, empty: (run: Run) => void) => Piece,
  ): Piece {
    const around = this.currentLoop;
    this.currentLoop = this.slotCount + new Set(names).size;
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

  private slotsFor(name: string): number[] {
    const slots: number[] = [];
    for (let scope: Scope | undefined = this.scope; scope; scope = scope.parent) {
      const slot = scope.slots.get(name);
      if (slot !== undefined) slots.push(slot);
    }
    return slots;
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
    const slots = this.slotsFor(first);
    // Names that no context can have aren't asked for.
    if (slots.length === 0 && !isKey(first)) return () => undefined;
    const slot = slots[0];
    const index = this.indexOf(first);
    if (slot === undefined) {
      if (parts.length > 1) {
        return (run) => {
          run.at = at;
          return fromContext(run, index, parts);
        };
      }
      return (run) => {
        const known = run.names[index];
        if (known !== UNSET) return known;
        run.at = at;
        return topLevel(run, index, first);
      };
    }
    const second = parts[1] ?? '';
    const outward: Getter = (run) => {
      for (const place of slots) {
        if (run.slots[place] !== UNSET) return further(run.slots[place], parts, 1);
      }
      return fromContext(run, index, parts);
    };
    if (parts.length === 1) {
      return (run) => {
        const value = run.slots[slot];
        return value === UNSET ? outward(run) : value;
      };
    }
    if (parts.length === 2) {
      return (run) => {
        const member = run.members[slot];
        if (member !== undefined && Object.hasOwn(member, second)) return settled(member[second]);
        const value = run.slots[slot];
        return value === UNSET ? outward(run) : settled(attribute(value, second));
      };
    }
    return outward;
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
    return joined(pieces);
  }

  /** What a node writes after a text: one call for both. */
  private piece(text: string, node: Node & { kind: 'value' | 'tag' }): Piece {
    if (node.kind === 'tag')
      return text === '' ? node.meaning.compile(this) : preceded(text, node.meaning.compile(this));
    const { operand, filters } = node.expression;
    const getter = this.expression(node.expression, filters.length === 0 ? undefined : '');
    const index = filters.length === 0 ? this.placeOf(operand) : -1;
    return (run) => {
      const value = valueAt(run, index, getter);
      if (typeof value === 'string') return text + (run.autoescape ? escapeCounted(value, run) : value);
      return value === undefined ? text : text + output(value, run);
    };
  }

  /** A condition as `if` sees it. */
  condition(tree: ConditionTree): (run: Run) => boolean {
    if (mayFail(tree)) {
      const getter = this.conditionValue(tree);
      return (run) => truth(getter(run));
    }
    if (tree.kind === 'not') {
      const of = this.condition(tree.of);
      return (run) => !of(run);
    }
    if (tree.kind === 'and' || tree.kind === 'or') {
      const [left, right] = [this.condition(tree.left), this.condition(tree.right)];
      return tree.kind === 'and' ? (run) => left(run) && right(run) : (run) => left(run) || right(run);
    }
    if (tree.kind === 'comparison') return this.comparison(tree);
    const getter = this.conditionValue(tree);
    return (run) => truth(getter(run));
  }

  /** What a condition is worth before it is asked whether it counts as true. */
  conditionValue(tree: ConditionTree): Getter {
    switch (tree.kind) {
      case 'value':
        return this.expression(tree.expression, null);
      case 'not': {
        const of = this.conditionValue(tree.of);
        return guarded(tree, (run) => !truth(of(run)));
      }
      case 'and': {
        const [left, right] = [this.conditionValue(tree.left), this.conditionValue(tree.right)];
        return guarded(tree, (run) => {
          const value = left(run);
          return truth(value) ? right(run) : value;
        });
      }
      case 'or': {
        const [left, right] = [this.conditionValue(tree.left), this.conditionValue(tree.right)];
        return guarded(tree, (run) => {
          const value = left(run);
          return truth(value) ? value : right(run);
        });
      }
      default:
        return guarded(tree, this.comparison(tree));
    }
  }

  /** Where the evaluation keeps the value of an operand that is a name of the context; -1 for all else. */
  private placeOf(operand: Operand): number {
    if (operand.kind !== 'name' || operand.parts.length > 1) return -1;
    const [name = ''] = operand.parts;
    return this.slotsFor(name).length > 0 ? -1 : this.indexOf(name);
  }

  private comparison({ operator, left, right }: ConditionTree & { kind: 'comparison' }): (run: Run) => boolean {
    const isBare = left.kind === 'value' && left.expression.filters.length === 0;
    const place = isBare ? this.placeOf(left.expression.operand) : -1;
    return comparing(operator, [this.conditionValue(left), place], constantOf(right), () => this.conditionValue(right));
  }
}

function always(text: string): Piece {
  return () => text;
}

/** A text and what follows it: one call for both. */
function preceded(text: string, piece: Piece): Piece {
  return (run) => text + piece(run);
}

function joined(pieces: readonly Piece[]): Piece {
  const [a, b, c, d] = pieces;
  if (!a) return always('');
  if (!b) return a;
  if (!c) return (run) => a(run) + b(run);
  if (!d) return (run) => a(run) + b(run) + c(run);
  if (pieces.length === 4) return (run) => a(run) + b(run) + c(run) + d(run);
  const rest = pieces.slice(4);
  const count = rest.length;
  return (run) => {
    let text = a(run) + b(run) + c(run) + d(run);
    for (let index = 0; index < count; index++) text += (rest[index] as Piece)(run);
    return text;
  };
}

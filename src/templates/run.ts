import type { Context, Environment, Limits } from './context.ts';
import { Fault, TemplateError } from './errors.ts';
import type { Language } from './moments.ts';

/** Bounds of one evaluation, where the environment sets none. */
export const USUAL_LIMITS: Limits = { steps: 200_000, output: 1 << 20, depth: 20 };

/** A slot that nothing was put in yet: its name is looked for further out. */
export const UNSET: unique symbol = Symbol('unset');

/** What an evaluation starts with: its slots and the places of the context's names, nothing in them; copied for each. */
export type Places = { readonly slots: readonly unknown[]; readonly names: readonly unknown[] };

export function placesFor(slotCount: number, nameCount: number): Places {
  return { slots: unset(slotCount), names: unset(nameCount) };
}

function unset(count: number): unknown[] {
  const places: unknown[] = [];
  for (let index = 0; index < count; index++) places.push(UNSET);
  return places;
}

/** The state of one evaluation: names, bounds, and where it stands. */
export class Run {
  readonly context: Context;
  readonly env: Environment;
  readonly language: Language;
  readonly source: string;
  readonly slots: unknown[];
  /** The member that a loop is at, by its slot, where it is a dictionary: so that this is found out once for all its keys. */
  readonly members: (Record<string, unknown> | undefined)[] = [];
  /** Values of the context's names, by their place. */
  readonly names: unknown[];
  /** Values that tags keep between their turns: what `ifchanged` saw last, how far a `cycle` came. */
  get kept(): Map<object, unknown> {
    this.keptByTags ??= new Map();
    return this.keptByTags;
  }
  private keptByTags: Map<object, unknown> | undefined;
  autoescape: boolean;
  localized = true;
  /** The offset of what is being evaluated, for errors. */
  at = 0;
  /** What is left of the bounds. */
  steps: number;
  output: number;
  /** Longest text that the evaluation may give. */
  readonly longest: number;
  readonly depth: number;
  /** Renders a template within this evaluation. */
  nested: (source: string, run: Run) => string = (source) => source;
  private readonly deadline: (() => boolean) | undefined;
  private untilClock = 1000;

  constructor(
    context: Context,
    env: Environment,
    source: string,
    { slots, names }: Places,
    autoescape: boolean,
    parent?: Run,
  ) {
    this.context = context;
    this.env = env;
    this.language = env.language;
    this.source = source;
    this.slots = slots.slice();
    this.names = names.slice();
    this.autoescape = autoescape;
    const limits = env.limits;
    this.steps = parent?.steps ?? limits?.steps ?? USUAL_LIMITS.steps;
    this.longest = limits?.output ?? USUAL_LIMITS.output;
    // What is written within loops is counted where it is made and where it is gathered.
    this.output = parent?.output ?? this.longest * 4;
    this.depth = parent ? parent.depth - 1 : (limits?.depth ?? USUAL_LIMITS.depth);
    if (parent) this.nested = parent.nested;
    this.deadline = parent?.deadline ?? limits?.isOver;
    if (this.depth < 0) throw new Fault('Trop de gabarits imbriqués.', 'Too many nested templates.', 'limit');
  }

  /** Counts work done: turns of loops, letters gone through. */
  work(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0)
      throw new Fault('Le gabarit demande trop de travail.', 'The template asks for too much work.', 'limit');
    this.untilClock -= 1;
    if (this.untilClock < 0) {
      this.untilClock = 1000;
      if (this.deadline?.())
        throw new Fault('Le gabarit prend trop de temps.', 'The template takes too long.', 'limit');
    }
  }

  /** Counts text produced. */
  write(letters: number): void {
    this.output -= letters;
    if (this.output < 0)
      throw new Fault('Le gabarit produit trop de texte.', 'The template produces too much text.', 'limit');
  }

  /** Records an error after which the evaluation goes on. */
  record(fr: string, en: string): void {
    this.env.onError?.(new TemplateError('value', { fr, en }, this.source, this.at));
  }
}

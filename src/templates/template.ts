import { Compiler, type Getter, type Piece } from './compiler.ts';
import type { Context, Environment } from './context.ts';
import { Fault, TemplateError } from './errors.ts';
import { namesRead } from './names.ts';
import { parse, print, type Node } from './parser.ts';
import { Run, type Places } from './run.ts';
import { TABLES } from './tables.ts';
import { Pending } from './values.ts';

export type RenderOptions = {
  /** Whether `&<>"'` of values are made harmless: on in pages, off in what actions compute. */
  readonly autoescape: boolean;
};

/** A template read and ready. Every method throws a {@link TemplateError}, or a {@link Pending} that has to be waited for. */
export type Template = {
  readonly source: string;
  /** The text, without the blanks around. */
  render(context: Context, env: Environment, options: RenderOptions): string;
  /** The value itself where the template is one expression, else the text. */
  value(context: Context, env: Environment): unknown;
  /** The names that it reads. */
  readonly names: readonly string[];
  /** The tree printed back. */
  print(): string;
};

/** Whether a text is a template at all; others stand for themselves. */
export function isTemplate(source: string): boolean {
  return source.includes('{{') || source.includes('{%');
}

/** Longest source that is read. */
const LONGEST_SOURCE = 1 << 20;

/** Makes errors of whatever an evaluation throws; lets a fetch to wait for through. */
export function asTemplateError(error: unknown, source: string, at: number): unknown {
  if (error instanceof Pending || error instanceof TemplateError) return error;
  if (error instanceof Fault) return new TemplateError(error.kind, error.wording, source, at);
  if (error instanceof RangeError) {
    return new TemplateError(
      'limit',
      { fr: 'Le gabarit dépasse les bornes.', en: 'The template exceeds its bounds.' },
      source,
      at,
    );
  }
  const detail = error instanceof Error ? error.message : String(error);
  const made = new TemplateError(
    'value',
    { fr: `Erreur au calcul : ${detail}`, en: `Evaluation error: ${detail}` },
    source,
    at,
  );
  made.cause = error;
  return made;
}

function onlyNode(nodes: readonly Node[]) {
  const solid = nodes.filter((node) => node.kind !== 'comment' && !(node.kind === 'text' && node.source.trim() === ''));
  const [only] = solid;
  return solid.length === 1 ? only : undefined;
}

/** What a template that is one expression, or one tag with a value of its own, is worth. */
function valueOf(nodes: readonly Node[], compiler: Compiler): Getter | undefined {
  const only = onlyNode(nodes);
  if (only?.kind === 'value') return compiler.expression(only.expression, '');
  return only?.kind === 'tag' && only.meaning.sets === undefined ? only.meaning.value?.(compiler) : undefined;
}

class Compiled implements Template {
  readonly source: string;
  private readonly nodes: readonly Node[];
  private readonly piece: Piece;
  private readonly places: Places;
  private readonly single: Getter | undefined;
  private known: readonly string[] | undefined;

  constructor(source: string) {
    this.source = source;
    if (source.length > LONGEST_SOURCE) {
      throw new TemplateError('limit', { fr: 'Le gabarit est trop long.', en: 'The template is too long.' }, source, 0);
    }
    this.nodes = parse(source, TABLES);
    const compiler = new Compiler();
    this.piece = compiler.whole(this.nodes);
    this.single = valueOf(this.nodes, compiler);
    this.places = compiler.places();
  }

  get names(): readonly string[] {
    this.known ??= namesRead(this.nodes);
    return this.known;
  }

  print(): string {
    return print(this.nodes, this.source);
  }

  render(context: Context, env: Environment, options: RenderOptions): string {
    return this.evaluate(context, env, options.autoescape, this.piece);
  }

  /** Within another evaluation: its bounds, its escaping. */
  renderWithin(run: Run): string {
    const inner = new Run(run.context, run.env, this.source, this.places, run.autoescape, run);
    try {
      return this.piece(inner);
    } catch (error) {
      throw asTemplateError(error, this.source, inner.at);
    } finally {
      run.steps = inner.steps;
      run.output = inner.output;
    }
  }

  value(context: Context, env: Environment): unknown {
    if (!isTemplate(this.source)) return this.source;
    if (this.single) return this.evaluate(context, env, false, this.single);
    return this.render(context, env, { autoescape: false });
  }

  private evaluate<T>(context: Context, env: Environment, autoescape: boolean, make: (run: Run) => T): T {
    const run = new Run(context, env, this.source, this.places, autoescape);
    run.nested = renderNested;
    try {
      const made = make(run);
      if (typeof made === 'string' && made.length > run.longest) run.write(Infinity);
      return made;
    } catch (error) {
      throw asTemplateError(error, this.source, run.at);
    }
  }
}

const renderNested = (source: string, run: Run): string => compileTemplate(source).renderWithin(run);

const KEPT = 2000;
const LONGEST_KEPT = 20_000;
const cache = new Map<string, Compiled>();

/** Reads a template, or finds it among those lately read. Throws a {@link TemplateError} with the place and a caret. */
export function compileTemplate(source: string): Compiled {
  const known = cache.get(source);
  if (known) {
    cache.delete(source);
    cache.set(source, known);
    return known;
  }
  const made = new Compiled(source);
  if (source.length <= LONGEST_KEPT) {
    cache.set(source, made);
    if (cache.size > KEPT) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
  }
  return made;
}

/** Reads a template without keeping it. */
export function readTemplate(source: string): Template {
  return new Compiled(source);
}

/** The text of a template; where it is wrong, its own source, the error being recorded. */
export function renderLeniently(source: string, context: Context, env: Environment, options: RenderOptions): string {
  if (!isTemplate(source)) return source.trim();
  try {
    return compileTemplate(source).render(context, env, options);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    env.onError?.(error);
    return source;
  }
}

/** The text of a template; throws a {@link TemplateError} where it is wrong. */
export function renderStrictly(source: string, context: Context, env: Environment, options: RenderOptions): string {
  return isTemplate(source) ? compileTemplate(source).render(context, env, options) : source.trim();
}

/** The names that a template reads, or none where it can't be read. */
export function namesOf(source: string): readonly string[] {
  if (!isTemplate(source)) return [];
  try {
    return compileTemplate(source).names;
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

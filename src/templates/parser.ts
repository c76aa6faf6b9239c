import { expressionOf, failAt, type Expression, type Reading } from './expression.ts';
import { readCondition } from './condition-tree.ts';
import { lettersOf, shapeOf, type Letters } from './letters.ts';
import { tokenize, wordsOf, type Token, type Word } from './lexer.ts';
import type { FilterRow, Meaning, Part, Reader, TagRow } from './rows.ts';

/** Where something is written in the template, braces included. */
type Written = { readonly open: number; readonly close: number };

/** A node of the tree. Nodes and their parts, in order, are the template as written. */
export type Node =
  | { readonly kind: 'text'; readonly source: string }
  | ({ readonly kind: 'comment' } & Written)
  | ({ readonly kind: 'value'; readonly expression: Expression } & Written)
  | {
      readonly kind: 'tag';
      readonly row: TagRow;
      readonly at: number;
      readonly meaning: Meaning;
      /** The names that it sets for what follows, those of its body included. */
      readonly sets: readonly string[];
      /** Tags as written, each with the body that follows it; the closing tag last, without a body. */
      readonly parts: readonly (Written & { readonly body: readonly Node[] })[];
    };

export type Tables = { readonly filters: ReadonlyMap<string, FilterRow>; readonly tags: ReadonlyMap<string, TagRow> };

/** Blocks within blocks; deeper is refused rather than left to the stack. */
const MAX_DEPTH = 100;

/** A tree printed: the template as it was written. */
export function print(nodes: readonly Node[], source: string): string {
  const written = ({ open, close }: Written): string => source.slice(open, close);
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.source;
      if (node.kind !== 'tag') return written(node);
      return node.parts.map((part) => written(part) + print(part.body, source)).join('');
    })
    .join('');
}

class Parser {
  private readonly source: string;
  private readonly letters: Letters;
  private readonly tokens: readonly Token[];
  private readonly tables: Tables;
  private readonly reading: Reading;
  private readonly reader: Reader;
  private next = 0;
  private depth = 0;

  constructor(source: string, tables: Tables) {
    this.source = source;
    this.letters = lettersOf(source);
    this.tokens = tokenize(source, this.letters);
    this.tables = tables;
    this.reading = { source, letters: this.letters, filters: tables.filters };
    this.reader = {
      expression: (word) => expressionOf(word, this.reading),
      condition: ({ at, tag, to }) => readCondition(at + tag.length, to, this.reading),
      fail: (at, fr, en) => failAt(source, at, fr, en),
      shared: new Map(),
    };
  }

  /** Nodes up to one of the tags named, which is left to be read; up to the end where none is named. */
  nodes(until: readonly string[], opener?: Token): Node[] {
    const nodes: Node[] = [];
    for (let token = this.tokens[this.next]; token; token = this.tokens[this.next]) {
      if (token.kind === 'tag' && until.includes(token.command)) return nodes;
      this.next += 1;
      nodes.push(this.node(token));
    }
    if (opener) {
      const wanted = until[until.length - 1] ?? '';
      throw failAt(
        this.source,
        opener.at,
        `Le bloc n'est pas fermé : « {% ${wanted} %} » manque.`,
        `The block isn't closed: "{% ${wanted} %}" is missing.`,
      );
    }
    return nodes;
  }

  private node(token: Token): Node {
    const { kind, open, close, at, to } = token;
    if (kind === 'text') return { kind, source: this.source.slice(open, close) };
    if (kind === 'comment') return { kind, open, close };
    if (at === to) throw failAt(this.source, at, 'Rien entre les accolades.', 'Nothing between the braces.');
    if (kind === 'tag') return this.tag(token);
    const text = this.source.slice(at, to);
    const shape = shapeOf(this.letters, at, to);
    return { kind, open, close, expression: expressionOf({ text, at, shape }, this.reading) };
  }

  private tag(token: Token): Node {
    const { command } = token;
    const row = this.tables.tags.get(command);
    if (!row) {
      throw failAt(this.source, token.at, `La balise « ${command} » n'existe pas.`, `There is no tag "${command}".`);
    }
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      throw failAt(this.source, token.at, 'Trop de blocs les uns dans les autres.', 'Too many blocks within blocks.');
    }
    const { parts, written } = this.parts(token, row);
    this.depth -= 1;
    const meaning = row.read(parts, this.reader);
    return { kind: 'tag', row, at: token.at, meaning, sets: setsOf(meaning, written), parts: written };
  }

  private parts(opener: Token, row: TagRow) {
    const parts: Part[] = [];
    const written: (Written & { readonly body: readonly Node[] })[] = [];
    const end = row.end;
    let token = opener;
    for (;;) {
      const { command, open, close, at, to } = token;
      if (command === end) {
        written.push({ open, close, body: NO_NODES });
        return { parts, written };
      }
      const body =
        end === undefined
          ? NO_NODES
          : row.skipsBody
            ? this.skipped(end, opener)
            : this.nodes(partersOf(row, end), opener);
      const words = row.takesCondition ? NO_WORDS : wordsOf(this.source, this.letters, at + command.length, to);
      parts.push({ tag: command, words, at, to, body });
      written.push({ open, close, body });
      if (end === undefined) return { parts, written };
      token = this.tokens[this.next] ?? opener;
      this.next += 1;
    }
  }

  private skipped(end: string, opener: Token): Node[] {
    const nodes: Node[] = [];
    for (let token = this.tokens[this.next]; token; token = this.tokens[this.next]) {
      if (token.kind === 'tag' && token.command === end) return nodes;
      this.next += 1;
      nodes.push({ kind: 'text', source: this.source.slice(token.open, token.close) });
    }
    throw failAt(
      this.source,
      opener.at,
      `Le bloc n'est pas fermé : « {% ${end} %} » manque.`,
      `The block isn't closed: "{% ${end} %}" is missing.`,
    );
  }
}

const NO_NODES: readonly Node[] = [];
const NO_WORDS: readonly Word[] = [];

const parters = new Map<TagRow, readonly string[]>();

/** The tags that end a part of a block. */
function partersOf(row: TagRow, end: string): readonly string[] {
  let names = parters.get(row);
  if (!names) {
    names = [...(row.middles ?? []), end];
    parters.set(row, names);
  }
  return names;
}

const NONE: readonly string[] = [];

function setsOf(meaning: Meaning, parts: readonly { body: readonly Node[] }[]): readonly string[] {
  let sets = meaning.sets ?? NONE;
  if (meaning.binds) return sets;
  for (const { body } of parts) {
    for (const node of body) if (node.kind === 'tag' && node.sets.length > 0) sets = [...sets, ...node.sets];
  }
  return sets;
}

/** The tree of a template; throws a {@link TemplateError} of kind syntax. */
export function parse(source: string, tables: Tables): Node[] {
  return new Parser(source, tables).nodes([]);
}

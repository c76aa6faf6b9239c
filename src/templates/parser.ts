import { expressionOf, failAt, type Expression, type Reading } from './expression.ts';
import { readCondition } from './condition-tree.ts';
import { lettersOf, shapeOf, type Letters } from './letters.ts';
import { tokenize, wordsOf, type Token, type Word } from './lexer.ts';
import type { FilterRow, Meaning, Part, Reader, TagRow } from './rows.ts';

/** A node of the tree. Its `source` and those of its parts, in order, are the template as written. */
export type Node =
  | { readonly kind: 'text'; readonly source: string }
  | { readonly kind: 'comment'; readonly source: string }
  | { readonly kind: 'value'; readonly source: string; readonly expression: Expression }
  | {
      readonly kind: 'tag';
      readonly row: TagRow;
      readonly at: number;
      readonly meaning: Meaning;
      /** The names that it sets for what follows, those of its body included. */
      readonly sets: readonly string[];
      /** Tags as written, each with the body that follows it; the closing tag last, without a body. */
      readonly parts: readonly { readonly source: string; readonly body: readonly Node[] }[];
    };

export type Tables = { readonly filters: ReadonlyMap<string, FilterRow>; readonly tags: ReadonlyMap<string, TagRow> };

/** Blocks within blocks; deeper is refused rather than left to the stack. */
const MAX_DEPTH = 100;

/** A tree printed: the template as it was written. */
export function print(nodes: readonly Node[]): string {
  return nodes
    .map((node) =>
      node.kind === 'tag' ? node.parts.map((part) => part.source + print(part.body)).join('') : node.source,
    )
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
      condition: (words, at) => readCondition(words, at, this.reading),
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
    if (token.kind === 'text') return { kind: 'text', source: token.source };
    if (token.kind === 'comment') return { kind: 'comment', source: token.source };
    if (token.content === '') {
      throw failAt(this.source, token.at, 'Rien entre les accolades.', 'Nothing between the braces.');
    }
    if (token.kind === 'tag') return this.tag(token);
    const { source, content: text, at } = token;
    const shape = shapeOf(this.letters, at, at + text.length);
    return { kind: 'value', source, expression: expressionOf({ text, at, shape }, this.reading) };
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
    const written: { source: string; body: readonly Node[] }[] = [];
    const end = row.end;
    let token = opener;
    for (;;) {
      const { command } = token;
      if (command === end) {
        written.push({ source: token.source, body: [] });
        return { parts, written };
      }
      const body =
        end === undefined ? [] : row.skipsBody ? this.skipped(end, opener) : this.nodes(partersOf(row, end), opener);
      const { at, content } = token;
      parts.push({ tag: command, words: this.words(at + command.length, at + content.length), at, body });
      written.push({ source: token.source, body });
      if (end === undefined) return { parts, written };
      token = this.tokens[this.next] ?? opener;
      this.next += 1;
    }
  }

  private words(from: number, to: number): Word[] {
    return wordsOf(this.source, this.letters, from, to);
  }

  private skipped(end: string, opener: Token): Node[] {
    const nodes: Node[] = [];
    for (let token = this.tokens[this.next]; token; token = this.tokens[this.next]) {
      if (token.kind === 'tag' && token.command === end) return nodes;
      this.next += 1;
      nodes.push({ kind: 'text', source: token.source });
    }
    throw failAt(
      this.source,
      opener.at,
      `Le bloc n'est pas fermé : « {% ${end} %} » manque.`,
      `The block isn't closed: "{% ${end} %}" is missing.`,
    );
  }
}

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

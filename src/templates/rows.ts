import type { Compiler, Getter, Piece } from './compiler.ts';
import type { ConditionTree } from './condition-tree.ts';
import type { Expression, Written } from './expression.ts';
import type { Word } from './lexer.ts';
import type { Node } from './parser.ts';
import type { Run } from './run.ts';

/** What administrators read about a filter or tag; the example is run as a test. */
export type Documented = {
  readonly name: string;
  readonly fr: string;
  readonly en: string;
  /** A template, what it gives on a French site without escaping, and the names it uses. */
  readonly example: readonly [template: string, output: string, names?: Readonly<Record<string, unknown>>];
};

/** A filter. `run` gets the value, the argument (undefined where none was written) and the evaluation. */
export type FilterRow = Documented & {
  readonly argument?: 'optional' | 'required';
  /** The value is turned into a text first. */
  readonly ofText?: true;
  /** A safe text stays safe. */
  readonly keepsSafe?: true;
  /** Gets values with their marks and faces (safe, lazy), not what is behind them. */
  readonly raw?: true;
  readonly run: (value: unknown, argument: unknown, run: Run) => unknown;
};

/** A part of a block: the tag that opens it and what stands up to the next one. */
export type Part = {
  readonly tag: string;
  readonly words: readonly Word[];
  /** Where what stands within the tag's braces begins and ends. */
  readonly at: number;
  readonly to: number;
  readonly body: readonly Node[];
};

/** What a tag means once read. */
export type Meaning = {
  /** The expressions it reads, in order. */
  readonly reads?: readonly Expression[];
  /** The conditions it reads. */
  readonly conditions?: readonly ConditionTree[];
  /** The names that it sets for what follows (`{% firstof … as x %}`). */
  readonly sets?: readonly string[];
  /** The names that it sets for its own body (`for`, `with`). */
  readonly binds?: readonly string[];
  readonly compile: (compiler: Compiler) => Piece;
  /** The value that it gives where it stands alone in a template that may give one. */
  readonly value?: (compiler: Compiler) => Getter;
};

/** Reads the words of tags. */
export type Reader = {
  readonly expression: (written: Written) => Expression;
  /** What follows the command of a part's tag. */
  readonly condition: (part: Part) => ConditionTree;
  readonly fail: (at: number, fr: string, en: string) => Error;
  /** What an earlier tag of the same template left for a later one (`cycle` by name). */
  readonly shared: Map<string, unknown>;
};

export type TagRow = Documented & {
  /** The tag that closes it, and those that part its body. */
  readonly end?: string;
  readonly middles?: readonly string[];
  /** Its words are a condition: they aren't parted beforehand. */
  readonly takesCondition?: true;
  /** What stands between isn't read as a template. */
  readonly skipsBody?: true;
  readonly read: (parts: readonly Part[], reader: Reader) => Meaning;
};

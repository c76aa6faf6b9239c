import type { Word } from '../lexer.ts';
import type { Expression } from '../expression.ts';
import type { Part, Reader } from '../rows.ts';

/** Words, with the name of a closing `as name` apart. */
export function splitAs(words: readonly Word[]): { words: readonly Word[]; name: string | undefined } {
  const name = words[words.length - 1]?.text;
  if (words.length < 2 || words[words.length - 2]?.text !== 'as' || name === undefined)
    return { words, name: undefined };
  return { words: words.slice(0, -2), name };
}

export type Named = { readonly name: string; readonly value: Expression };

const NAMED = /^([\p{L}\p{N}_]+)=(.+)$/su;

/** The words `name=value` apart from those that are values. */
export function splitNamed(words: readonly Word[], reader: Reader): { values: Expression[]; named: Named[] } {
  const values: Expression[] = [];
  const named: Named[] = [];
  for (const word of words) {
    const match = NAMED.exec(word.text);
    if (match) {
      const [, name = '', text = ''] = match;
      named.push({ name, value: reader.expression({ text, at: word.at + name.length + 1 }) });
    } else {
      values.push(reader.expression(word));
    }
  }
  return { values, named };
}

/** The only part of a tag that has no body. */
export function single(parts: readonly Part[]): Part {
  return parts[0] ?? { tag: '', words: [], at: 0, to: 0, body: [] };
}

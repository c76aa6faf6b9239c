import type { Piece } from './compiler.ts';

export function always(text: string): Piece {
  return () => text;
}

/** A text and what follows it: one call for both. */
export function preceded(text: string, piece: Piece): Piece {
  return (run) => text + piece(run);
}

/** What pieces write, one after the other. */
export function joined(pieces: readonly Piece[]): Piece {
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

function startTrimmed(first: Piece, rest: Piece): Piece {
  return (run) => {
    const start = first(run).trimStart();
    const text = rest(run);
    if (text === '') return start.trimEnd();
    return start === '' ? text.trimStart() : start + text;
  };
}

function endTrimmed(rest: Piece, last: Piece): Piece {
  return (run) => {
    const text = rest(run);
    const end = last(run).trimEnd();
    return end === '' ? text.trimEnd() : text + end;
  };
}

/**
 * What pieces write, without the blanks around, where there may be any. Only the outer pieces are looked at: looking at the
 * whole text copies it (a sixth of a mail's time).
 */
export function trimmed(pieces: readonly Piece[], mayStartBlank: boolean, mayEndBlank: boolean): Piece {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (!first || !last) return always('');
  if (!mayStartBlank && !mayEndBlank) return joined(pieces);
  if (pieces.length === 1) {
    if (!mayEndBlank) return (run) => first(run).trimStart();
    return mayStartBlank ? (run) => first(run).trim() : (run) => first(run).trimEnd();
  }
  if (mayStartBlank) return startTrimmed(first, trimmed(pieces.slice(1), false, mayEndBlank));
  return endTrimmed(joined(pieces.slice(0, -1)), last);
}

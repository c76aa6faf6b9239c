import { contains, equal, order, str } from '../../templates/python.ts';
import type { Language } from '../../templates/moments.ts';
import { lazy, type Lazy } from '../../templates/values.ts';

/** What a template may ask of a value, the rest following from `plain`. */
export type Face = Partial<Omit<Lazy, typeof lazy>> & { plain(): unknown };

/** A value with several faces (templates/values.ts). */
export function face(given: Face, language: Language): Lazy {
  return {
    [lazy]: true,
    text: () => str(given.plain(), language),
    get: () => undefined,
    equals: (other) => equal(given.plain(), other),
    compare: (other) => order(given.plain(), other),
    ...given,
  };
}

/** A value of no kind that templates can do anything with: it is true, prints as its name, and no payload can carry it. */
export class Opaque {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A room of names (`form`, `form.var`): nothing by itself. */
export function room(name: string, get: (key: string) => unknown, text = ''): Lazy {
  const value = new Opaque(name);
  return {
    [lazy]: true,
    plain: () => value,
    text: () => text,
    get,
    equals: (other) => other === value,
    compare: () => undefined,
  };
}

/** A field without an answer: null in every respect but for `is None`, which only names without a field are. */
export function blankFace(key: readonly string[] = [], greater = false): Lazy {
  const nulls = new Set(['raw', 'url', ...key]);
  return {
    [lazy]: true,
    plain: () => null,
    text: () => 'None',
    get: (name) => (nulls.has(name) ? null : undefined),
    equals: (other) => other === null || other === undefined,
    compare: (other) => (!greater ? undefined : other === null || other === undefined ? 0 : 1),
    items: () => [],
    each: () => [],
    contains: (other) => contains([], other),
  };
}

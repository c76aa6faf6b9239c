import { lazy, Pending, type Lazy } from '../../templates/values.ts';

/** A name of templates whose sub-names are fetched: each is asked for once as long as this lives, however often evaluations begin again. */
export function fetchedNames(names: ReadonlySet<string>, fetchOne: (name: string) => Promise<unknown>): Lazy {
  const asked = new Map<string, Pending>();
  return {
    [lazy]: true,
    plain: () => [...names],
    text: () => '',
    get(name) {
      if (!names.has(name)) return undefined;
      const pending = asked.get(name) ?? new Pending(fetchOne(name));
      asked.set(name, pending);
      return pending;
    },
  };
}

import type { Names } from './names.ts';

/** What templates fetch by name while they are evaluated (`webservice.<slug>`, `data_source.<slug>`). */
export type Sources = {
  /** The JSON of the answer, whatever its status; undefined where there is none: unknown slug, network error, not JSON. */
  webservice(slug: string, names: Names): Promise<unknown>;
  /** The items of a named data source. */
  dataSource(slug: string, names: Names): Promise<unknown>;
};

/** Nothing can be fetched: for evaluations that must not leave the house. */
export const noSources: Sources = {
  webservice: async () => undefined,
  dataSource: async () => undefined,
};

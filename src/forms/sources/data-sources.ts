import type { Lazy } from '../../templates/values.ts';
import { fetchedNames } from './fetched-names.ts';
import { itemsOf } from './items.ts';
import type { SourceEnv } from './source.ts';

/** The name `data_source` of templates: under each slug, its items as a list once fetched. To be given as a `Pending`. */
export async function dataSources(env: SourceEnv): Promise<Lazy> {
  const slugs = new Set((await env.definitions.list('data source')).map(({ slug }) => slug));
  return fetchedNames(slugs, (slug) => entriesOf(slug, env));
}

async function entriesOf(slug: string, env: SourceEnv): Promise<unknown> {
  const found = await itemsOf({ type: slug, value: '' }, env);
  return found.kind === 'items' ? found.items.filter(({ disabled }) => !disabled).map(({ entry }) => entry) : [];
}

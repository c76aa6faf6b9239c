import { TemplateError } from '../../templates/errors.ts';
import { plainJson } from '../../templates/payload.ts';
import type { DataSourceDefinition, SourceReference } from '../definitions/types.ts';
import type { Json } from '../requests/types.ts';
import { withParameters } from './address.ts';
import { itemsOfAnswer, itemsOfValue, usualPaths } from './entries.ts';
import { fetched, type Fetched } from './fetched.ts';
import { parseJson } from './json.ts';
import type { NamedValue } from './payload.ts';
import { renderedRows, renderedValue } from './rendering.ts';
import { headersOf, templatedAddress } from './request.ts';
import type { ItemFound, ItemsFound, SourceEnv } from './source.ts';

/** A data source as it is asked: inline in a field, or named. */
type Asked = Pick<
  DataSourceDefinition,
  | 'source'
  | 'qsData'
  | 'cacheSeconds'
  | 'dataAttribute'
  | 'idAttribute'
  | 'textAttribute'
  | 'idParameter'
  | 'queryParameter'
  | 'notifyOnErrors'
  | 'recordOnErrors'
> & { label: string };

/** Generic sources that are known; any other type is the slug of a named one. */
export const knownSourceTypes: ReadonlySet<string> = new Set(['json', 'jsonvalue']);

/** The items of a data source, disabled ones included, in its order (spec/forms-workflows.md, section 5). */
export async function itemsOf(source: SourceReference, env: SourceEnv): Promise<ItemsFound> {
  const asked = await askedFor(source, env);
  return asked.kind === 'error' ? asked : itemsAsked(asked.asked, env, []);
}

/** An item by its id, else by its text; disabled ones too. A source that can be asked for one item is. */
export async function findItem(source: SourceReference, id: string, env: SourceEnv): Promise<ItemFound> {
  const found = await askedFor(source, env);
  if (found.kind === 'error') return found;
  const { asked } = found;
  const parameters =
    asked.idParameter === null || asked.source.type !== 'json' ? [] : [{ name: asked.idParameter, value: id }];
  const items = await itemsAsked(asked, env, parameters);
  if (items.kind === 'error') return items;
  const item = items.items.find((one) => one.id === id) ?? items.items.find((one) => one.text === id);
  return item ? { kind: 'item', item } : { kind: 'unknown' };
}

/** The items that match what somebody types: asked from a source that searches, else filtered here on the text. */
export async function searchItems(source: SourceReference, typed: string, env: SourceEnv): Promise<ItemsFound> {
  const found = await askedFor(source, env);
  if (found.kind === 'error') return found;
  const { asked } = found;
  if (asked.queryParameter !== null && asked.source.type === 'json')
    return itemsAsked(asked, env, [{ name: asked.queryParameter, value: typed }]);
  const items = await itemsAsked(asked, env, []);
  const wanted = folded(typed);
  return items.kind === 'error'
    ? items
    : { ...items, items: items.items.filter(({ text }) => folded(text).includes(wanted)) };
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

async function askedFor(
  source: SourceReference,
  env: SourceEnv,
): Promise<{ kind: 'asked'; asked: Asked } | { kind: 'error'; summary: string }> {
  if (knownSourceTypes.has(source.type)) return { kind: 'asked', asked: inline(source) };
  const named = await env.definitions.find('data source', source.type);
  if (!named) return { kind: 'error', summary: `there is no data source "${source.type}"` };
  return { kind: 'asked', asked: { ...named.definition, label: named.definition.name } };
}

function inline(source: SourceReference): Asked {
  const { list, id, text } = usualPaths;
  const none = {
    qsData: [],
    cacheSeconds: 0,
    idParameter: null,
    queryParameter: null,
    notifyOnErrors: false,
    recordOnErrors: true,
  };
  return { ...none, source, label: source.type, dataAttribute: list, idAttribute: id, textAttribute: text };
}

async function itemsAsked(asked: Asked, env: SourceEnv, parameters: readonly NamedValue[]): Promise<ItemsFound> {
  if (asked.source.type === 'jsonvalue') return told(asked, env, await itemsOfJsonValue(asked, env), {});
  if (asked.source.type === 'json') return itemsByAddress(asked, env, parameters);
  return told(asked, env, { kind: 'error', summary: `data source type "${asked.source.type}" is not known yet` }, {});
}

async function itemsOfJsonValue(asked: Asked, env: SourceEnv): Promise<ItemsFound> {
  try {
    const value = await renderedValue(asked.source.value, env);
    const json = plainJson(value);
    return itemsOfValue(typeof json === 'string' ? parseJson(json) : (json as Json));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { kind: 'error', summary: `the value can't be computed: ${error.message}` };
  }
}

async function itemsByAddress(asked: Asked, env: SourceEnv, parameters: readonly NamedValue[]): Promise<ItemsFound> {
  const failed = (what: string, error: TemplateError): void =>
    env.record?.({
      kind: 'template',
      summary: error.message,
      context: { source: asked.label, parameter: what },
      notify: asked.notifyOnErrors,
    });
  const address = await templatedAddress(asked.source.value, { ...env, failed });
  // No address yet: the fields that it is made of aren't filled in. A list without items, nothing to tell anybody.
  if (address.kind === 'nothing') return { kind: 'items', items: [], meta: null };
  if (address.kind !== 'address') return told(asked, env, { kind: 'error', summary: address.message }, {});
  const own = await renderedRows(asked.qsData, env, (row, error) => failed(row.name, error));
  const url = withParameters(address.url, [...own, ...parameters], env.env.language);
  const paths = { list: asked.dataAttribute, id: asked.idAttribute, text: asked.textAttribute };
  const call = {
    method: 'GET',
    url,
    headers: headersOf(env.callerUrl, false),
    body: null,
    signing: { kind: 'known host' },
  } as const;
  const answer = await fetched(
    call,
    env,
    asked.cacheSeconds,
    null,
    (one) => void told(asked, env, read(one, paths), { url }),
  );
  return read(answer, paths);
}

function read(answer: Fetched, paths: typeof usualPaths): ItemsFound {
  if (answer.kind === 'failed') return { kind: 'error', summary: answer.summary };
  const found = itemsOfAnswer(answer.body, paths);
  if (answer.status < 300) return found;
  const said = found.kind === 'error' && answer.body !== undefined ? ` (${found.summary})` : '';
  return { kind: 'error', summary: `the answer's status is ${answer.status}${said}` };
}

function told(asked: Asked, env: SourceEnv, found: ItemsFound, context: { [key: string]: Json }): ItemsFound {
  if (found.kind === 'error' && asked.recordOnErrors) {
    env.record?.({
      kind: 'data source',
      summary: `${asked.label}: ${found.summary}`,
      context: { source: asked.label, ...context },
      notify: asked.notifyOnErrors,
    });
  }
  return found;
}

import type { Json, JsonObject, OpenApi } from '../../src/platform/openapi/document.ts';
import { keysOf } from '../../src/platform/openapi/keys.ts';

/** What a client can no longer count on: the call, and the name that is gone or that it now has to send. */
export type Break = { call: string; what: string; name: string };

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** What of an earlier document the later one doesn't hold any more. What is only added breaks nobody. */
export function breaks(earlier: OpenApi, later: OpenApi): Break[] {
  return Object.entries(earlier.paths).flatMap(([path, operations]) =>
    methods
      .filter((method) => method in operations)
      .flatMap((method) => {
        const call = `${method.toUpperCase()} ${path}`;
        const now = later.paths[path]?.[method] as JsonObject | undefined;
        if (!now) return [{ call, what: 'gone', name: '' }];
        const before = operations[method] as JsonObject;
        return [
          ...askedOtherwise(call, sent(before, earlier), sent(now, later)),
          ...lost(call, before, now, earlier, later),
        ];
      }),
  );
}

type Sent = { name: string; required: boolean };

function askedOtherwise(call: string, before: readonly Sent[], now: readonly Sent[]): Break[] {
  const gone = before.filter(({ name }) => !now.some((one) => one.name === name));
  const needed = now.filter(
    ({ name, required }) => required && !before.some((one) => one.name === name && one.required),
  );
  return [
    ...gone.map(({ name }) => ({ call, what: 'parameter gone', name })),
    ...needed.map(({ name }) => ({ call, what: 'requirement added', name })),
  ];
}

/** Parameters and keys of the body, each with its place before its name. */
function sent(operation: JsonObject, document: OpenApi): Sent[] {
  const parameters = (operation['parameters'] ?? []) as { in: string; name: string; required: boolean }[];
  const body = operation['requestBody'] as JsonObject | undefined;
  return [
    ...parameters.map(({ in: place, name, required }) => ({ name: `${place} ${name}`, required })),
    ...keysOf(contentOf(body), resolverOf(document)).map(({ name, required }) => ({ name: `body ${name}`, required })),
  ];
}

function lost(call: string, before: JsonObject, now: JsonObject, earlier: OpenApi, later: OpenApi): Break[] {
  const kept = keysOf(answered(now), resolverOf(later));
  return keysOf(answered(before), resolverOf(earlier))
    .filter(({ name }) => !kept.some((key) => key.name === name))
    .map(({ name }) => ({ call, what: 'answer key gone', name }));
}

function answered(operation: JsonObject): Json {
  return contentOf((operation['responses'] as { 200?: JsonObject })[200]);
}

function contentOf(holder: JsonObject | undefined): Json {
  const content = holder?.['content'] as Record<string, { schema?: Json }> | undefined;
  return content?.['application/json']?.schema ?? {};
}

function resolverOf(document: OpenApi) {
  return (reference: string): Json => document.components.schemas[reference.split('/').at(-1)!] ?? {};
}

/** Whether a line of the changelog's part of what isn't published yet names the call and, where one is concerned, the parameter or key. */
export function isAnnounced({ call, name }: Break, changelog: string): boolean {
  const unreleased = /^## Unreleased\n([^]*?)(?=^## |(?![^]))/m.exec(changelog)?.[1] ?? '';
  const own = name.split(/[ .]/).at(-1)!.replace(/\[\]$/, '');
  return unreleased.split('\n').some((line) => line.includes(call) && line.includes(own));
}

import type { Json, JsonObject } from './document.ts';

export type Key = { name: string; type: string; required: boolean };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The keys of what a schema describes, each by its whole name: `data[].api.datetimes_url`. Where one of several shapes is given, the keys of all of them, and a key is
 * required only where every shape has it so. `resolve` finds what a reference names.
 */
export function keysOf(schema: Json, resolve: (reference: string) => Json, prefix = '', depth = 0): Key[] {
  if (!isObject(schema) || depth > 8) return [];
  if (typeof schema['$ref'] === 'string') return keysOf(resolve(schema['$ref']), resolve, prefix, depth + 1);
  if (Array.isArray(schema['anyOf'])) {
    const shapes = schema['anyOf'].filter((shape) => !isObject(shape) || shape['type'] !== 'null');
    return merged(shapes.map((shape) => keysOf(shape, resolve, prefix, depth + 1)));
  }
  if (schema['type'] === 'array' && schema['items'] !== undefined)
    return keysOf(schema['items'], resolve, `${prefix}[]`, depth + 1);
  const properties = schema['properties'];
  if (!isObject(properties)) return [];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).flatMap(([own, property]) => {
    const name = prefix === '' ? own : `${prefix}.${own}`;
    const key = { name, type: typeOf(property, resolve), required: required.includes(own) };
    return [key, ...keysOf(property, resolve, name, depth + 1)];
  });
}

/** `text`, `whole number or null`: what a value is, in a few words. */
export function typeOf(schema: Json, resolve: (reference: string) => Json): string {
  if (!isObject(schema)) return 'any';
  if (typeof schema['$ref'] === 'string') return typeOf(resolve(schema['$ref']), resolve);
  if (Array.isArray(schema['anyOf'])) {
    const types = new Set(schema['anyOf'].map((shape) => typeOf(shape, resolve)));
    return [...types].join(' | ');
  }
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (schema['type'] === 'array') return `${typeOf(schema['items'] ?? {}, resolve)}[]`;
  if (schema['format'] === 'date') return 'date';
  if (schema['format'] === 'uri') return 'URL';
  return typeof schema['type'] === 'string' ? schema['type'] : 'any';
}

function merged(shapes: readonly Key[][]): Key[] {
  const found = new Map<string, Key>();
  for (const key of shapes.flat()) {
    const earlier = found.get(key.name);
    const type = earlier && earlier.type !== key.type ? `${earlier.type} | ${key.type}` : key.type;
    found.set(key.name, { ...key, type, required: shapes.every((shape) => has(shape, key.name)) });
  }
  return [...found.values()];
}

function has(shape: readonly Key[], name: string): boolean {
  return shape.some((key) => key.name === name && key.required);
}

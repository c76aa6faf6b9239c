import type { TProperties, TSchema } from 'typebox';
import type { Input } from './input.ts';

/**
 * What a payload says of keys of the site file, as the file would have them: texts become numbers, yes or no and lists where the file has those, and a blank is null
 * where the file takes null, absent where it takes a number. What isn't said isn't there.
 */
export function readKeys(input: Input, properties: TProperties): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const value = readKey(input, name, shapeOf(schema));
    if (value !== null) said[name] = value;
    else if (Object.hasOwn(input.values, name) && !(name in input.errors)) Object.assign(said, blank(name, schema));
  }
  return said;
}

type Shape = {
  type?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  minLength?: number;
  pattern?: string;
  anyOf?: readonly Shape[];
  items?: Shape;
  properties?: Readonly<Record<string, Shape>>;
};

/** Without what says that null may stand there, too. */
function shapeOf(schema: TSchema): Shape {
  const shape = schema as Shape;
  return shape.anyOf?.find(({ type }) => type !== 'null') ?? shape;
}

const takesNull = (schema: TSchema): boolean => (schema as Shape).anyOf?.some(({ type }) => type === 'null') ?? false;

function readKey(input: Input, name: string, shape: Shape): unknown {
  switch (shape.type) {
    case 'integer':
      return input.integer(name, shape.minimum!, shape.maximum!);
    case 'boolean':
      return input.boolean(name);
    case 'string':
      return input.text(name, shape.maxLength ?? 30) || null;
    case 'array':
      if (shape.items?.type === 'string') return input.list(name, shape.maxItems ?? 1_000, 500);
      if (shape.items?.type === 'integer') return numbers(input.list(name, shape.maxItems ?? 1_000, 30));
  }
  return loosened(shape, input.shape(name, shape));
}

/** What isn't a number stays as it came, for the schema to refuse. */
function numbers(texts: readonly string[] | null): unknown[] | null {
  return texts && texts.map((text) => (/^[+-]?\d{1,15}$/.test(text) ? Number(text) : text));
}

function blank(name: string, schema: TSchema): Record<string, unknown> {
  if (takesNull(schema)) return { [name]: null };
  const { type, pattern, minLength } = schema as Shape;
  // A text that may be empty; hours and dates may not.
  return type === 'string' && minLength === undefined && pattern === freeText ? { [name]: '' } : {};
}
const freeText = '^[^\\u0000]*$';

/** Texts within lists and objects, where the schema has numbers, yes or no or lists. */
function loosened(schema: Shape, value: unknown): unknown {
  const shape = shapeOf(schema);
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '' && takesNull(schema)) return null;
    if (shape.type === 'integer' && /^[+-]?\d{1,15}$/.test(text)) return Number(text);
    if (shape.type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    return value;
  }
  if (Array.isArray(value)) return shape.items ? value.map((item) => loosened(shape.items!, item)) : value;
  if (typeof value !== 'object' || value === null || !shape.properties) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      Object.hasOwn(shape.properties!, name) ? loosened(shape.properties![name]!, part) : part,
    ]),
  );
}

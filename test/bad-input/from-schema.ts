import fc from 'fast-check';

/** What is read of a JSON schema here: as TypeBox writes it. */
export type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  patternProperties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: readonly Schema[];
  const?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
};

/** Texts for the patterns of a schema: the last whose example a pattern takes, so the freest stands last. */
export type Texts = readonly { like: string; arbitrary: fc.Arbitrary<string> }[];

/** Values that a schema takes; about half of what is optional is there. */
export function fromSchema(schema: Schema, texts: Texts): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fromSchema(one, texts)));
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return integer(schema);
    case 'string':
      return text(schema, texts);
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, texts), { maxLength: Math.min(schema.maxItems ?? 3, 3) });
    case 'object':
      return object(schema, texts);
    default:
      throw new Error(`nothing is drawn for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

function integer({ minimum = -1_000, maximum = 1_000 }: Schema): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(minimum, maximum),
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 100) }),
    fc.integer({ min: minimum, max: maximum }),
  );
}

function text({ pattern, minLength = 0, maxLength }: Schema, texts: Texts): fc.Arbitrary<string> {
  const found = texts.findLast(({ like }) => pattern === undefined || new RegExp(pattern, 'u').test(like));
  if (!found) throw new Error(`no text is drawn for ${pattern}`);
  return found.arbitrary.map((drawn) => drawn.slice(0, maxLength).toWellFormed().padEnd(minLength, 'x'));
}

function object({ properties, required = [], patternProperties }: Schema, texts: Texts): fc.Arbitrary<unknown> {
  if (!properties) {
    const [[pattern, value] = ['', {}]] = Object.entries(patternProperties ?? {});
    const key = text({ pattern, maxLength: 20 }, texts);
    return fc.dictionary(key, fromSchema(value, texts), { maxKeys: 3, noNullPrototype: true });
  }
  const parts = Object.entries(properties).map(([name, one]) => [name, fromSchema(one, texts)] as const);
  return fc.record(Object.fromEntries(parts), { requiredKeys: [...required], noNullPrototype: true });
}

/** A place in a value: the steps to it. */
export type Place = readonly (string | number)[];

/** Every place of a value with the schema that holds there, and, where that is a choice, the one for the kind of value there. */
export function* placesOf(
  value: unknown,
  schema: Schema,
  at: Place = [],
): Generator<{ at: Place; value: unknown; whole: Schema; schema: Schema }> {
  const chosen = choice(value, schema);
  yield { at, value, whole: schema, schema: chosen };
  if (Array.isArray(value))
    for (const [index, one] of value.entries()) yield* placesOf(one, chosen.items ?? {}, [...at, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      const inner = chosen.properties?.[name];
      if (inner) yield* placesOf(one, inner, [...at, name]);
    }
}

function choice(value: unknown, schema: Schema): Schema {
  if (!schema.anyOf) return schema;
  const kind = (value as { kind?: unknown } | null)?.kind;
  const type =
    value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  return (
    schema.anyOf.find((one) => kind !== undefined && one.properties?.['kind']?.const === kind) ??
    schema.anyOf.find((one) => one.type === type) ??
    schema
  );
}

/** `agendas[0].events[2].places` */
export const pathOf = (at: Place): string =>
  at
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');

/** The value with another one at a place; undefined takes it away. */
export function put<T>(value: T, [step, ...rest]: Place, to: unknown): T {
  if (step === undefined) return to as T;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string | number, unknown>;
  if (rest.length === 0 && to === undefined) delete copy[step];
  else copy[step] = put(copy[step], rest, to);
  return copy as T;
}

import Type, { type TObject, type TProperties, type TSchema } from 'typebox';
import { Input } from '../input.ts';

/** What a reader of `Input` asks for, by name, with its bounds; nothing is there, so nothing is refused. */
export class Readings extends Input {
  readonly properties: Record<string, TSchema> = {};
  takesMore = false;

  constructor() {
    super({});
  }
  override text(name: string, longest = 2_000): string {
    this.properties[name] ??= Type.String({ maxLength: longest });
    return '';
  }
  override integer(name: string, least: number, most: number): null {
    this.properties[name] ??= Type.Integer({ minimum: least, maximum: most });
    return null;
  }
  override boolean(name: string): null {
    this.properties[name] ??= Type.Boolean();
    return null;
  }
  override list(name: string, most = 1_000, longest = 500): null {
    this.properties[name] ??= Type.Array(Type.String({ maxLength: longest }), { maxItems: most });
    return null;
  }
  override shape(name: string, schema: TSchema): null {
    this.properties[name] ??= schema;
    return null;
  }
  override choice<const T extends string>(name: string, choices: readonly T[]): null {
    this.properties[name] ??= Type.Unsafe<T>({ type: 'string', enum: [...choices] });
    return null;
  }
  override date(name: string): null {
    return this.plainDate(name);
  }
  override plainDate(name: string): null {
    this.properties[name] ??= Type.String({ format: 'date' });
    return null;
  }
  override rest(): null {
    this.takesMore = true;
    return null;
  }
  override refuse(): null {
    return null;
  }
}

export type Reader = (body: Input, query: Input) => unknown;

/** The parameters of a call, found by the code that reads them: never told a second time. `required`: what it refuses to go without. */
export function readBy(read: Reader, required: readonly string[] = []): { query: TProperties; body: TObject } {
  const [body, query] = [new Readings(), new Readings()];
  read(body, query);
  // What may stand in the address or in the body has to stand in neither of them.
  const needed = required.filter((name) => !(name in body.properties && name in query.properties));
  return {
    query: told(query.properties, needed),
    body: Type.Object(told(body.properties, needed), { additionalProperties: body.takesMore }),
  };
}

function told(properties: Readonly<Record<string, TSchema>>, required: readonly string[]): TProperties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      required.includes(name) ? schema : Type.Optional(schema),
    ]),
  );
}

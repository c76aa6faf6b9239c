import type { FastifyRequest } from 'fastify';

/** The fields of a posted form as texts that the database can hold: no NUL, well-formed, as long as a body may be. */
export type Posted = {
  /** '' where the field is absent; the last one where it came several times. */
  text(name: string): string;
  texts(name: string): readonly string[];
  has(name: string): boolean;
};

export function postedBy(request: Pick<FastifyRequest, 'body'>): Posted {
  return fieldsOf(request.body);
}

export function queryOf(request: Pick<FastifyRequest, 'query'>): Posted {
  return fieldsOf(request.query);
}

function fieldsOf(source: unknown): Posted {
  const fields = new Map<string, readonly string[]>();
  if (source !== null && typeof source === 'object' && !Buffer.isBuffer(source)) {
    for (const [name, value] of Object.entries(source))
      fields.set(name, (Array.isArray(value) ? value : [value]).map(clean));
  }
  const texts = (name: string): readonly string[] => fields.get(name) ?? [];
  return { texts, text: (name) => texts(name).at(-1) ?? '', has: (name) => fields.has(name) };
}

function clean(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : '';
}

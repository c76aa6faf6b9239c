import type { TObject, TProperties, TSchema } from 'typebox';
import type { Access } from '../server/access.ts';

/** A text for integrators: the document is in English, the page in both languages. */
export type Said = { en: string; fr: string };

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A published call, as it is described. What is read and answered is crossed with the running service by tests. */
export type Call = {
  method: Method;
  /** As the server routes it: `/api/agenda/:agenda/`. */
  path: string;
  access: Access;
  /** Its `operationId`, where the path alone would give the name of another part's call. */
  operationId?: string;
  /** A key of the part's groups. */
  group: string;
  says: Said;
  /** Parameters of the query by name; those that may be absent are optional. */
  query?: TProperties;
  body?: TObject;
  /** The body of an answer 200: a schema of JSON, or another media type. */
  answer: TSchema | { mediaType: string };
  /** Refusals of the trade come with HTTP 200 and `err` other than 0. */
  refusedWith200?: boolean;
  /** Statuses of its other refusals. */
  refusals: readonly number[];
  /** Takes an `Idempotency-Key`. */
  keyed?: boolean;
};

/** What one part of the product publishes. */
export type PublishedPart = {
  title: Said;
  introduction: Said;
  groups: Readonly<Record<string, Said>>;
  /** Parameters and keys of bodies by name; a name means the same wherever it stands. */
  words: Readonly<Record<string, Said>>;
  /** The body of every refusal. */
  refusal: TSchema;
  calls: readonly Call[];
};

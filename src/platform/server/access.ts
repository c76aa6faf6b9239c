/**
 * Who may call a route. Every route declares it (`config: { access }`), or the server doesn't start; accounts/guard.ts holds it at the matched route,
 * before anything is read. What depends on an object (its roles, its owner) is held by the statement that reads it.
 */
export type Access =
  /** Anybody. */
  | 'anyone'
  /** A signed call, an API client or somebody signed in; nobody else. */
  | 'caller'
  /** Somebody signed in. */
  | 'signed in'
  /** Somebody signed in who works for the town hall: a role that opens the back office, or an administrator. */
  | 'back office'
  | 'administrator'
  /** A signed call alone, with or without a person. */
  | 'signed call'
  /** The handler holds the rules itself, in an order that the specification tells. */
  | 'told by the handler';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** A POST that only reads. */
    reads?: boolean;
  }
}

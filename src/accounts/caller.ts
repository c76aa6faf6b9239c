/** Somebody with an account. `roles` are slugs. */
export type Person = {
  id: number;
  email: string;
  firstName: string;
  lastName: string;
  nameId: string;
  admin: boolean;
  roles: readonly string[];
  /** Whether one of the roles opens the back office. */
  backoffice: boolean;
};

/** Who asks. A nonce that comes with it is unspent: a write spends it in its own transaction (see `spend` in spend.ts), a read before its answer leaves (see guard.ts). */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'person'; person: Person }
  /** `person`: named by `email` or `NameID` of the signed query; 'nobody' where they are there and empty; null where absent. */
  | { kind: 'signed'; orig: string; nonce: string | null; person: Person | 'nobody' | null; client: ApiClient | null }
  | { kind: 'client'; client: ApiClient };

export type ApiClient = { id: number; identifier: string; roles: readonly string[] };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard before any handler runs. */
    caller: Caller;
    /** Of a signed call that only reads: whether its nonce wasn't spent before. Null once looked at. */
    isFirst: Promise<boolean> | null;
  }
}

export function personOf(caller: Caller): Person | null {
  if (caller.kind === 'person') return caller.person;
  return caller.kind === 'signed' && caller.person !== 'nobody' ? caller.person : null;
}

/** The roles that a caller holds, by itself or through the person it names. */
export function rolesOf(caller: Caller): readonly string[] {
  if (caller.kind === 'client') return caller.client.roles;
  return [...(personOf(caller)?.roles ?? []), ...(caller.kind === 'signed' ? (caller.client?.roles ?? []) : [])];
}

export function isAdministrator(caller: Caller): boolean {
  return caller.kind === 'person' && caller.person.admin;
}

/** A short name of the caller for rows that tell who asked: never an e-mail address. */
export function nameOfCaller(caller: Caller): string {
  switch (caller.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'person':
      return `account:${caller.person.id}`;
    case 'signed':
      return `orig:${caller.orig}`;
    case 'client':
      return `client:${caller.client.identifier}`;
  }
}

import { sql, type QueryExecutorProvider } from 'kysely';
import type { ApiClient, Person } from './caller.ts';

type PersonRow = {
  id: number;
  email: string;
  first_name: string;
  last_name: string;
  name_id: string;
  admin: boolean;
  roles: string[];
  backoffice: boolean;
};

const columns = sql`a.id, a.email, a.first_name, a.last_name, a.name_id, a.admin,
  coalesce((select array_agg(r.slug order by r.slug) from accounts.account_role ar join accounts.role r on r.id = ar.role_id
    where ar.account_id = a.id), '{}') as roles,
  a.admin or exists (select from accounts.account_role ar join accounts.role r on r.id = ar.role_id
    where ar.account_id = a.id and r.backoffice) as backoffice`;

function toPerson(row: PersonRow | undefined): Person | null {
  if (!row) return null;
  const { first_name: firstName, last_name: lastName, name_id: nameId, ...rest } = row;
  return { ...rest, firstName, lastName, nameId };
}

export async function personById(db: QueryExecutorProvider, id: number): Promise<Person | null> {
  const { rows } =
    await sql<PersonRow>`select ${columns} from accounts.account a where a.id = ${id} and a.active`.execute(db);
  return toPerson(rows[0]);
}

export async function personByEmail(db: QueryExecutorProvider, email: string): Promise<Person | null> {
  const { rows } =
    await sql<PersonRow>`select ${columns} from accounts.account a where lower(a.email) = lower(${email}) and a.active`.execute(
      db,
    );
  return toPerson(rows[0]);
}

export async function personByNameId(db: QueryExecutorProvider, nameId: string): Promise<Person | null> {
  const { rows } =
    await sql<PersonRow>`select ${columns} from accounts.account a where a.name_id = ${nameId} and a.active`.execute(
      db,
    );
  return toPerson(rows[0]);
}

/** How a person is called on pages and in templates; the address where no name is known. */
export function nameOf(person: Pick<Person, 'firstName' | 'lastName' | 'email'>): string {
  return `${person.firstName} ${person.lastName}`.trim() || person.email;
}

export async function passwordHashOf(
  db: QueryExecutorProvider,
  email: string,
): Promise<{ id: number; hash: string } | null> {
  const { rows } = await sql<{ id: number; hash: string | null }>`
    select id, password_hash as hash from accounts.account where lower(email) = lower(${email}) and active`.execute(db);
  const row = rows[0];
  return row?.hash ? { id: row.id, hash: row.hash } : null;
}

export async function clientByIdentifier(
  db: QueryExecutorProvider,
  identifier: string,
): Promise<(ApiClient & { key: string }) | null> {
  const { rows } = await sql<ApiClient & { key: string }>`
    select c.id, c.identifier, c.key, coalesce((select array_agg(r.slug order by r.slug) from accounts.api_client_role cr
      join accounts.role r on r.id = cr.role_id where cr.api_client_id = c.id), '{}') as roles
    from accounts.api_client c where c.identifier = ${identifier}`.execute(db);
  return rows[0] ?? null;
}

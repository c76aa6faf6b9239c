import { randomUUID } from 'node:crypto';
import { sql, type QueryExecutorProvider } from 'kysely';
import { Type, type Static } from 'typebox';
import { hashPassword, isPasswordHash } from './passwords.ts';

const closed = { additionalProperties: false };
const text = Type.String({ minLength: 1, maxLength: 1_000 });
const words = Type.String({ maxLength: 1_000 });
const slug = Type.String({ pattern: '^[a-zA-Z0-9_-]+$', maxLength: 200 });
const roleSlugs = Type.Optional(Type.Array(slug, { maxItems: 1_000 }));

/** The site file's keys that tell of people and of secrets (spec/running.md). */
export const accountsSection = Type.Object({
  roles: Type.Optional(
    Type.Array(Type.Object({ slug, name: Type.Optional(words), backoffice: Type.Optional(Type.Boolean()) }, closed)),
  ),
  users: Type.Optional(
    Type.Array(
      Type.Object(
        {
          email: Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 320 }),
          first_name: Type.Optional(words),
          last_name: Type.Optional(words),
          password: Type.Optional(text),
          password_hash: Type.Optional(Type.Union([text, Type.Null()])),
          name_id: Type.Optional(text),
          roles: roleSlugs,
          admin: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
  ),
  services: Type.Optional(Type.Array(Type.Object({ orig: text, secret: text }, closed))),
  api_clients: Type.Optional(Type.Array(Type.Object({ identifier: text, key: text, roles: roleSlugs }, closed))),
});
export type AccountsSection = Static<typeof accountsSection>;

/** What the file says that can't be: names the place. The import is undone whole. */
export class AccountsRefusal extends Error {}

type Role = NonNullable<AccountsSection['roles']>[number];
type User = NonNullable<AccountsSection['users']>[number];
type Client = NonNullable<AccountsSection['api_clients']>[number];

/** Creates what is missing, updates what has the same slug, e-mail, `orig` or identifier; deletes nothing. One line for each kind. */
export async function importAccounts(trx: QueryExecutorProvider, section: AccountsSection): Promise<string[]> {
  const { roles = [], users = [], services = [], api_clients: clients = [] } = section;
  for (const role of roles) await importRole(trx, role);
  for (const [index, user] of users.entries()) await importUser(trx, user, `users[${index}]`);
  for (const { orig, secret } of services) {
    await sql`insert into accounts.service as s (orig, secret) values (${orig}, ${secret}) on conflict (orig) do update set
      previous_secret = case when s.secret = excluded.secret then s.previous_secret else s.secret end, secret = excluded.secret`.execute(
      trx,
    );
  }
  for (const [index, client] of clients.entries()) await importClient(trx, client, `api_clients[${index}]`);
  const counts = { roles: roles.length, users: users.length, services: services.length, api_clients: clients.length };
  return Object.entries(counts).flatMap(([key, count]) => (count > 0 ? [`${key}: ${count}`] : []));
}

async function importRole(trx: QueryExecutorProvider, { slug, name = slug, backoffice = false }: Role): Promise<void> {
  await sql`insert into accounts.role (slug, name, backoffice) values (${slug}, ${name}, ${backoffice})
    on conflict (slug) do update set name = excluded.name, backoffice = excluded.backoffice`.execute(trx);
}

async function importUser(trx: QueryExecutorProvider, user: User, path: string): Promise<void> {
  const {
    email,
    first_name = '',
    last_name = '',
    password,
    password_hash = null,
    name_id = null,
    roles = [],
    admin = false,
  } = user;
  if (password_hash !== null && !isPasswordHash(password_hash)) {
    throw new AccountsRefusal(`${path}.password_hash: not a hash that this installation can check.`);
  }
  const hash = password === undefined ? password_hash : await hashPassword(password);
  const taken =
    await sql`select from accounts.account where name_id = ${name_id} and lower(email) <> lower(${email})`.execute(trx);
  if (taken.rows.length > 0) throw new AccountsRefusal(`${path}.name_id: another user has it.`);
  // Without a password in the file, the one that is kept stays.
  const { rows } = await sql<{ id: number }>`
    insert into accounts.account as a (email, first_name, last_name, password_hash, name_id, admin)
    values (${email}, ${first_name}, ${last_name}, ${hash}, ${name_id ?? randomUUID().replaceAll('-', '')}, ${admin})
    on conflict (lower(email)) do update set first_name = excluded.first_name, last_name = excluded.last_name,
      password_hash = coalesce(excluded.password_hash, a.password_hash), admin = excluded.admin,
      name_id = coalesce(${name_id}, a.name_id)
    returning id`.execute(trx);
  const id = rows[0]!.id;
  const found = await roleIds(trx, roles, path);
  await sql`delete from accounts.account_role where account_id = ${id} and role_id <> all(${found}::int[])`.execute(
    trx,
  );
  await sql`insert into accounts.account_role (account_id, role_id) select ${id}::int, unnest(${found}::int[]) on conflict do nothing`.execute(
    trx,
  );
}

async function importClient(
  trx: QueryExecutorProvider,
  { identifier, key, roles = [] }: Client,
  path: string,
): Promise<void> {
  const { rows } = await sql<{
    id: number;
  }>`insert into accounts.api_client (identifier, key) values (${identifier}, ${key})
    on conflict (identifier) do update set key = excluded.key returning id`.execute(trx);
  const id = rows[0]!.id;
  const found = await roleIds(trx, roles, path);
  await sql`delete from accounts.api_client_role where api_client_id = ${id} and role_id <> all(${found}::int[])`.execute(
    trx,
  );
  await sql`insert into accounts.api_client_role (api_client_id, role_id) select ${id}::int, unnest(${found}::int[]) on conflict do nothing`.execute(
    trx,
  );
}

async function roleIds(trx: QueryExecutorProvider, slugs: readonly string[], path: string): Promise<number[]> {
  if (slugs.length === 0) return [];
  const { rows } = await sql<{
    id: number;
    slug: string;
  }>`select id, slug from accounts.role where slug = any(${[...slugs]}::text[])`.execute(trx);
  const unknown = slugs.find((slug) => !rows.some((row) => row.slug === slug));
  if (unknown !== undefined) throw new AccountsRefusal(`${path}.roles: there is no role "${unknown}".`);
  return rows.map(({ id }) => id);
}

/** What `importAccounts` reads back; passwords as their hashes, secrets as they are. */
export async function exportAccounts(db: QueryExecutorProvider): Promise<AccountsSection> {
  const roles = await sql<Role>`select slug, name, backoffice from accounts.role order by slug`.execute(db);
  const users = await sql<User>`
    select email, first_name, last_name, password_hash, name_id, admin, array(select r.slug from accounts.account_role ar
      join accounts.role r on r.id = ar.role_id where ar.account_id = a.id order by r.slug) as roles
    from accounts.account a order by lower(email)`.execute(db);
  const services = await sql<{
    orig: string;
    secret: string;
  }>`select orig, secret from accounts.service order by orig`.execute(db);
  const clients = await sql<Client>`
    select identifier, key, array(select r.slug from accounts.api_client_role cr join accounts.role r on r.id = cr.role_id
      where cr.api_client_id = c.id order by r.slug) as roles
    from accounts.api_client c order by identifier`.execute(db);
  return { roles: roles.rows, users: users.rows, services: services.rows, api_clients: clients.rows };
}

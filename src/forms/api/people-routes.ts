import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { badRequest } from '../../platform/server/refusal.ts';
import { nameOf } from '../../accounts/people.ts';
import type { Forms } from '../forms.ts';

type Row = {
  id: number;
  email: string;
  firstName: string;
  lastName: string;
  nameId: string;
  admin: boolean;
  backoffice: boolean;
  roles: { id: number; slug: string; name: string }[];
};

/** `GET /api/users/`: people with an account, for programs that sign (spec/forms-workflows.md, section 6.4). */
export function peopleApiRoutes(server: FastifyInstance, forms: Forms): void {
  server.get('/api/users', { config: { access: 'signed call' } }, async (request) => {
    const { q = '', limit = '20' } = request.query as { q?: unknown; limit?: unknown };
    if (typeof q !== 'string' || typeof limit !== 'string' || !/^\d{1,4}$/.test(limit))
      throw badRequest('Invalid parameters.');
    return { data: (await people(forms, q, Math.min(Number(limit), 1000))).map(told), err: 0 };
  });
}

async function people(forms: Forms, q: string, limit: number): Promise<Row[]> {
  const like = `%${q.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { rows } = await sql<Row>`
    select a.id, a.email, a.first_name as "firstName", a.last_name as "lastName", a.name_id as "nameId", a.admin,
      a.admin or coalesce(bool_or(r.backoffice), false) as backoffice,
      coalesce(json_agg(json_build_object('id', r.id, 'slug', r.slug, 'name', r.name) order by r.name) filter (where r.id is not null), '[]') as roles
    from accounts.account a left join accounts.account_role ar on ar.account_id = a.id left join accounts.role r on r.id = ar.role_id
    where a.active and (a.email ilike ${like} or a.first_name || ' ' || a.last_name ilike ${like})
    group by a.id order by a.last_name, a.first_name, a.id limit ${limit}`.execute(forms.town.db);
  return rows;
}

function told(row: Row): object {
  const name = nameOf(row);
  return {
    user_display_name: name,
    user_email: row.email,
    user_admin_access: row.admin,
    user_backoffice_access: row.backoffice,
    user_nameid: row.nameId,
    user_name_identifier_0: row.nameId,
    user_id: row.id,
    user_roles: row.roles.map(({ id, name: text, slug }) => ({ id: String(id), text, name: text, slug })),
    id: row.id,
    text: name,
    description: row.email,
  };
}

import type { Pool } from 'pg';

const schemas = ['platform', 'accounts', 'agendas', 'forms'];

/** The schema written out as text, in an order of its own, so that a change of it is seen by a reader of the diff. */
export async function writeSchema(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(statement, [schemas]);
  return `${rows.map(({ line }) => line).join('\n')}\n`;
}

const statement = `
with tables as (
  select c.oid, n.nspname || '.' || c.relname as name, c.relpersistence
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1) and c.relkind in ('r', 'p')
)
select line from (
  select name, 0 as part, 0 as place, 'table ' || name || case relpersistence when 'u' then ' (unlogged)' else '' end as line from tables
  union all
  select name, 1, a.attnum, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || case a.attidentity when 'a' then ' identity always' when 'd' then ' identity' else '' end
    || coalesce(case a.attgenerated when 's' then ' stored ' when 'v' then ' virtual ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), '')
  from tables join pg_attribute a on a.attrelid = tables.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select name, 2, row_number() over (partition by name order by k.conname), '  ' || k.conname || ': ' || pg_get_constraintdef(k.oid)
  from tables join pg_constraint k on k.conrelid = tables.oid where k.contype <> 'n'
  union all
  select name, 3, row_number() over (partition by name order by x.relname), '  ' || pg_get_indexdef(i.indexrelid)
  from tables join pg_index i on i.indrelid = tables.oid join pg_class x on x.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  union all
  select name, 4, row_number() over (partition by name order by t.tgname), '  ' || pg_get_triggerdef(t.oid)
  from tables join pg_trigger t on t.tgrelid = tables.oid where not t.tgisinternal
) lines order by name, part, place`;

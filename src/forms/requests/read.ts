import { sql } from 'kysely';
import { isAdministrator, rolesOf, type Caller } from '../../accounts/caller.ts';
import { isDictionary } from '../../templates/values.ts';
import type { Forms } from '../forms.ts';
import { statusOf } from '../workflow/status.ts';
import type { FullRequest } from './request.ts';
import { awaiting, readableByNumber, requestByNumber } from './statements.ts';

/** Numbers of requests are `int4`s: others aren't anybody's. */
const isNumber = (number: number): boolean => Number.isInteger(number) && number > 0 && number < 2 ** 31;

/** The request of that form and number, with its history; null where there is none. Says nothing of who may read it. */
export async function findRequest(forms: Forms, formSlug: string, number: number): Promise<FullRequest | null> {
  return isNumber(number) ? requestByNumber(forms, formSlug, number) : null;
}

/** The same, for somebody: null too where they may not read it (spec/forms-workflows.md, section 1.11), held by the statement itself. */
export async function readRequest(
  forms: Forms,
  formSlug: string,
  number: number,
  caller: Caller,
  sessionHashId: string | null,
): Promise<FullRequest | null> {
  return isNumber(number) ? readableByNumber(forms, formSlug, number, { caller, sessionHashId }) : null;
}

/** A booking that an agenda answered to one of the request's calls. */
export type Booking = {
  /** Identifier of the call (`reservation`). */
  varname: string;
  bookingId: number;
  inWaitingList: boolean | null;
  /** The whole answer. */
  answer: Readonly<Record<string, unknown>>;
};

export function bookingsOf({ workflowData }: Pick<FullRequest, 'workflowData'>): Booking[] {
  return Object.entries(workflowData).flatMap(([key, answer]) => {
    if (!key.endsWith('_response') || !isDictionary(answer) || typeof answer['booking_id'] !== 'number') return [];
    const waiting = answer['in_waiting_list'];
    const varname = key.slice(0, -'_response'.length);
    return [
      {
        varname,
        bookingId: answer['booking_id'],
        inWaitingList: typeof waiting === 'boolean' ? waiting : null,
        answer,
      },
    ];
  });
}

export type Listing = {
  /** Slug of the form; null is every form. */
  form: string | null;
  /** A status id, or a kind of status; `waiting`: open to an action of the caller. */
  status: 'all' | 'waiting' | 'pending' | 'done' | { id: string };
  /** Text searched in numbers and digests. */
  search: string | null;
  limit: number;
  offset: number;
};

export type ListedRequest = {
  id: number;
  formSlug: string;
  formName: string;
  number: number;
  displayId: string;
  digest: string;
  status: { id: string; name: string };
  receivedAt: Temporal.Instant;
  updatedAt: Temporal.Instant;
  waiting: boolean;
  busy: boolean;
};

export type Page = { rows: readonly ListedRequest[]; count: number };

type ListedRow = Omit<ListedRequest, 'status'> & { status: string; workflowVersionId: number | null };

const listed = (
  waiting: ReturnType<typeof sql>,
) => sql`r.id, d.slug as "formSlug", d.name as "formName", r.number, r.display_id as "displayId", r.digest,
  r.status, r.workflow_version_id as "workflowVersionId", r.received_at as "receivedAt", r.updated_at as "updatedAt", ${waiting} as waiting,
  r.pass_id is not null as busy`;

async function toListed(forms: Forms, rows: readonly ListedRow[]): Promise<ListedRequest[]> {
  return Promise.all(
    rows.map(async ({ status, workflowVersionId, ...row }) => {
      const workflow = await forms.definitions.workflow(workflowVersionId);
      return { ...row, status: { id: status, name: statusOf(workflow, status)?.name ?? status } };
    }),
  );
}

function wanted({ form, status, search }: Listing, asker: { caller: Caller; sessionHashId: null }) {
  const conditions = [sql`true`];
  if (form !== null) conditions.push(sql`d.slug = ${form}`);
  if (status === 'waiting') conditions.push(awaiting(asker));
  else if (status === 'pending') conditions.push(sql`not r.endpoint`);
  else if (status === 'done') conditions.push(sql`r.endpoint`);
  else if (status !== 'all') conditions.push(sql`r.status = ${status.id}`);
  const text = search?.trim() ?? '';
  if (text !== '') {
    const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    conditions.push(sql`(r.display_id ilike ${like} or r.digest ilike ${like})`);
  }
  return sql.join(conditions, sql` and `);
}

/** Only agents' roles count in listings: a citizen's own requests stand on their own pages. */
function forAgents(caller: Caller) {
  const held = [...rolesOf(caller)];
  return isAdministrator(caller)
    ? sql`true`
    : sql`(r.concerned_roles && ${held}::text[] or r.action_roles && ${held}::text[])`;
}

/** Requests that the caller may read as an agent, the newest first. */
export async function listRequests(forms: Forms, asked: Listing, caller: Caller): Promise<Page> {
  const { db } = forms.town;
  const asker = { caller, sessionHashId: null };
  const from = sql`from forms.request r join forms.definition d on d.id = r.definition_id where ${wanted(asked, asker)} and ${forAgents(caller)}`;
  const [{ rows }, { rows: counted }] = await Promise.all([
    sql<ListedRow>`select ${listed(awaiting(asker))} ${from} order by r.received_at desc, r.id desc limit ${asked.limit} offset ${asked.offset}`.execute(
      db,
    ),
    sql<{ count: number }>`select count(*)::int as count ${from}`.execute(db),
  ]);
  return { rows: await toListed(forms, rows), count: counted[0]?.count ?? 0 };
}

export type Counts = { form: string; name: string; waiting: number; total: number };

/** By form, for an agent: how many wait for them, how many there are. */
export async function countRequests(forms: Forms, caller: Caller): Promise<readonly Counts[]> {
  const asker = { caller, sessionHashId: null };
  const { rows } = await sql<Counts>`
    select d.slug as form, d.name, count(*) filter (where ${awaiting(asker)})::int as waiting, count(*)::int as total
    from forms.request r join forms.definition d on d.id = r.definition_id where ${forAgents(caller)} group by d.id, d.slug, d.name order by d.name`.execute(
    forms.town.db,
  );
  return rows;
}

/** Requests of a person, or of a visitor's session, the newest first. */
export async function requestsOf(
  forms: Forms,
  { accountId, sessionHashId }: { accountId: number | null; sessionHashId: string | null },
): Promise<readonly ListedRequest[]> {
  const { rows } = await sql<ListedRow>`select ${listed(sql`(not r.endpoint and '_submitter' = any(r.action_roles))`)}
    from forms.request r join forms.definition d on d.id = r.definition_id
    where r.account_id = ${accountId} or (r.account_id is null and r.session_hash_id = ${sessionHashId})
    order by r.received_at desc, r.id desc limit 200`.execute(forms.town.db);
  return toListed(forms, rows);
}

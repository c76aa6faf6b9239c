import { sql, type QueryExecutorProvider } from 'kysely';

/** What an administrator should read: a template that failed, a web service that is down. */
export type LoggedError = { kind: string; summary: string; context: Readonly<Record<string, unknown>> };

export type ErrorPlace = {
  definitionId: number;
  requestId: number | null;
  status: string | null;
  action: string | null;
};

/**
 * Writes errors to the journal, those that differ by digits alone being one: its count grows, its context is the latest
 * (spec/forms-workflows.md, section 7.8).
 */
export async function logErrors(
  db: QueryExecutorProvider,
  errors: readonly LoggedError[],
  place: ErrorPlace,
  now: Temporal.Instant,
): Promise<void> {
  for (const { kind, summary, context } of errors) {
    const grouping = [place.definitionId, place.status, place.action, kind, summary]
      .map((part) => part ?? '')
      .join('|');
    const key = `${place.definitionId}|${grouping.replace(/\d/g, '')}`.slice(0, 200);
    const detail = JSON.stringify({ ...context, status: place.status, action: place.action });
    await sql`
      insert into forms.logged_error (grouping_key, kind, summary, context, definition_id, request_id, first_at, latest_at)
      values (${storable(key)}, ${kind}, ${storable(summary.slice(0, 1000))}, ${detail}::json, ${place.definitionId}, ${place.requestId}, ${now}, ${now})
      on conflict (grouping_key) do update set occurrences = forms.logged_error.occurrences + 1, latest_at = excluded.latest_at,
        summary = excluded.summary, context = excluded.context, request_id = excluded.request_id`.execute(db);
  }
}

/** PostgreSQL's texts hold no NUL. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

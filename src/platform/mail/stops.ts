import { sql, type QueryExecutorProvider } from 'kysely';

/** Topics that the person behind this token has stopped; null where nobody has that token. */
export async function stoppedTopics(db: QueryExecutorProvider, token: string): Promise<readonly string[] | null> {
  if (!/^[0-9a-f]{32}$/.test(token)) return null;
  const { rows } = await sql<{
    stopped: string[];
  }>`select stopped from platform.mail_recipient where token = ${token}`.execute(db);
  return rows[0]?.stopped ?? null;
}

/** Stops messages of a topic, those that wait included, or lets them come again. False where nobody has that token. */
export async function setStopped(
  db: QueryExecutorProvider,
  token: string,
  topic: string,
  stopped: boolean,
): Promise<boolean> {
  const without = sql`array_remove(stopped, ${topic})`;
  const { numAffectedRows } =
    await sql`update platform.mail_recipient set stopped = ${stopped ? sql`array_append(${without}, ${topic})` : without}
    where token = ${token}`.execute(db);
  return numAffectedRows === 1n;
}

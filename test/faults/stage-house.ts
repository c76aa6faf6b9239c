import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Pool } from 'pg';
import { ready, start } from '../command.ts';
import { closeAtEnd } from '../database.ts';
import { visitorOf, type Seen, type Visitor } from '../visitor.ts';

/** Waits for what comes about by itself; fails with what stands instead. */
export async function until<T>(what: string, look: () => Promise<T>, good: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const seen = await look().catch((error: unknown) => error as T);
    if (!(seen instanceof Error) && good(seen)) return seen;
    assert.ok(tries < 900, `${what} did not come about: ${seen instanceof Error ? seen.stack : JSON.stringify(seen)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export type Server = {
  kill(): void;
  /** Resolves once the process has gone. */
  gone(): Promise<void>;
  again(): Promise<void>;
  said(): string;
};

/** A server process that can be killed and started again at the same place. */
export async function openServer(url: string, environment: Readonly<Record<string, string>>): Promise<Server> {
  const run = () => start(['serve'], { LOG_LEVEL: 'silent', ...environment });
  let child = run();
  closeAtEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // Kindly, so that an embedded database is stopped with it.
    const gone = once(child, 'close');
    child.kill('SIGTERM');
    await gone;
  });
  await ready(child, url);
  return {
    kill: () => void child.kill('SIGKILL'),
    async gone() {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    },
    async again() {
      child = run();
      await ready(child, url);
    },
    said: () => child.said().out,
  };
}

/** The password that the demo's first start said. */
export function passwordIn(said: string, email: string): string {
  return new RegExp(`${email}\\s+(\\S+)`).exec(said)?.[1] ?? '';
}

const form = '/inscription-a-un-stage/';

/** A family fills the form in up to its summary; gives what the last button will send. */
export async function fillToSummary(visitor: Visitor, event: string): Promise<Record<string, string>> {
  const first = await visitor.follow(await visitor.get(form));
  const who = { f2: 'Léa', f3: 'Roux', f4: 'roux@example.org' };
  const second = await visitor.follow(await visitor.post(form, { ...first.hidden, ...who, submit: 'next' }));
  const summary = await visitor.follow(await visitor.post(form, { ...second.hidden, f7: event, submit: 'next' }));
  assert.match(summary.text, /Léa/, summary.text.replaceAll(/<[^>]+>|\s+/g, ' '));
  return { ...summary.hidden, submit: 'confirm' };
}

/** Presses « Valider »; whoever gets no page presses again, as people do. */
export async function confirm(visitor: Visitor, fields: Record<string, string>): Promise<Seen> {
  return until(
    'a page after « Valider »',
    async () => visitor.follow(await visitor.post(form, fields)),
    ({ status }) => status === 200,
  );
}

/** An agent signs in and cancels a booking in the agenda; pressed again where no page came. */
export async function cancelByAgent(base: string, password: string, bookingId: number): Promise<void> {
  const visitor = visitorOf(base);
  const page = await until(
    'the sign-in page',
    () => visitor.get('/login/'),
    ({ status }) => status === 200,
  );
  const email = 'ana.dupre@saint-aubin.example';
  await visitor.post('/login/', { _csrf: page.token, email, password });
  const path = `/agendas/manage/agendas/stages-ete/bookings/${bookingId}/cancel/`;
  await until(
    'the page after « Annuler »',
    async () => {
      const asked = await visitor.get(path);
      // Cancelled by now: the first press had come through.
      if (asked.status === 303) return asked;
      assert.equal(asked.status, 200, `${asked.status} ${asked.location}`);
      return visitor.post(path, { ...asked.hidden, _csrf: asked.token });
    },
    ({ status }) => status === 303,
  );
}

export type Standing = {
  status: string;
  history: string[];
  bookings: { id: number; cancelled_by: string | null; sent: boolean | null }[];
  calls: number;
  running: number;
};

/** Where the only request stands, with all that hangs on it. */
export async function standing(pool: Pick<Pool, 'query'>): Promise<Standing> {
  const { rows } = await pool.query<Standing & { requests: number }>(`
    select (select count(*)::int from forms.request) as requests, r.status,
      (select json_agg(e.status order by e.number) from forms.evolution e where e.request_id = r.id) as history,
      (select count(*)::int from forms.trace t where t.request_id = r.id and t.event = 'global-api-trigger') as calls,
      (select count(*)::int from forms.pass where state = 'running') as running,
      (select coalesce(json_agg(json_build_object('id', b.id, 'cancelled_by', b.cancelled_by,
        'sent', (select c.sent_at is not null from agendas.callback c where c.booking_id = b.id)) order by b.id), '[]') from agendas.booking b) as bookings
    from forms.request r`);
  const [row] = rows;
  if (!row) throw new Error('no request yet');
  assert.equal(row.requests, 1, 'one request, however often the button was pressed');
  return row;
}

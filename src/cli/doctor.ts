import { sql } from 'kysely';
import { openSecrets } from '../accounts/services.ts';
import { openApp } from '../app.ts';
import type { Check } from '../platform/part.ts';
import { checkMail } from '../platform/mail/transport.ts';
import type { OpenTown } from '../platform/open-town.ts';
import { connect, type Command } from './command.ts';

/** Runs every check, one line each; ends with 1 where one fails. */
export const commandDoctor: Command = async (_words, settings) => {
  const connected = await connect(settings);
  const app = await openApp(connected.open, new Set());
  let failed = false;
  for (const { name, run } of [...ownChecks(connected.open), ...app.parts.agendas.checks, ...app.parts.forms.checks]) {
    const wrong = await run().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    failed ||= wrong !== null;
    process.stdout.write(`${wrong === null ? 'ok  ' : 'FAIL'} ${name}${wrong === null ? '' : `: ${wrong}`}\n`);
  }
  await app.close();
  await connected.embedded?.leave();
  return failed ? 1 : 0;
};

function ownChecks(open: OpenTown): Check[] {
  const { settings } = open.town;
  const { db } = open.of<unknown>();
  return [
    { name: 'settings', run: async () => null },
    {
      name: 'database: version, durability',
      async run() {
        const { rows } = await sql<{ name: string; setting: string }>`select name, setting from pg_settings
          where name in ('server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit')`.execute(db);
        const found = new Map(rows.map(({ name, setting }) => [name, setting]));
        if (Number(found.get('server_version_num')) < 180_000) return 'PostgreSQL 18 or newer is needed';
        const off = ['fsync', 'full_page_writes', 'synchronous_commit'].filter((name) => found.get(name) === 'off');
        return off.length === 0 ? null : `${off.join(', ')} off: what was acknowledged could be lost`;
      },
    },
    {
      name: 'clock: ours against the database',
      async run() {
        const { rows } = await sql<{ now: Temporal.Instant }>`select clock_timestamp() as now`.execute(db);
        const seconds = Math.abs((rows[0]?.now ?? open.town.clock()).since(open.town.clock()).total('seconds'));
        return seconds < 25 ? null : `${Math.round(seconds)} seconds apart: signed calls are refused beyond 30`;
      },
    },
    {
      name: 'mail',
      run: () => checkMail(settings),
    },
    {
      name: 'secrets shared by the two parts',
      async run() {
        const secrets = openSecrets(db, settings);
        const ways = [
          { from: settings.formsUrl, to: settings.agendasUrl },
          { from: settings.agendasUrl, to: settings.formsUrl },
        ];
        for (const { from, to } of ways) {
          const secret = await secrets.outgoing(to);
          if (secret === null || !(await secrets.incoming(from.hostname)).includes(secret))
            return `${from.hostname} can't call ${to.hostname}`;
        }
        return null;
      },
    },
  ];
}

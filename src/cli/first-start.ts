import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { OpenTown } from '../platform/open-town.ts';
import type { Settings } from '../platform/settings.ts';
import { openingDays } from './demo-dates.ts';
import { importFile } from './import-file.ts';

const demo = new URL('../../demo/', import.meta.url);

/**
 * Fills an empty database: with the site file of the settings, else, where the database is the embedded one, with the demo town.
 * Gives what the console is to say: the demo's accounts, whose passwords are made here and kept nowhere.
 */
export async function fillEmptySite(open: OpenTown, settings: Settings): Promise<string> {
  if (!(await isEmpty(open))) return '';
  if (settings.siteFile !== null) {
    const imported = await importFile(open, settings.siteFile, await readFile(settings.siteFile, 'utf8'));
    if (imported.kind === 'refused')
      throw new Error(`SITE_FILE: ${settings.siteFile} was refused: ${imported.reasons.join('; ')}`);
    return '';
  }
  return settings.databaseUrl === null ? await loadDemo(open) : '';
}

async function isEmpty(open: OpenTown): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from accounts.role) and not exists (select from accounts.account)
      and not exists (select from agendas.agenda) and not exists (select from forms.definition) as empty`.execute(
    open.of<unknown>().db,
  );
  return rows[0]?.empty === true;
}

type DemoUser = { email: string; password?: string };
type DemoTown = Parameters<typeof openingDays>[0] & { users: DemoUser[] };

async function loadDemo(open: OpenTown): Promise<string> {
  const town = JSON.parse(await readFile(new URL('town.json', demo), 'utf8')) as DemoTown;
  const users = town.users.map((user) => ({ ...user, password: randomBytes(9).toString('base64url') }));
  const site = openingDays<DemoTown>(
    { ...town, users },
    open.town.clock().toZonedDateTimeISO(open.town.settings.timeZone).toPlainDate(),
  );
  const files: [string, string][] = [['town.json', JSON.stringify(site)]];
  const names = (await readdir(demo)).filter((name) => name.endsWith('.wcs')).toSorted();
  for (const name of names) files.push([name, await readFile(new URL(name, demo), 'utf8')]);
  for (const [name, text] of files) {
    const imported = await importFile(open, name, text);
    if (imported.kind === 'refused')
      throw new Error(`The demo town could not be loaded: ${name}: ${imported.reasons.join('; ')}`);
  }
  const lines = users.map(({ email, password }) => `    ${email.padEnd(36)} ${password}`);
  return `\n  Demo accounts (made for this database, shown once):\n${lines.join('\n')}\n`;
}

import type { Transaction } from 'kysely';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { accountsSection, AccountsRefusal, exportAccounts, importAccounts } from '../accounts/accounts-site-file.ts';
import type { SharedTables } from '../accounts/tables.ts';
import { agendasSection, exportAgendas, importAgendas } from '../agendas/site-file.ts';
import type { AgendasTables } from '../agendas/tables.ts';
import { exportForms, formsSection, importForms } from '../forms/site-file.ts';
import type { FormsTables } from '../forms/tables.ts';
import { inTransaction } from '../platform/database/transaction.ts';
import type { OpenTown } from '../platform/open-town.ts';

type AllTables = SharedTables & AgendasTables & FormsTables;

/** Everything that an installation holds, but for definitions, requests and bookings (spec/running.md, "The site file"). */
const siteFile = Type.Object(
  { ...accountsSection.properties, ...formsSection.properties, ...agendasSection.properties },
  { additionalProperties: false },
);
export type SiteFile = Static<typeof siteFile>;

export type SiteImported = { kind: 'imported'; lines: string[] } | { kind: 'refused'; reasons: string[] };

/** Undoes the transaction of a file that turned out not to fit. */
class Undone extends Error {}

/** Imports a site file, all of it or nothing. */
export async function importSite(open: OpenTown, content: unknown): Promise<SiteImported> {
  const reasons = faultsOf(content);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const site = content as SiteFile;
  const { clock, settings } = open.town;
  try {
    const lines = await inTransaction(open.of<AllTables>().db, async (trx) => {
      const people = await importAccounts(trx, pick(site, accountsSection.properties));
      const variables = await importForms(as<SharedTables & FormsTables>(trx), pick(site, formsSection.properties));
      const context = { timeZone: settings.timeZone, holidays: settings.holidays, now: clock() };
      const agendas = await importAgendas(
        as<SharedTables & AgendasTables>(trx),
        pick(site, agendasSection.properties),
        context,
      );
      if (agendas.kind === 'refused') throw new Undone(`${agendas.path}: ${agendas.reason}`);
      return [...people, ...variables, `agendas: ${agendas.created} created, ${agendas.updated} updated`];
    });
    return { kind: 'imported', lines };
  } catch (error) {
    if (error instanceof Undone || error instanceof AccountsRefusal)
      return { kind: 'refused', reasons: [error.message] };
    throw error;
  }
}

/** The site file of what is in the database; of the agendas named, or of all there is. */
export async function exportSite(open: OpenTown, agendas: readonly string[]): Promise<SiteFile> {
  const { db } = open.of<AllTables>();
  const agendasDb = open.of<SharedTables & AgendasTables>().db;
  const { timeZone } = open.town.settings;
  if (agendas.length > 0) return exportAgendas(agendasDb, agendas, timeZone);
  return {
    ...(await exportAccounts(db)),
    ...(await exportForms(open.of<SharedTables & FormsTables>().db)),
    ...(await exportAgendas(agendasDb, undefined, timeZone)),
  };
}

/** The transaction as one part knows it: every part's tables stand in it, each part names its own. */
function as<Tables>(trx: Transaction<AllTables>): Transaction<Tables> {
  return trx as unknown as Transaction<Tables>;
}

/** The keys of one section. */
function pick<Section extends object>(
  site: SiteFile,
  properties: Section,
): Pick<SiteFile, keyof Section & keyof SiteFile> {
  return Object.fromEntries(Object.entries(site).filter(([key]) => Object.hasOwn(properties, key))) as Pick<
    SiteFile,
    keyof Section & keyof SiteFile
  >;
}

/** The agendas' section is checked by its own import, which knows the kind of each agenda: a choice between schemas tells of them all. */
const outline = Type.Object(
  {
    ...accountsSection.properties,
    ...formsSection.properties,
    ...Object.fromEntries(Object.keys(agendasSection.properties).map((key) => [key, Type.Optional(Type.Unknown())])),
  },
  { additionalProperties: false },
);

/** What doesn't fit the schema, one line for each path: `roles[2].slug: must be string`. */
function faultsOf(content: unknown): string[] {
  const byPath = new Map<string, string>();
  for (const { keyword, instancePath, message, params } of Value.Errors(outline, content)) {
    // Told once more by the object that holds it.
    if (keyword === 'additionalProperties') continue;
    const missing = keyword === 'required' && 'requiredProperties' in params ? params.requiredProperties : [];
    for (const key of missing) keep(`${instancePath}/${key}`, 'is missing');
    if (missing.length === 0) keep(instancePath, keyword === 'boolean' ? 'unknown key' : message);
  }
  function keep(pointer: string, reason: string): void {
    const path = pathOf(pointer);
    if (!byPath.has(path)) byPath.set(path, `${path}: ${reason}`);
  }
  if (byPath.size > 0) return [...byPath.values()].slice(0, 20);
  const at = unkeepable(content);
  return at === null ? [] : [`${pathOf(at)}: holds a NUL or half a character`];
}

/** The first text, or key, that the database can't keep as it came; null where there is none. Not by calling itself: a file may be deep. */
function unkeepable(content: unknown): string | null {
  const left: [pointer: string, value: unknown][] = [['', content]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [pointer, value] = next;
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) return pointer;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value).toReversed()) {
      if (key.includes('\0') || !key.isWellFormed()) return pointer;
      left.push([`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner]);
    }
  }
  return null;
}

function pathOf(pointer: string): string {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return (
    steps
      .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
      .join('')
      .replace(/^\./, '') || 'the file'
  );
}

import type { Transaction } from 'kysely';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { accountsSection, exportAccounts, importAccounts } from '../accounts/accounts-site-file.ts';
import type { SharedTables } from '../accounts/tables.ts';
import { agendasSection, exportAgendas, importAgendas } from '../agendas/site-file.ts';
import type { AgendasTables } from '../agendas/tables.ts';
import type { FormsTables } from '../forms/tables.ts';
import { exportForms, formsSection, importForms } from '../forms/site-file.ts';
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

/** Imports a site file, all of it or nothing. */
export async function importSite(open: OpenTown, content: unknown): Promise<SiteImported> {
  const reasons = faultsOf(content);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const site = content as SiteFile;
  try {
    const lines = await inTransaction(open.of<AllTables>().db, async (trx) => [
      ...(await importAccounts(as<SharedTables>(trx), site)),
      ...(await importForms(as<SharedTables & FormsTables>(trx), site)),
      ...(await importAgendas(as<SharedTables & AgendasTables>(trx), site, open.town)),
    ]);
    return { kind: 'imported', lines };
  } catch (error) {
    if (error instanceof SiteRefusal) return { kind: 'refused', reasons: [error.message] };
    throw error;
  }
}

/** The transaction as one part knows it: every part's tables stand in it, each part names its own. */
function as<Tables>(trx: Transaction<AllTables>): Transaction<Tables> {
  return trx as unknown as Transaction<Tables>;
}

/** What doesn't fit the schema, each with the path of its place: `agendas[2].events[0].places`. */
function faultsOf(content: unknown): string[] {
  if (Value.Check(siteFile, content)) return [];
  return [...Value.Errors(siteFile, content)].slice(0, 20).map((error) => `${pathOf(error.instancePath)}: ${error.message}`);
}

function pathOf(pointer: string): string {
  const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '') || 'the file';
}

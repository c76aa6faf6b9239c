import type { Database as FormsDatabase } from '../forms/database.ts';
import { importDefinition, looksLikeDefinition } from '../forms/exchange/import.ts';
import { inTransaction } from '../platform/database/transaction.ts';
import type { OpenTown } from '../platform/open-town.ts';
import { importSite } from './site.ts';

export type Imported = { kind: 'imported'; lines: readonly string[] } | { kind: 'refused'; reasons: readonly string[] };

/** One file, told by its content: exported definitions are XML, a site file is JSON. All of it or nothing. */
export async function importFile(open: OpenTown, name: string, text: string): Promise<Imported> {
  if (looksLikeDefinition(text)) return importXml(open, name, text);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return {
      kind: 'refused',
      reasons: [
        `neither an exported definition nor a site file: ${error instanceof Error ? error.message : String(error)}`,
      ],
    };
  }
  return importSite(open, content);
}

async function importXml(open: OpenTown, name: string, text: string): Promise<Imported> {
  const outcome = await inTransaction(open.of<FormsDatabase>().db, (trx) => importDefinition(trx, text, name));
  if (outcome.kind === 'refused') return outcome;
  return { kind: 'imported', lines: [`${outcome.what} ${outcome.slug} ${outcome.kind}`, ...outcome.notes] };
}

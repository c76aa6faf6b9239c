import type { Transaction } from '../database.ts';
import { saveDefinition } from '../definitions/store.ts';
import type { DefinitionKind } from '../definitions/types.ts';
import { notesOn } from './notes.ts';
import { readExported } from './read.ts';

export type ImportOutcome =
  /** `notes`: what it names and isn't there yet, what can't be read, what isn't used yet: reported, not refused. */
  | { kind: 'created' | 'updated' | 'unchanged'; what: DefinitionKind; slug: string; notes: string[] }
  | { kind: 'refused'; reasons: string[] };

/**
 * Takes in an exported definition (`.wcs`): whole, or refused with every reason. Types and modes that nothing executes yet are refused by name;
 * keys that no code reads are kept and exported again. `fileName` is for what is said of the file.
 */
export async function importDefinition(trx: Transaction, xml: string, _fileName: string): Promise<ImportOutcome> {
  const read = readExported(xml);
  if (read.kind === 'refused') return read;
  const { definition } = read;
  const kind = await saveDefinition(trx, definition);
  return { kind, what: definition.kind, slug: definition.slug, notes: await notesOn(trx, definition) };
}

export { looksLikeDefinition } from './read.ts';

import type { Transaction } from '../database.ts';
import type { DefinitionKind } from '../definitions/types.ts';

export type ImportOutcome =
  /** `notes`: what it names and isn't there yet, what can't be read: reported, not refused. */
  | { kind: 'created' | 'updated' | 'unchanged'; what: DefinitionKind; slug: string; notes: string[] }
  | { kind: 'refused'; reasons: string[] };

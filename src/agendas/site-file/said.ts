import type { Zone } from '../../time/zone.ts';
import type { Transaction } from '../database.ts';
import { readReferences, unknownReference, type References } from './references.ts';
import { refusedTime } from './refused-time.ts';
import { refusalOfSection, type AgendaEntry, type AgendasSection } from './schema.ts';

/** Keys of the site file that a call says of an agenda or an event, with their values. */
export type Said = Readonly<Record<string, unknown>>;

/** What can't be, by the key that says it. */
export type Invalid = { kind: 'invalid'; key: string; reason: string };

export function invalid(key: string, reason: string): Invalid {
  return { kind: 'invalid', key, reason };
}

export type Fitting = { kind: 'fits'; entry: AgendaEntry; known: References };

/** An agenda as the site file would tell it, once it is seen that a file could: its shape, its times, what it names. */
export async function fitting(trx: Transaction, entry: Said, zone: Zone): Promise<Fitting | Invalid> {
  const section = { agendas: [await withRoleSlugs(trx, entry)] };
  const misshapen = refusalOfSection(section);
  if (misshapen) return invalid(keyOf(misshapen.path), misshapen.reason);
  const read = section as unknown as AgendasSection;
  const known = await readReferences(trx);
  const wrong = refusedTime(read, zone) ?? unknownReference(read, known);
  return wrong ? invalid(keyOf(wrong.path), wrong.reason) : { kind: 'fits', entry: read.agendas![0]!, known };
}

/** `agendas[0].events[0].places` → `places` */
function keyOf(path: string): string {
  return path.replace(/^agendas\[0\]\.?/, '').replace(/^events\[0\]\.?/, '') || 'non_field_errors';
}

const roleKeys = ['view_role', 'edit_role', 'admin_role'] as const;

/** Answers show roles by their names: who sends one back means its slug. */
async function withRoleSlugs(trx: Transaction, entry: Said): Promise<Said> {
  const named = roleKeys.filter((key) => typeof entry[key] === 'string');
  if (named.length === 0) return entry;
  const roles = await trx.selectFrom('accounts.role').select(['slug', 'name']).execute();
  const slugs = named.map((key): [string, unknown] => {
    const said = entry[key];
    const isSlug = roles.some(({ slug }) => slug === said);
    const byName = isSlug ? [] : roles.filter(({ name }) => name === said);
    return [key, byName.length === 1 ? byName[0]!.slug : said];
  });
  return { ...entry, ...Object.fromEntries(slugs) };
}

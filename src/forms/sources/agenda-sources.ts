import type { SignedCalls } from '../../accounts/signed-calls.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Job } from '../../platform/jobs.ts';
import type { FormsTown, Transaction } from '../database.ts';
import { allDefinitions, saveDefinition } from '../definitions/store.ts';
import type { DataSourceDefinition, Definition } from '../definitions/types.ts';
import { collectAgendas } from './collect-agendas.ts';
import { definitionOf, identityOf, slugOfGenerated, sourcesOf, type Generated } from './generated.ts';

export type Refreshed =
  | { kind: 'refreshed'; created: number; updated: number; removed: number; notFound: number }
  /** The agendas did not answer, or nonsense: nothing was changed. */
  | { kind: 'failed'; summary: string };

/**
 * Brings the data sources that are made of agendas up to date (spec/forms-workflows.md, section 5.6): one for each new agenda, meeting type or resource; names follow.
 * One whose agenda is gone goes too, unless a form names it: then it says so. Copies (« Dupliquer ») are their owner's.
 */
export async function refreshAgendaSources({
  town,
  calls,
}: {
  town: FormsTown;
  calls: SignedCalls;
}): Promise<Refreshed> {
  const collected = await collectAgendas(calls, town.settings.agendasUrl);
  if (collected.kind === 'failed') return collected;
  return inTransaction(town.db, async (trx) => {
    const shortened = await baseVariable(trx, town.settings.agendasUrl.href);
    const wanted = collected.agendas.flatMap(sourcesOf).map((source) => ({ ...source, url: shortened(source.url) }));
    return write(trx, wanted, await allDefinitions(trx));
  });
}

async function write(trx: Transaction, wanted: readonly Generated[], all: readonly Definition[]): Promise<Refreshed> {
  const sources = all.filter((one) => one.kind === 'data source');
  const ours = new Map(
    sources
      .filter(({ external }) => external === 'agenda')
      .map((one) => [identityOf(one.source.value, one.qsData), one]),
  );
  const taken = new Set(sources.map(({ slug }) => slug));
  const done = { kind: 'refreshed' as const, created: 0, updated: 0, removed: 0, notFound: 0 };
  for (const source of wanted) {
    const identity = identityOf(source.url, source.qsData);
    const slug = ours.get(identity)?.slug ?? slugOfGenerated(source.key, taken);
    ours.delete(identity);
    taken.add(slug);
    const outcome = await saveDefinition(trx, definitionOf(source, slug));
    if (outcome !== 'unchanged') done[outcome]++;
  }
  const used = new Set(all.flatMap(sourcesNamed));
  for (const source of ours.values()) {
    if (used.has(source.slug)) {
      await saveDefinition(trx, lost(source));
      done.notFound++;
    } else {
      await trx
        .deleteFrom('forms.definition')
        .where('kind', '=', 'data source')
        .where('slug', '=', source.slug)
        .execute();
      done.removed++;
    }
  }
  return done;
}

function sourcesNamed(definition: Definition): string[] {
  if (definition.kind !== 'form') return [];
  return definition.fields.flatMap((field) =>
    'dataSource' in field && field.dataSource ? [field.dataSource.type] : [],
  );
}

function lost(source: DataSourceDefinition): DataSourceDefinition {
  const kept = source.kept.filter(({ name }) => name !== 'external_status');
  return { ...source, kept: [...kept, { name: 'external_status', attributes: {}, children: ['not-found'] }] };
}

/** Addresses below that of the agendas begin with the site's variable that holds it, so that they survive a move: `{{ agendas_url }}api/…`. */
async function baseVariable(trx: Transaction, base: string): Promise<(url: string) => string> {
  const variables = await trx.selectFrom('forms.variable').select(['name', 'value']).orderBy('name').execute();
  const own = variables.find((one) => one.name === 'agendas_url');
  // The name is ours unless the site gave it another meaning.
  const name = !own || own.value === base ? 'agendas_url' : variables.find(({ value }) => value === base)?.name;
  return (url) => (name !== undefined && url.startsWith(base) ? `{{ ${name} }}${url.slice(base.length)}` : url);
}

/** The name by which the job is woken. */
export const agendaSources = 'agenda sources';

export function agendaSourcesJob(forms: { town: FormsTown; calls: SignedCalls }): Job {
  let rounds = 0;
  return {
    name: agendaSources,
    everySeconds: 3_600,
    async run() {
      rounds += 1;
      const outcome = await refreshAgendaSources(forms);
      if (outcome.kind !== 'failed') return;
      // The first round comes before this very process listens; the server wakes it again once it does.
      const level = rounds === 1 ? 'debug' : 'warn';
      forms.town.log[level]({ why: outcome.summary }, 'the data sources of the agendas stay as they are');
    },
  };
}

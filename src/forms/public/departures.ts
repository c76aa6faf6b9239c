import { capital, moment, type Telling } from '../../pages/dates.ts';
import { texts as shared } from '../../pages/texts.ts';
import { namesOf } from '../../templates/template.ts';
import type { FormDefinition, ListField } from '../definitions/types.ts';
import { visitTo } from '../filling/visit.ts';
import type { Forms } from '../forms.ts';
import type { FormReference } from '../requests/request.ts';
import type { Item } from '../sources/source.ts';
import { areSlots, startOf, stateOf } from './slots.ts';

export type Departure = { label: string; waiting?: boolean };

/** When each form is next possible: the best help that a home page gives. */
export type Departures = { of(form: FormReference, telling: Telling): Promise<Departure | null> };

type Known = { at: Temporal.Instant; items: readonly Item[] };

const keptSeconds = 60;
/** What isn't known by then comes with the next visit. */
const patienceMs = 700;

/**
 * Asks the agendas of the forms behind the home page: what was found is kept for a minute, then shown once more while it is asked again,
 * so an agenda that is slow or down never keeps anybody waiting.
 */
export function openDepartures(forms: Forms): Departures {
  const known = new Map<number, Known>();
  const asking = new Map<number, Promise<void>>();
  const ask = (form: FormReference, field: ListField): Promise<void> => {
    const under = asking.get(form.versionId);
    if (under) return under;
    const asked = itemsFor(forms, form, field)
      .then((items) => void known.set(form.versionId, { at: forms.town.clock(), items }))
      .catch((error: unknown) => forms.town.log.warn({ err: error }, 'the next date of a form could not be found'))
      .finally(() => void asking.delete(form.versionId));
    asking.set(form.versionId, asked);
    return asked;
  };
  return {
    async of(form, telling) {
      const field = bookedBy(form.definition);
      if (!field) return null;
      const before = known.get(form.versionId);
      const isFresh =
        before && Temporal.Instant.compare(before.at.add({ seconds: keptSeconds }), forms.town.clock()) > 0;
      const asked = isFresh ? null : ask(form, field);
      if (!before && asked)
        await Promise.race([asked, new Promise<void>((done) => setTimeout(done, patienceMs).unref())]);
      const found = known.get(form.versionId);
      return found ? departureOf(found.items, telling) : null;
    },
  };
}

async function itemsFor(forms: Forms, form: FormReference, field: ListField): Promise<readonly Item[]> {
  const visit = visitTo(forms, form, { kind: 'anonymous' }, '');
  const found = await visit.items(field, await visit.at({}));
  return found.kind === 'items' ? found.items : [];
}

/** The first list on a source that needs no answer of the form. */
function bookedBy({ fields }: FormDefinition): ListField | null {
  const lists = fields.filter((field) => field.type === 'item' || field.type === 'items');
  return (
    lists.find(
      ({ dataSource }) => dataSource !== null && !namesOf(dataSource.value).some((name) => name.startsWith('form_var')),
    ) ?? null
  );
}

/** The first moment with a place; else that only the waiting list is left, or nothing. Null where it is no list of moments. */
export function departureOf(items: readonly Item[], telling: Telling): Departure | null {
  if (!areSlots(items)) return null;
  const states = items.map((item) => ({ item, state: stateOf(item, telling.language).state }));
  const free = states.find(({ state }) => state === 'free' || state === 'few');
  const start = free && startOf(free.item);
  if (start) return { label: capital(moment(start, telling)) };
  const t = shared[telling.language];
  return states.some(({ state }) => state === 'waiting')
    ? { label: t.waitingList, waiting: true }
    : { label: t.full, waiting: true };
}

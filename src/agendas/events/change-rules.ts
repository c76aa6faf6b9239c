import type { CustomField } from '../tables.ts';
import type { Places } from '../bookings/rules.ts';

/** What may not be done to an event, whoever asks; `reason` is for programs. */
export type Against = { reason: string; description: string };

export type Standing = Places & {
  label: string;
  isSeries: boolean;
  /** Occurrences that are still to come; `own`: columns that one says by itself, whatever its series says. */
  coming: readonly (Places & { label: string; own: readonly string[] })[];
};

export type Change = {
  places?: number | undefined;
  waitingPlaces?: number | undefined;
  isSeries?: boolean | undefined;
};

/** What speaks against a change: nobody loses a place by it. An event that is overbooked already may only get more places. */
export function againstChange(event: Standing, { places, waitingPlaces, isSeries }: Change): Against | null {
  const following = (column: string) => [event, ...event.coming.filter(({ own }) => !own.includes(column))];
  const below = following('places').find(
    ({ total, booked }) => places !== undefined && places < total && places < booked,
  );
  if (below) return against('fewer places than booked', `${below.booked} places are booked`, below.label);
  const short = following('waiting_list_places').find(
    ({ waitingTotal, waiting }) =>
      waitingPlaces !== undefined && waitingPlaces < waitingTotal && waitingPlaces < waiting,
  );
  if (short) return against('fewer places than waiting', `${short.waiting} places are waited for`, short.label);
  if (isSeries === undefined || isSeries === event.isSeries) return null;
  // What was booked of the one could no longer be found among the other.
  const booked = (isSeries ? [event] : event.coming).find(isTaken);
  return booked ? againstTaken(booked.label) : null;
}

/** What speaks against taking an event away: somebody has a place of it, or of an occurrence, coming or past. */
export function againstRemoval(events: readonly (Places & { label: string })[]): Against | null {
  const taken = events.find(isTaken);
  return taken ? againstTaken(taken.label) : null;
}

const isTaken = ({ booked, waiting }: Places): boolean => booked > 0 || waiting > 0;
const againstTaken = (label: string): Against =>
  against('event has bookings', 'somebody has booked it; cancel these bookings first', label);

function against(reason: string, why: string, label: string): Against {
  return { reason, description: label === '' ? `${reason}: ${why}` : `${reason}: ${why} (${label})` };
}

/** Values of an events type as they are kept, or the first that can't be: the name of its key, and why. */
export function customValues(
  fields: readonly CustomField[],
  said: Readonly<Record<string, unknown>>,
): Map<string, unknown> | { slug: string; why: string } {
  const values = new Map<string, unknown>();
  for (const [slug, value] of Object.entries(said)) {
    const field = fields.find((one) => one.slug === slug);
    if (!field) return { slug, why: 'is not a field of the agenda’s events type' };
    const kept = customValue(field, value);
    if (kept === undefined) return { slug, why: `does not fit a field of type ${field.type}` };
    values.set(slug, kept);
  }
  return values;
}

function customValue({ type }: CustomField, value: unknown): unknown {
  if (value === null || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  if (type === 'bool') return flags[text.toLowerCase()];
  return type !== 'date' || isDate(text) ? text : undefined;
}

const flags: Readonly<Record<string, boolean | undefined>> = { true: true, '1': true, false: false, '0': false };

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

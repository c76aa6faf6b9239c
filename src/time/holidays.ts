import Holidays from 'date-holidays';
import { dayNumber } from './days.ts';

/** A country and, where its holidays differ, one of its regions: `FR`, `FR-57`, `BE`. As `date-holidays` numbers them. */
export type Place = string;

const kept = new Map<string, ReadonlyMap<number, string>>();

/**
 * Null for a place whose holidays are known, else what is wrong. The library gives the plain list of the country, silently,
 * for a region that it doesn't know (`FR-GES`, `FR-976`): it must be refused here.
 */
export function placeRefusal(place: Place): string | null {
  const [country = '', region, ...more] = place.split('-');
  const countries = new Holidays().getCountries();
  if (!Object.hasOwn(countries, country) || more.length > 0) return `no holidays are known for '${place.slice(0, 20)}'`;
  if (region === undefined) return null;
  const regions = Object.keys(new Holidays().getStates(country) ?? {});
  if (regions.includes(region)) return null;
  return `no holidays are known for '${place.slice(0, 20)}'; ${country} has ${regions.join(', ') || 'no regions'}`;
}

/** The public holidays of a year, by day (see days.ts), with their names in the place's own language. Throws for a place that is refused. */
export function holidaysOf(year: number, place: Place): ReadonlyMap<number, string> {
  const key = `${place} ${year}`;
  const known = kept.get(key);
  if (known) return known;
  const found = compute(year, place);
  if (kept.size >= 200) kept.clear();
  kept.set(key, found);
  return found;
}

function compute(year: number, place: Place): Map<number, string> {
  const refusal = placeRefusal(place);
  if (refusal !== null) throw new RangeError(refusal);
  const [country = '', region] = place.split('-');
  const calendar = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const days = new Map<number, string>();
  for (const { date, name, type } of calendar.getHolidays(year)) {
    if (type !== 'public') continue;
    const [y, m, d] = date.slice(0, 10).split('-').map(Number);
    days.set(dayNumber(y!, m!, d!), name);
  }
  return days;
}

/** The name of a day's holiday, or null. */
export function holidayOn(day: number, year: number, place: Place): string | null {
  return holidaysOf(year, place).get(day) ?? null;
}

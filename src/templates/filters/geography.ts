import { floatOf, Float, isDictionary, isLazy, plain } from '../values.ts';
import { tuple } from '../python.ts';
import { decimalOf, Decimal } from '../decimal.ts';
import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { attribute } from '../attributes.ts';
import { str } from '../python.ts';
import { row } from './row.ts';

export type Place = { readonly lat: number; readonly lon: number };

function degrees(value: unknown): number | undefined {
  const held = plain(value);
  if (typeof held === 'number') return held;
  if (held instanceof Float) return held.value;
  if (held instanceof Decimal) return held.toNumber();
  return typeof held === 'string' ? decimalOf(held)?.toNumber() : undefined;
}

/** The place that a value holds or tells: `{lat, lon}`, `lat;lon`, a map's answer, a request with a position. */
export function placeOf(value: unknown): Place | undefined {
  const held = plain(value);
  if (typeof held === 'string') {
    const [lat, lon, more] = held.split(';').map(degrees);
    return lat === undefined || lon === undefined || more !== undefined ? undefined : { lat, lon };
  }
  if (isLazy(value)) {
    const found = { lat: degrees(value.get('lat')), lon: degrees(value.get('lon')) };
    if (found.lat !== undefined && found.lon !== undefined) return { lat: found.lat, lon: found.lon };
    const base = value.get('geoloc_base');
    if (base !== undefined && base !== value) return placeOf(base);
  }
  if (!isDictionary(held)) return undefined;
  const lat = degrees(attribute(held, 'lat'));
  const lon = degrees(attribute(held, 'lon') ?? attribute(held, 'lng'));
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

const radians = (angle: number): number => (angle * Math.PI) / 180;

/** Metres on the sphere. */
const EARTH = 6_371_009;

/** Metres between two places. */
export function distanceBetween(a: Place, b: Place): number {
  const [p, q] = [radians(a.lat), radians(b.lat)];
  const half = (angle: number): number => Math.sin(angle / 2) ** 2;
  const h = half(q - p) + Math.cos(p) * Math.cos(q) * half(radians(b.lon - a.lon));
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(h)));
}

const AXIS = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));

/** Conformal conic projections of the RGF93 ellipsoid: EPSG code → parallels, origin, false easting and northing. */
const CONICS: Readonly<
  Record<string, readonly [p1: number, p2: number, lat: number, lon: number, x: number, y: number]>
> = {
  '2154': [49, 44, 46.5, 3, 700_000, 6_600_000],
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_none, index) => {
      const lat = 42 + index;
      return [
        String(3942 + index),
        [lat - 0.75, lat + 0.75, lat, 3, 1_700_000, 1_200_000 + index * 1_000_000],
      ] as const;
    }),
  ),
};

function conic({ lat, lon }: Place, [p1, p2, lat0, lon0, x0, y0]: (typeof CONICS)[string]): [number, number] {
  const m = (p: number): number => Math.cos(p) / Math.sqrt(1 - (ECCENTRICITY * Math.sin(p)) ** 2);
  const t = (p: number): number =>
    Math.tan(Math.PI / 4 - p / 2) /
    ((1 - ECCENTRICITY * Math.sin(p)) / (1 + ECCENTRICITY * Math.sin(p))) ** (ECCENTRICITY / 2);
  const [a, b] = [radians(p1), radians(p2)];
  const n = (Math.log(m(a)) - Math.log(m(b))) / (Math.log(t(a)) - Math.log(t(b)));
  const f = m(a) / (n * t(a) ** n);
  const rho = (p: number): number => AXIS * f * t(p) ** n;
  const theta = n * radians(lon - lon0);
  const [r, r0] = [rho(radians(lat)), rho(radians(lat0))];
  return [x0 + r * Math.sin(theta), y0 + r0 - r * Math.cos(theta)];
}

function projected(place: Place, code: string): [number, number] | undefined {
  if (code === '4326') return [place.lat, place.lon];
  if (code === '3857') {
    return [AXIS * radians(place.lon), AXIS * Math.log(Math.tan(Math.PI / 4 + radians(place.lat) / 2))];
  }
  const parameters = Object.hasOwn(CONICS, code) ? CONICS[code] : undefined;
  return parameters && conic(place, parameters);
}

function reproject(value: unknown, argument: unknown, run: Run): unknown {
  const place = placeOf(value);
  if (!place) return null;
  const code = str(plain(argument), run.language).replace(/^EPSG:/i, '');
  const point = projected(place, code);
  if (point) return tuple(floatOf(point[0]), floatOf(point[1]));
  run.record(`La projection ${code} n'est pas connue.`, `The projection ${code} isn't known.`);
  return null;
}

export const geographyFilters: readonly FilterRow[] = [
  row(
    'distance',
    ['Les mètres jusqu’à un autre lieu.', 'Metres to another place.'],
    ['{{ "45.76;4.83"|distance:"45.76;4.83" }}', '0,0'],
    (value, argument) => {
      const [from, to] = [placeOf(value), placeOf(argument)];
      return from && to ? floatOf(distanceBetween(from, to)) : null;
    },
    { argument: 'required', raw: true },
  ),
  row(
    'reproj',
    ['Les coordonnées dans une autre projection.', 'Coordinates in another projection.'],
    ['{{ "0;0"|reproj:"EPSG:4326" }}', '(0.0, 0.0)'],
    reproject,
    {
      argument: 'required',
      raw: true,
    },
  ),
];

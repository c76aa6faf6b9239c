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

const radians = (angle: number): number => angle * (Math.PI / 180);

const AXIS = 6_378_137;
/** GRS 80, of the French projections. */
const GRS80 = 1 / 298.257222101;
const SQUARED = 2 * GRS80 - GRS80 * GRS80;
/** WGS 84, of positions and distances. */
const WGS84 = 1 / 298.257223563;

/** The central angle of a geodesic, its azimuth and its middle, after Vincenty (Survey Review 176, 1975). */
type Geodesic = { sigma: number; sinSigma: number; cosSigma: number; cosSquared: number; cosMiddle: number };

function geodesic(a: Place, b: Place): Geodesic | undefined {
  const reduced = (lat: number): number => Math.atan((1 - WGS84) * Math.tan(radians(lat)));
  const [u, v] = [reduced(a.lat), reduced(b.lat)];
  const [sinU, cosU, sinV, cosV] = [Math.sin(u), Math.cos(u), Math.sin(v), Math.cos(v)];
  const span = radians(b.lon - a.lon);
  let lambda = span;
  for (let turn = 0; turn < 200; turn++) {
    const [sine, cosine] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(cosV * sine, cosU * sinV - sinU * cosV * cosine);
    if (sinSigma === 0) return undefined;
    const cosSigma = sinU * sinV + cosU * cosV * cosine;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU * cosV * sine) / sinSigma;
    const cosSquared = 1 - sinAlpha ** 2;
    const cosMiddle = cosSquared === 0 ? 0 : cosSigma - (2 * sinU * sinV) / cosSquared;
    const c = (WGS84 / 16) * cosSquared * (4 + WGS84 * (4 - 3 * cosSquared));
    const inner = sigma + c * sinSigma * (cosMiddle + c * cosSigma * (2 * cosMiddle ** 2 - 1));
    const next = span + (1 - c) * WGS84 * sinAlpha * inner;
    const isSettled = Math.abs(next - lambda) < 1e-15;
    lambda = next;
    if (isSettled || turn === 199) return { sigma, sinSigma, cosSigma, cosSquared, cosMiddle };
  }
  return undefined;
}

/** Metres between two places, on the ellipsoid. */
export function distanceBetween(a: Place, b: Place): number {
  const found = geodesic(a, b);
  if (!found) return 0;
  const { sigma, sinSigma, cosSigma, cosSquared, cosMiddle: m } = found;
  const minor = AXIS * (1 - WGS84);
  const u = (cosSquared * (AXIS ** 2 - minor ** 2)) / minor ** 2;
  const k = (Math.sqrt(1 + u) - 1) / (Math.sqrt(1 + u) + 1);
  const scale = (1 + k ** 2 / 4) / (1 - k);
  const slope = k * (1 - (3 / 8) * k ** 2);
  const third = (slope / 6) * m * (4 * sinSigma ** 2 - 3) * (4 * m ** 2 - 3);
  const delta = slope * sinSigma * (m + (slope / 4) * (cosSigma * (2 * m ** 2 - 1) - third));
  return minor * scale * (sigma - delta);
}

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

/** In the order of operations that PROJ uses, so that the last digits agree. */
function conic({ lat, lon }: Place, [p1, p2, lat0, lon0, x0, y0]: (typeof CONICS)[string]): [number, number] {
  const e = Math.sqrt(SQUARED);
  const m = (phi: number): number => Math.cos(phi) / Math.sqrt(1 - SQUARED * Math.sin(phi) * Math.sin(phi));
  const t = (phi: number): number => {
    const sine = Math.sin(phi);
    const cosine = Math.cos(phi);
    return Math.exp(e * Math.atanh(e * sine)) * (sine > 0 ? cosine / (1 + sine) : (1 - sine) / cosine);
  };
  const [a, b] = [radians(p1), radians(p2)];
  const n = Math.log(m(a) / m(b)) / Math.log(t(a) / t(b));
  const c = (m(a) * t(a) ** -n) / n;
  const rho = c * t(radians(lat)) ** n;
  const rho0 = c * t(radians(lat0)) ** n;
  const theta = n * (radians(lon) - radians(lon0));
  return [AXIS * (rho * Math.sin(theta)) + x0, AXIS * (rho0 - rho * Math.cos(theta)) + y0];
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

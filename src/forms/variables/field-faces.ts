import { createHash } from 'node:crypto';
import { decimalOf } from '../../templates/decimal.ts';
import { siteText, type Language } from '../../templates/moments.ts';
import { contains, equal, lettersOf, order, str } from '../../templates/python.ts';
import { isDictionary, lazy, TemplateFile, type Lazy } from '../../templates/values.ts';
import { scalarText } from '../requests/scalar.ts';
import type { Json, Values } from '../requests/types.ts';
import { blankFace, face } from './faces.ts';

/**
 * A field as its names need it: those of every type that a stored request may hold, also types that can't be filled in here yet.
 * The fields of a block stand in it.
 */
export type NamedField = {
  id: string;
  type: string;
  label?: string;
  varname?: string | null;
  block?: { fields: readonly NamedField[] };
};

export type FaceEnv = {
  language: Language;
  /** The request's page; files hang below it. */
  requestUrl: string | null;
};

type Maker = (value: Json, values: Values, field: NamedField, env: FaceEnv) => unknown;

/** `form_var_<varname>` of a field (spec/forms-workflows.md, section 4.5); null-like where there is no answer. */
export function fieldFace(field: NamedField, values: Values, env: FaceEnv): unknown {
  const type = field.type.startsWith('block') ? 'block' : field.type;
  const value = values[field.id] ?? null;
  const maker = makers[type] ?? dataFace;
  if (value === null && type !== 'bool') return blankFace([], type === 'date' || type === 'numeric');
  return maker(value, values, field, env);
}

const textFace: Maker = (value, _values, _field, { language }) => {
  const text = typeof value === 'string' ? value : str(value, language);
  return face({ plain: () => text, text: () => text }, language);
};

/** Any other kept value: its keys are names, its lists have no numbers. */
const dataFace: Maker = (value, _values, _field, { language }) =>
  face(
    { plain: () => value, get: (key) => (isDictionary(value) && Object.hasOwn(value, key) ? value[key] : undefined) },
    language,
  );

const boolFace: Maker = (value, _values, _field, { language }) => {
  const checked = value === true;
  return face({ plain: () => checked, get: (key) => (key === 'raw' ? checked : undefined) }, language);
};

const dateFace: Maker = (value, _values, _field, { language }) => {
  const date = dateOf(value);
  if (!date) return textFace(value, _values, _field, { language, requestUrl: null });
  const parts: Readonly<Record<string, () => unknown>> = {
    raw: () => structOf(date),
    year: () => date.year,
    month: () => date.month,
    day: () => date.day,
    tm_year: () => date.year,
    tm_mon: () => date.month,
    tm_mday: () => date.day,
    tm_hour: () => 0,
    tm_min: () => 0,
    tm_sec: () => 0,
    tm_wday: () => date.dayOfWeek - 1,
    tm_yday: () => date.dayOfYear,
  };
  return {
    [lazy]: true,
    plain: () => siteText(date, language),
    text: () => siteText(date, language),
    get: (key) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined),
    equals: (other) => equal(date, other),
    compare: (other) => order(date, other),
  } satisfies Lazy;
};

function dateOf(value: Json): Temporal.PlainDate | null {
  try {
    return typeof value === 'string' ? Temporal.PlainDate.from(value.slice(0, 10)) : null;
  } catch {
    return null;
  }
}

/** A date as the platform keeps it: year, month, day, hour, minute, second, weekday from Monday 0, day of the year, no daylight saving told. */
function structOf(date: Temporal.PlainDate): number[] {
  return [date.year, date.month, date.day, 0, 0, 0, date.dayOfWeek - 1, date.dayOfYear, -1];
}

const numericFace: Maker = (value, _values, _field, { language }) => {
  const number = decimalOf(scalarText(value));
  if (!number) return textFace(value, _values, _field, { language, requestUrl: null });
  return face(
    {
      plain: () => number,
      equals: (other) =>
        equal(number, other) ||
        (typeof other === 'string' && equal(number, decimalOf(other.replace(',', '.')) ?? null)),
      compare: (other) =>
        order(number, typeof other === 'string' ? (decimalOf(other.replace(',', '.')) ?? other) : other),
    },
    language,
  );
};

/** A computed value that shows digits is a number. */
const computedFace: Maker = (value, values, field, env) => {
  const digits = values[`${field.id}_display`];
  return typeof digits === 'string' ? numericFace(digits, values, field, env) : dataFace(value, values, field, env);
};

const itemFace: Maker = (value, values, field, { language }) => {
  const display = values[`${field.id}_display`];
  const label = typeof display === 'string' ? display : str(value, language);
  const structured = values[`${field.id}_structured`] ?? null;
  return face(
    {
      plain: () => label,
      text: () => label,
      get(key) {
        if (key === 'raw') return value;
        if (key === 'structured') return structured ?? undefined;
        return isDictionary(structured) && Object.hasOwn(structured, key) ? structured[key] : undefined;
      },
    },
    language,
  );
};

const itemsFace: Maker = (value, values, field, { language }) => {
  const ids = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const display = values[`${field.id}_display`];
  const label = typeof display === 'string' ? display : ids.map((id) => str(id, language)).join(', ');
  const structured = values[`${field.id}_structured`] ?? null;
  const members = Array.isArray(structured) ? structured : null;
  return face(
    {
      plain: () => label,
      text: () => label,
      items: () => ids,
      each: () => lettersOf(label),
      contains: (other) => contains(ids, other) || (typeof other === 'string' && label.split(', ').includes(other)),
      get(key) {
        if (key === 'raw') return value;
        if (key === 'structured') return structured ?? undefined;
        return /^\d{1,6}$/.test(key) ? members?.[Number(key)] : undefined;
      },
    },
    language,
  );
};

/** A file as it is kept: `{filename, content_type, content}`, the content in base64. */
const fileFace: Maker = (value, _values, _field, { language, requestUrl }) => {
  if (!isDictionary(value)) return textFace(value, _values, _field, { language, requestUrl });
  const file = new TemplateFile(
    scalarText(value['filename']),
    scalarText(value['content_type'], 'application/octet-stream'),
    () => scalarText(value['content']),
  );
  const parts: Readonly<Record<string, () => unknown>> = {
    raw: () => file,
    url: () => (requestUrl === null ? null : `${requestUrl}download?hash=${digestOf(value)}`),
    file_size: () => contentOf(value).length,
    file_digest: () => digestOf(value),
  };
  return face(
    {
      plain: () => file,
      text: () => file.filename,
      get: (key) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined),
    },
    language,
  );
};

function contentOf(file: Record<string, unknown>): Buffer {
  return Buffer.from(scalarText(file['content']), 'base64');
}

export function digestOf(file: Record<string, unknown>): string {
  return createHash('sha256').update(contentOf(file)).digest('hex');
}

const mapFace: Maker = (value, _values, _field, { language }) => {
  const position = isDictionary(value) ? value : {};
  const text = `${scalarText(position['lat'])};${scalarText(position['lon'])}`;
  return face(
    { plain: () => text, text: () => text, get: (key) => (key === 'lat' || key === 'lon' ? position[key] : undefined) },
    language,
  );
};

const timeRangeFace: Maker = (value, values, field, { language }) => {
  const text = scalarText(values[`${field.id}_display`]);
  return face(
    {
      plain: () => text,
      text: () => text,
      get: (key) => (key === 'raw' ? value : isDictionary(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    },
    language,
  );
};

const blockFace: Maker = (value, values, field, env) => {
  const kept = isDictionary(value) ? value : {};
  const rows = Array.isArray(kept['data']) ? (kept['data'] as Values[]) : [];
  const digests = Array.isArray(kept['digests']) ? (kept['digests'] as unknown[]) : [];
  const display = values[`${field.id}_display`];
  const text = typeof display === 'string' ? display : digests.map((digest) => scalarText(digest)).join(', ');
  const faces = rows.map((row, index) => rowFace(row, field.block?.fields ?? [], scalarText(digests[index]), env));
  const plain = { data: rows.map(keptRow(field.block?.fields ?? [])), schema: kept['schema'] ?? {} };
  return face(
    {
      plain: () => plain,
      text: () => text,
      // Filters that take lists out of a block (`getlistdict`) get its dates as dates.
      items: () => rows.map((row) => listedRow(row, field.block?.fields ?? [], env)),
      each: () => faces,
      get(key) {
        if (key === 'raw') return plain;
        if (key === 'var') return faces[0];
        return /^\d{1,6}$/.test(key) ? faces[Number(key)] : undefined;
      },
    },
    env.language,
  );
};

/** A row as templates pass it on: dates in the platform's shape. */
const keptRow =
  (fields: readonly NamedField[]) =>
  (row: Values): Record<string, unknown> => {
    const dates = new Set(fields.filter(({ type }) => type === 'date').map(({ id }) => id));
    return Object.fromEntries(
      Object.entries(row).map(([key, value]) => {
        const date = dates.has(key) ? dateOf(value) : null;
        return [key, date ? structOf(date) : value];
      }),
    );
  };

function rowFace(row: Values, fields: readonly NamedField[], digest: string, env: FaceEnv): Lazy {
  return face({ plain: () => row, text: () => digest, get: (key) => namedField(fields, key, row, env) }, env.language);
}

function listedRow(row: Values, fields: readonly NamedField[], env: FaceEnv): Lazy {
  const get = (key: string): unknown => {
    const field = fields.find(({ varname }) => varname === key);
    const date = field?.type === 'date' ? dateOf(row[field.id] ?? null) : null;
    return date ?? namedField(fields, key, row, env);
  };
  return face({ plain: () => row, get }, env.language);
}

/** The field of that name: where several have it, the first with an answer. Undefined where none has it. */
export function namedField(fields: readonly NamedField[], varname: string, values: Values, env: FaceEnv): unknown {
  const named = fields.filter((field) => field.varname === varname);
  const answered = named.find(({ id }) => (values[id] ?? null) !== null) ?? named[0];
  return answered && fieldFace(answered, values, env);
}

/** Each type with faces of its own; the other types are data. */
const makers: Readonly<Record<string, Maker>> = {
  string: textFace,
  text: textFace,
  email: textFace,
  bool: boolFace,
  date: dateFace,
  numeric: numericFace,
  computed: computedFace,
  item: itemFace,
  items: itemsFace,
  file: fileFace,
  map: mapFace,
  'time-range': timeRangeFace,
  block: blockFace,
};

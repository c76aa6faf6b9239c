import { isDictionary } from '../../templates/values.ts';
import { digestOf, type NamedField } from '../variables/field-faces.ts';
import { scalarText } from './scalar.ts';
import type { Json, Values } from './types.ts';

type JsonEnv = { requestUrl: string; filesContent: boolean };

/** The answers as the API tells them, by the names of their fields; where several have one name, the first with an answer (spec/forms-workflows.md, section 6.6). */
export function fieldsJson(fields: readonly NamedField[], values: Values, env: JsonEnv): Record<string, Json> {
  const told: Record<string, Json> = {};
  for (const field of fields) {
    const { varname } = field;
    if (!varname || (Object.hasOwn(told, varname) && told[varname] !== null)) continue;
    if (!unanswerable.has(field.type)) Object.assign(told, fieldJson(field, varname, values, env));
  }
  return told;
}

const unanswerable = new Set(['page', 'title', 'subtitle', 'comment']);

function fieldJson(field: NamedField, name: string, values: Values, env: JsonEnv): Record<string, Json> {
  const value = values[field.id] ?? null;
  const display = values[`${field.id}_display`] ?? null;
  const structured = values[`${field.id}_structured`] ?? null;
  switch (field.type.split(':')[0]) {
    case 'item':
    case 'items':
      return {
        [`${name}_raw`]: value,
        [name]: display ?? value,
        ...(structured === null ? {} : { [`${name}_structured`]: structured }),
      };
    case 'time-range':
      return { [`${name}_raw`]: value, [name]: display };
    case 'file':
      return { [name]: isDictionary(value) ? fileJson(value, field.id, env) : null };
    case 'block':
      return blockJson(field, name, value, display, env);
    default:
      return { [name]: value };
  }
}

function fileJson(file: Record<string, unknown>, fieldId: string, { requestUrl, filesContent }: JsonEnv): Json {
  const content = filesContent ? { content: scalarText(file['content']), content_is_base64: true } : {};
  return {
    filename: scalarText(file['filename']),
    content_type: scalarText(file['content_type']),
    ...content,
    url: `${requestUrl}download?hash=${digestOf(file)}`,
    field_id: fieldId,
  };
}

function blockJson(field: NamedField, name: string, value: Json, display: Json, env: JsonEnv): Record<string, Json> {
  if (!isDictionary(value)) return { [`${name}_raw`]: null, [name]: null };
  const rows = Array.isArray(value['data']) ? (value['data'] as Values[]) : [];
  const digests = Array.isArray(value['digests']) ? (value['digests'] as Json[]) : [];
  return {
    [`${name}_raw`]: rows.map((row) => fieldsJson(field.block?.fields ?? [], row, env)),
    [name]: display ?? digests.map((digest) => scalarText(digest)).join(', '),
    ...(digests.some(Boolean) ? { [`${name}_digests`]: digests } : {}),
  };
}

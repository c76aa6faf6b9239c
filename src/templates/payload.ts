import { Decimal } from './decimal.ts';
import { isoText, isTemporal } from './moments.ts';
import { decimalText } from './python.ts';
import { Float, Foreign, isDictionary, isLazy, Pending, Safe, TemplateFile } from './values.ts';

/** A value as JSON for payloads: dates in ISO notation, decimals as text, files with their content in base64. */
export function plainJson(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (value instanceof Safe) return value.text;
  if (value instanceof Pending) return plainJson(value.settled());
  if (value instanceof TemplateFile) return fileJson(value);
  if (isLazy(value)) return plainJson(value.payload ? value.payload() : value.plain());
  if (value instanceof Decimal) return decimalText(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Foreign) return isoText(value.value, 'T');
  if (isTemporal(value)) return isoText(value, 'T');
  if (Array.isArray(value)) return Array.from(value, plainJson);
  if (value instanceof Set) return Array.from(value, plainJson);
  if (!isDictionary(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item)]));
}

function fileJson(file: TemplateFile): unknown {
  const content = file.content();
  return {
    filename: file.filename,
    content_type: file.contentType,
    content: content instanceof Pending ? content.settled() : content,
    content_is_base64: true,
  };
}

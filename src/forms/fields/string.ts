import { contextOf } from '../../templates/context.ts';
import { TemplateError } from '../../templates/errors.ts';
import type { FieldValidation, StringField } from '../definitions/types.ts';
import { holds } from '../sources/rendering.ts';
import type { DataFieldType, FieldEnv, FieldRead } from './field-type.ts';
import { messages } from './messages.ts';
import { patternOf } from './pattern.ts';
import { keptText, readText, textOf, usualMost } from './text-line.ts';
import { validations } from './validations.ts';

/** « Texte (ligne) », with its checks. */
export const string: DataFieldType<StringField> = {
  async read(field, posted, env) {
    const read = readText(
      field,
      typeof posted === 'string' ? posted.replace(/\s*\n\s*/g, ' ') : posted,
      env,
      field.maxLength ?? usualMost.line,
    );
    if (read.kind !== 'text') return read;
    return field.validation === null
      ? { kind: 'read', values: { [field.id]: read.text } }
      : checked(field, read.text, field.validation, env);
  },
  display: keptText,
  async fromApi(field, { value, raw }) {
    return { [field.id]: textOf(value ?? raw, usualMost.line) };
  },
};

async function checked(
  field: StringField,
  text: string,
  validation: FieldValidation,
  env: FieldEnv,
): Promise<FieldRead> {
  const row = validations[validation.type];
  const normal = row?.normal?.(text) ?? text;
  const valid = row
    ? row.holds(validation.type === 'nrn-be' ? text : normal, env.env)
    : await holdsAsWritten(validation, text, env);
  if (valid) return { kind: 'read', values: { [field.id]: normal } };
  const own = validation.errorMessage;
  if (own) return { kind: 'refused', message: { fr: own, en: own } };
  return {
    kind: 'refused',
    message: row?.message ?? (validation.type === 'regex' ? messages.pattern : messages.condition),
  };
}

/** A check that the administrator wrote. A pattern that can't be read holds nobody up; a condition that fails does, and both are recorded. */
async function holdsAsWritten({ type, value }: FieldValidation, text: string, env: FieldEnv): Promise<boolean> {
  if (type === 'regex') {
    const matches = patternOf(value);
    if (!matches)
      env.record?.({
        kind: 'template',
        summary: `the pattern can't be read: ${value.slice(0, 200)}`,
        context: { validation: type },
        notify: false,
      });
    return matches?.(text) ?? true;
  }
  if (type !== 'django') return true;
  try {
    return await holds(value, { context: contextOf({ value: text }, env.context), env: env.env });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    env.record?.({ kind: 'template', summary: error.message, context: { validation: value }, notify: false });
    return false;
  }
}

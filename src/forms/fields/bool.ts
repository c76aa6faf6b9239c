import type { BoolField } from '../definitions/types.ts';
import type { DataFieldType } from './field-type.ts';
import { messages } from './messages.ts';
import { isRequired, textOf } from './text-line.ts';

/** « Case à cocher ». Its answer is true or false, never nothing; where it is required it has to be ticked. */
export const bool: DataFieldType<BoolField> = {
  async read(field, posted, env) {
    if (typeof posted !== 'string' && posted !== undefined) return { kind: 'refused', message: messages.unreadable };
    const ticked = isTicked(posted);
    if (!ticked && isRequired(field, env)) return { kind: 'refused', message: messages.tick };
    return { kind: 'read', values: { [field.id]: ticked } };
  },
  typed: ({ id }, posted) => ({ [id]: isTicked(posted) }),
  display({ id }, values, language) {
    const value = values[id] ?? null;
    return value === null ? '' : said[language][value === true ? 1 : 0];
  },
  async fromApi({ id }, { value, raw }) {
    return { [id]: isTicked(value ?? raw) };
  },
};

const said = { fr: ['Non', 'Oui'], en: ['No', 'Yes'] } as const;

const yes: ReadonlySet<string> = new Set(['yes', 'true', 'on', '1', 't', 'y', 'oui', 'vrai']);

/** What a browser, a template or a caller of the API says for a ticked box. */
export function isTicked(given: unknown): boolean {
  return yes.has((textOf(given, 20) ?? '').trim().toLowerCase());
}

import { nameOf } from '../../accounts/people.ts';
import { lettersOf } from '../../templates/python.ts';
import { siteText } from '../../templates/moments.ts';
import { isLazy } from '../../templates/values.ts';
import type { Facts } from '../requests/facts.ts';
import type { FullRequest } from '../requests/request.ts';
import { scalarText } from '../requests/scalar.ts';
import type { Values } from '../requests/types.ts';
import { fieldFace, type FaceEnv, type NamedField } from './field-faces.ts';

/** `form_details`: the answers as a text, page by page, the way mails show them. */
export function detailsOf(request: FullRequest, facts: Facts, env: FaceEnv): string {
  const lines = facts.submitter
    ? [`${env.language === 'fr' ? 'Nom de l’usager' : 'User name'} :`, `  ${nameOf(facts.submitter)}`, '']
    : [];
  for (const field of request.form.definition.fields as readonly NamedField[])
    lines.push(...linesOf(field, request.data, env));
  return lines.join('\n').trim();
}

function linesOf(field: NamedField, values: Values, env: FaceEnv): string[] {
  const label = field.label ?? '';
  switch (field.type) {
    case 'page':
      return [label, '='.repeat(lettersOf(label).length), ''];
    case 'title':
      return [label, '-'.repeat(lettersOf(label).length), ''];
    case 'subtitle':
      return [`**${label}**`, '', ''];
    case 'comment':
    case 'computed':
      return [];
    default: {
      const text = shownText(field, values, env);
      return text === null ? [] : [`${label} :`, ...text.split('\n').map((line) => `  ${line}`), '', ''];
    }
  }
}

/** The answer as people read it; null where there is none. */
function shownText(field: NamedField, values: Values, env: FaceEnv): string | null {
  const value = values[field.id] ?? null;
  if (value === null || value === '') return null;
  if (field.type === 'bool') return env.language === 'fr' ? (value ? 'Oui' : 'Non') : value ? 'Yes' : 'No';
  if (field.type === 'password') return '●●●●●●●●';
  if (field.type === 'numeric') return env.language === 'fr' ? scalarText(value).replace('.', ',') : scalarText(value);
  const face = fieldFace(field, values, env);
  if (isLazy(face)) return face.text();
  return face instanceof Temporal.PlainDate ? siteText(face, env.language) : scalarText(face);
}

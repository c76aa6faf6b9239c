import { Fault } from '../errors.ts';
import type { Getter } from '../compiler.ts';
import { output } from '../printing.ts';
import type { Meaning, TagRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { Pending } from '../values.ts';
import { single, splitAs, splitNamed } from './words.ts';

type Needs = {
  /** Refused when read without words. */
  readonly words?: true;
  /** Without a port, or an answer of it, an error rather than nothing. */
  readonly answer?: true;
};

/** A tag that the rest of the program fills: its words and `name=value` go to the port of its name. */
function ported(name: string, fr: string, en: string, sample: string, needs: Needs = {}): TagRow {
  return {
    name,
    fr,
    en,
    example: [`{% ${name}${sample} %}`, needs.answer ? `{% ${name}${sample} %}` : ''],
    read(parts, reader): Meaning {
      const part = single(parts);
      const { words, name: target } = splitAs(part.words);
      if (needs.words && words.length === 0) {
        throw reader.fail(part.at, `« ${name} » demande une valeur.`, `"${name}" needs a value.`);
      }
      const { values, named } = splitNamed(words, reader);
      return {
        reads: [...values, ...named.map((pair) => pair.value)],
        ...(target === undefined ? {} : { sets: [target] }),
        compile(compiler) {
          const asked = this.value?.(compiler) ?? (() => '');
          const slot = target === undefined ? undefined : compiler.slotOf(target);
          return (run) => {
            const value = asked(run);
            if (slot === undefined) return output(value, run);
            run.slots[slot] = value;
            return '';
          };
        },
        value(compiler): Getter {
          const getters = values.map((expression) => compiler.expression(expression, ''));
          const fields = named.map((pair) => [pair.name, compiler.expression(pair.value, '')] as const);
          const { at } = part;
          return (run) => {
            const given = getters.map((getter) => getter(run));
            const options = Object.fromEntries(fields.map(([field, getter]) => [field, getter(run)]));
            run.at = at;
            return answer(name, given, options, needs, run);
          };
        },
      };
    },
  };
}

function answer(name: string, given: unknown[], options: Record<string, unknown>, needs: Needs, run: Run): unknown {
  const ports = run.env.ports?.tags;
  const port = ports && Object.hasOwn(ports, name) ? ports[name] : undefined;
  const found = port?.(given, options, run);
  const value = found instanceof Pending ? found.settled() : found;
  if (value !== undefined) return value;
  if (needs.answer) throw new Fault(`« ${name} » n'a rien trouvé.`, `"${name}" found nothing.`);
  return '';
}

export const objectTags: readonly TagRow[] = [
  ported('webservice', 'Appelle un web service nommé.', 'Calls a named web service.', ' "identifiant"', {
    words: true,
    answer: true,
  }),
  ported(
    'action_button',
    'Un bouton de courriel qui fait une action.',
    'A button in a mail that does an action.',
    ' "valider" label="Valider"',
    { words: true },
  ),
  ported(
    'temporary_access_url',
    'Une adresse d’accès pour un temps.',
    'An address that gives access for a time.',
    ' hours=2',
  ),
  ported(
    'temporary_access_button',
    'Un bouton d’accès pour un temps.',
    'A button that gives access for a time.',
    ' label="Voir"',
  ),
  ported(
    'make_public_url',
    'Une adresse publique pour une adresse signée.',
    'A public address for a signed one.',
    ' url=""',
  ),
  ported('block_value', 'La valeur d’un bloc de champs.', 'The value of a block of fields.', ' prenom="Zoé"'),
  ported('zip', 'Une archive de fichiers.', 'An archive of files.', ' fichier', { words: true }),
  ported('standard_text', 'Un texte du site.', 'A text of the site.', ' "identifiant"', { words: true }),
  ported('add_javascript', 'Ajoute un script à la page.', 'Adds a script to the page.', ' "x"', { words: true }),
  ported('version_hash', 'La version du programme.', 'The version of the program.', ''),
];

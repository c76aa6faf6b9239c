import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';
import { TemplateFile, plain } from '../values.ts';
import { str } from '../python.ts';
import { row } from './row.ts';

/** What the port of that name gives; undefined where there is no port, or where the value isn't of its kind. */
function ported(name: string, value: unknown, argument: unknown, run: Run): unknown {
  const ports = run.env.ports?.filters;
  return ports && Object.hasOwn(ports, name) ? ports[name]?.(value, argument, run) : undefined;
}

/** A filter over stored objects; on anything else the error is recorded and nothing is left. */
function ofObjects(name: string, fr: string, en: string, argument?: 'required' | 'optional'): FilterRow {
  const given = argument === undefined ? '' : ':"nom"';
  return row(
    name,
    [fr, en],
    [`{{ rien|${name}${given} }}`, 'None', { rien: null }],
    (value, wanted, run) => {
      const found = ported(name, value, wanted, run);
      if (found !== undefined) return found;
      run.record(`« ${name} » ne s'applique pas à cette valeur.`, `"${name}" doesn't apply to this value.`);
      return null;
    },
    { raw: true, ...(argument === undefined ? {} : { argument }) },
  );
}

/** A filter about users: without one, the answer is `otherwise`. */
function ofUsers(
  name: string,
  fr: string,
  en: string,
  otherwise: unknown,
  shown: string,
  argument?: 'required',
): FilterRow {
  const given = argument === undefined ? '' : ':"Agent"';
  return row(
    name,
    [fr, en],
    [`{{ rien|${name}${given} }}`, shown, { rien: null }],
    (value, wanted, run) => ported(name, value, wanted, run) ?? otherwise,
    { raw: true, ...(argument === undefined ? {} : { argument }) },
  );
}

const operator = (name: string, fr: string, en: string): FilterRow =>
  ofObjects(name, `Condition du filtre : ${fr}.`, `Condition of the filter: ${en}.`, 'optional');

function renamed(value: unknown, argument: unknown, run: Run): unknown {
  const file = ported('rename_file', value, argument, run) ?? plain(value);
  if (!(file instanceof TemplateFile)) return file;
  const extension = /\.([^.]+)$/.exec(file.filename)?.[1] ?? '';
  return new TemplateFile(
    str(plain(argument), run.language).replace('$ext', extension),
    file.contentType,
    file.content,
  );
}

export const objectFilters: readonly FilterRow[] = [
  ofObjects('objects', 'Les demandes ou fiches d’un modèle.', 'The requests or cards of a definition.', 'required'),
  ofObjects('order_by', 'Triées par un champ.', 'Sorted by a field.', 'required'),
  ofObjects('filter_by', 'Choisit le champ du filtre.', 'Chooses the field to filter by.', 'required'),
  ofObjects('filter_value', 'Garde celles qui ont cette valeur.', 'Keeps those with this value.', 'required'),
  ofObjects('exclude_value', 'Écarte celles qui ont cette valeur.', 'Leaves out those with this value.', 'required'),
  operator('equal', 'égal', 'equal'),
  operator('i_equal', 'égal, sans égard à la casse', 'equal, whatever the case'),
  operator('not_equal', 'différent', 'different'),
  operator('less_than', 'plus petit', 'less'),
  operator('less_than_or_equal', 'plus petit ou égal', 'less or equal'),
  operator('greater_than', 'plus grand', 'greater'),
  operator('greater_than_or_equal', 'plus grand ou égal', 'greater or equal'),
  operator('in', 'parmi', 'among'),
  operator('not_in', 'pas parmi', 'not among'),
  operator('between', 'entre deux valeurs', 'between two values'),
  operator('icontains', 'contient', 'contains'),
  operator('absent', 'sans valeur', 'without a value'),
  operator('existing', 'avec une valeur', 'with a value'),
  operator('is_today', 'aujourd’hui', 'today'),
  operator('is_tomorrow', 'demain', 'tomorrow'),
  operator('is_yesterday', 'hier', 'yesterday'),
  operator('is_this_week', 'cette semaine', 'this week'),
  operator('is_future', 'à venir', 'to come'),
  operator('is_past', 'passé', 'past'),
  operator('is_today_or_future', 'aujourd’hui ou à venir', 'today or to come'),
  operator('is_today_or_past', 'aujourd’hui ou passé', 'today or past'),
  ofObjects('filter_by_status', 'Celles dans ce statut.', 'Those in this status.', 'required'),
  ofObjects('filter_by_user', 'Celles de cet usager.', 'Those of this user.', 'required'),
  ofObjects('filter_by_internal_id', 'Celle de ce numéro interne.', 'That of this internal number.', 'required'),
  ofObjects('filter_by_number', 'Celle de ce numéro.', 'That of this number.', 'required'),
  ofObjects('filter_by_identifier', 'Celle de cet identifiant.', 'That of this identifier.', 'required'),
  ofObjects('filter_by_distance', 'Celles à moins de tant de mètres.', 'Those within so many metres.', 'required'),
  ofObjects('distance_filter', 'Celles à moins de tant de mètres.', 'Those within so many metres.', 'required'),
  ofObjects(
    'set_geo_center',
    'Le lieu dont on mesure les distances.',
    'The place that distances are measured from.',
    'required',
  ),
  ofObjects('pending', 'Celles qui sont en cours.', 'Those under way.'),
  ofObjects('done', 'Celles qui sont terminées.', 'Those that are done.'),
  ofObjects('current_user', 'Celles de la personne connectée.', 'Those of who is signed in.'),
  ofObjects('same_user', 'Celles du même usager.', 'Those of the same user.'),
  ofObjects('exclude_self', 'Sans la demande elle-même.', 'Without the request itself.'),
  ofObjects('with_custom_view', 'Celles d’une vue personnalisée.', 'Those of a custom view.', 'required'),
  ofObjects('with_drafts', 'Brouillons compris.', 'Drafts included.'),
  ofUsers('has_role', 'Vrai si l’usager a ce rôle.', 'Whether the user has this role.', false, 'False', 'required'),
  ofUsers('roles', 'Les noms des rôles de l’usager.', 'The names of the user’s roles.', [], '[]'),
  ofUsers(
    'user_id_for_service',
    'L’identifiant de l’usager pour un service.',
    'The user’s identifier for a service.',
    '',
    '',
    'required',
  ),
  ofUsers('get_preference', 'Une préférence de l’usager.', 'A preference of the user.', null, 'None', 'required'),
  row(
    'rename_file',
    [
      'Le fichier sous un autre nom ; `$ext` garde l’extension.',
      'The file under another name; `$ext` keeps the extension.',
    ],
    ['{{ rien|rename_file:"a.$ext" }}', 'None', { rien: null }],
    renamed,
    {
      argument: 'required',
      raw: true,
    },
  ),
  ofObjects('strip_metadata', 'L’image sans ses métadonnées.', 'The image without its metadata.'),
  ofObjects('convert_image_format', 'L’image en jpeg, pdf ou png.', 'The image as jpeg, pdf or png.', 'required'),
  ofObjects('qrcode', 'Un code QR.', 'A QR code.', 'optional'),
];

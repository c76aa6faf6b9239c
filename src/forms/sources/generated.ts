import type { DataSourceDefinition, TemplateRow } from '../definitions/types.ts';

/** An agenda as the agendas' listing tells it, with its meeting types or resources where it has them. */
export type ListedAgenda = {
  id: string;
  text: string;
  kind: 'events' | 'meetings' | 'virtual';
  freeRange: boolean;
  datetimesUrl: string | null;
  meetingsUrl: string | null;
  resourcesUrl: string | null;
  meetingTypes: readonly { id: string; text: string; duration: number | null; datetimesUrl: string }[];
  resources: readonly { id: string; text: string }[];
};

/** A source to make: its key becomes its slug, where that is free. */
export type Generated = {
  key: string;
  name: string;
  url: string;
  qsData: readonly TemplateRow[];
  externalType: string | null;
};

/** Slots that the visitor has locked stay offered to the visitor. */
const lock: TemplateRow = {
  name: 'lock_code',
  value: '{% firstof form_submission_context_lock_code session_hash_id %}',
};

/** The data sources of an agenda (spec/forms-workflows.md, section 5.6). */
export function sourcesOf(agenda: ListedAgenda): Generated[] {
  const { id, text, kind, datetimesUrl, meetingsUrl } = agenda;
  if (agenda.freeRange) return sourcesOfResources(agenda);
  if (kind === 'events') return datetimesUrl === null ? [] : [made(`agenda-events-${id}`, text, datetimesUrl, [lock])];
  if (meetingsUrl === null) return [];
  const key = `agenda-${kind}-${id}`;
  return [
    made(`${key}-meetingtypes`, `${text} - Types de rendez-vous`, meetingsUrl, []),
    made(
      `${key}-mtdynamic`,
      `${text} - Créneaux du type form_var_meeting_type_raw`,
      `${meetingsUrl}{{ form_var_meeting_type_raw }}/datetimes/`,
      [lock],
    ),
    ...agenda.meetingTypes.map((type) =>
      made(`${key}-mt-${type.id}`, nameOfSlots(text, type), type.datetimesUrl, [lock]),
    ),
  ];
}

function nameOfSlots(agenda: string, { text, duration }: { text: string; duration: number | null }): string {
  return `${agenda} - Créneaux du type « ${text} »${duration === null ? '' : ` (${duration} minutes)`}`;
}

function sourcesOfResources({ id, text, datetimesUrl, resourcesUrl, resources }: ListedAgenda): Generated[] {
  if (datetimesUrl === null || resourcesUrl === null) return [];
  const key = `agenda-meetings-${id}`;
  const slots = (suffix: string, name: string, resource: string): Generated => ({
    ...made(`${key}-${suffix}`, `${text} - ${name}`, datetimesUrl, [
      lock,
      { name: 'resource', value: resource },
      { name: 'user_external_id', value: '{{ form_uuid }}' },
    ]),
    externalType: 'free_range',
  });
  return [
    made(`${key}-resources`, `${text} - Ressources`, resourcesUrl, []),
    slots('resourcedynamic', 'Créneaux pour la ressource form_var_resource_raw', '{{ form_var_resource_raw }}'),
    ...resources.map((one) => slots(`resource-${one.id}`, `Créneaux pour la ressource « ${one.text} »`, one.id)),
  ];
}

function made(key: string, name: string, url: string, qsData: readonly TemplateRow[]): Generated {
  return { key, name, url, qsData, externalType: null };
}

/** What tells a generated source from another, whatever its name and slug. */
export function identityOf(url: string, qsData: readonly TemplateRow[]): string {
  const rows = qsData.map(({ name, value }) => `${name}=${value}`).toSorted((a, b) => (a < b ? -1 : 1));
  return [url, ...rows].join('\n');
}

/** `chrono_ds_agenda_events_stages_ete`. */
export function slugOfGenerated(key: string, taken: ReadonlySet<string>): string {
  const plain = key.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = `chrono_ds_${plain.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '')}`;
  let free = slug;
  for (let number = 2; taken.has(free); number++) free = `${slug}_${number}`;
  return free;
}

export function definitionOf({ name, url, qsData, externalType }: Generated, slug: string): DataSourceDefinition {
  return {
    kind: 'data source',
    slug,
    name,
    source: { type: 'json', value: url },
    qsData,
    cacheSeconds: 0,
    queryParameter: null,
    idParameter: null,
    dataAttribute: 'data',
    idAttribute: 'id',
    textAttribute: 'text',
    notifyOnErrors: true,
    recordOnErrors: false,
    external: 'agenda',
    externalType,
    kept: [],
  };
}

import type { SignedCalls } from '../../accounts/signed-calls.ts';
import { OutboundFailure } from '../../platform/outbound.ts';
import type { Json } from '../requests/types.ts';
import type { ListedAgenda } from './generated.ts';
import { atPath, isObject, parseJson } from './json.ts';
import { headersOf } from './request.ts';

export type Collected = { kind: 'collected'; agendas: ListedAgenda[] } | { kind: 'failed'; summary: string };

class Refused extends Error {}

/** Every agenda of a booking service with its meeting types and resources. One call that fails and nothing is known: a source must not go because an answer did not come. */
export async function collectAgendas(calls: SignedCalls, base: URL): Promise<Collected> {
  const rowsAt = async (url: string): Promise<{ readonly [key: string]: Json }[]> => {
    const answer = await calls.call({
      method: 'GET',
      url,
      headers: headersOf(undefined, false),
      timeoutMs: 28_000,
      maxBytes: 10 * 1_048_576,
    });
    const body = answer.status < 300 ? parseJson(answer.body.toString('utf8')) : undefined;
    const rows = body === undefined ? undefined : atPath(body, 'data');
    if (!Array.isArray(rows)) throw new Refused(`${url}: no list of agendas (status ${answer.status})`);
    return rows.filter((row: Json) => isObject(row)) as { readonly [key: string]: Json }[];
  };
  try {
    const agendas: ListedAgenda[] = [];
    for (const row of await rowsAt(new URL('api/agenda/', base).href)) {
      const agenda = agendaOf(row);
      if (agenda) agendas.push(await filled(agenda, rowsAt));
    }
    return { kind: 'collected', agendas };
  } catch (error) {
    if (error instanceof OutboundFailure || error instanceof Refused) return { kind: 'failed', summary: error.message };
    throw error;
  }
}

function agendaOf(row: { readonly [key: string]: Json }): ListedAgenda | null {
  const { kind } = row;
  if (kind !== 'events' && kind !== 'meetings' && kind !== 'virtual') return null;
  const id = textAt(row, 'slug') ?? textAt(row, 'id');
  if (id === null) return null;
  const urls = {
    datetimesUrl: textAt(row, 'api.datetimes_url'),
    meetingsUrl: textAt(row, 'api.meetings_url'),
    resourcesUrl: textAt(row, 'api.resources_url'),
  };
  return {
    id,
    text: textAt(row, 'text') ?? id,
    kind,
    freeRange: row['free_range'] === true,
    ...urls,
    meetingTypes: [],
    resources: [],
  };
}

async function filled(
  agenda: ListedAgenda,
  rowsAt: (url: string) => Promise<{ readonly [key: string]: Json }[]>,
): Promise<ListedAgenda> {
  const { kind, freeRange, resourcesUrl, meetingsUrl } = agenda;
  if (freeRange)
    return { ...agenda, resources: resourcesUrl === null ? [] : (await rowsAt(resourcesUrl)).flatMap(resourceOf) };
  if (kind === 'events' || meetingsUrl === null) return agenda;
  return { ...agenda, meetingTypes: (await rowsAt(meetingsUrl)).flatMap(meetingTypeOf) };
}

function resourceOf(row: { readonly [key: string]: Json }): ListedAgenda['resources'] {
  const id = textAt(row, 'id');
  return id === null ? [] : [{ id, text: textAt(row, 'text') ?? id }];
}

function meetingTypeOf(row: { readonly [key: string]: Json }): ListedAgenda['meetingTypes'] {
  const id = textAt(row, 'id');
  const datetimesUrl = textAt(row, 'api.datetimes_url');
  if (id === null || datetimesUrl === null) return [];
  const duration = row['duration'];
  return [
    { id, text: textAt(row, 'text') ?? id, duration: typeof duration === 'number' ? duration : null, datetimesUrl },
  ];
}

function textAt(row: Json, path: string): string | null {
  const found = atPath(row, path);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : null;
}

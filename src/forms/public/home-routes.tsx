import { formAddress, homeOf, pageAddress, requestAddress } from './addresses.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { personOf } from '../../accounts/caller.ts';
import { frameOf } from '../../accounts/frame.ts';
import { queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import type { BoardEntry } from '../../pages/board.tsx';
import type { Frame } from '../../pages/frame.ts';
import type { FormDefinition } from '../definitions/types.ts';
import { unfinishedFills } from '../filling/statements.ts';
import { isAdvertised } from '../filling/who-may-fill.ts';
import type { Forms } from '../forms.ts';
import { requestsOf, type ListedRequest } from '../requests/read.ts';
import type { FormReference } from '../requests/request.ts';
import type { Departures } from './departures.ts';
import { HomePage, type HomeView } from './home-page.tsx';
import { localOf } from './request-routes.tsx';
import { isStatusVisible, statusOf } from './standing.ts';
import { texts } from './texts.ts';

/** From so many forms on, one searches. */
const searchedFrom = 9;
const shownRequests = 5;

/** `GET /`: the forms that this visitor may fill, by category, and what he has begun or sent. */
export async function showHome(forms: Forms, departures: Departures, request: FastifyRequest, reply: FastifyReply) {
  const frame = frameOf(forms.town, request, reply);
  const all = await openForms(forms, request);
  const search = queryOf(request).text('q').trim();
  const found = all.filter(({ definition }) => matches(definition, search));
  return sendPage(
    reply,
    HomePage({
      frame,
      categories: await byCategory(found, departures, frame),
      search: all.length >= searchedFrom || search !== '' ? search : null,
      ...(search === '' ? await ownOf(forms, request, all) : { resumes: [], requests: [] }),
    }),
  );
}

async function openForms(forms: Forms, request: FastifyRequest): Promise<FormReference[]> {
  const listed = await forms.definitions.list('form');
  const references = await Promise.all(
    listed.map(async ({ id, versionId }) => ({ id, versionId, definition: await forms.definitions.form(versionId) })),
  );
  return references.filter(({ definition }) => isAdvertised(definition, request.caller));
}

function matches({ name, description, keywords }: FormDefinition, search: string): boolean {
  const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const text = folded(`${name} ${description} ${keywords}`);
  return folded(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Categories by name, those without one last. */
async function byCategory(
  forms: readonly FormReference[],
  departures: Departures,
  { language, now, homeUrl }: Frame,
): Promise<HomeView['categories']> {
  const groups = Map.groupBy(forms, ({ definition }) => definition.category?.name ?? '');
  const names = [...groups.keys()].toSorted((a, b) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b, 'fr')));
  const entryOf = async (form: FormReference): Promise<BoardEntry> => {
    const { slug, name, description } = form.definition;
    const next = await departures.of(form, { language, now });
    return { href: formAddress(homeUrl, slug), label: name, detail: description, ...(next === null ? {} : { next }) };
  };
  return Promise.all(
    names.map(async (name) => ({
      label: name === '' ? texts[language].otherForms : name,
      entries: await Promise.all((groups.get(name) ?? []).map(entryOf)),
    })),
  );
}

async function ownOf(
  forms: Forms,
  request: FastifyRequest,
  open: readonly FormReference[],
): Promise<Pick<HomeView, 'resumes' | 'requests'>> {
  const sessionHashId = request.session.get('hashId') ?? null;
  const accountId = personOf(request.caller)?.id ?? null;
  const { timeZone } = forms.town.settings;
  const unfinished = sessionHashId === null ? [] : await unfinishedFills(forms.town.db, sessionHashId);
  const made =
    sessionHashId === null && accountId === null ? [] : await requestsOf(forms, { accountId, sessionHashId });
  return {
    resumes: unfinished
      .filter(({ form }) => open.some(({ definition }) => definition.slug === form))
      .map(({ id, form, formName, pageId, updatedAt }) => ({
        href: pageAddress(homeOf(forms), form, id, pageId),
        formName,
        at: localOf(updatedAt, timeZone),
      })),
    requests: await Promise.all(made.slice(0, shownRequests).map((one) => ownRequest(forms, one))),
  };
}

/** With its status where the author may see that. */
async function ownRequest(
  forms: Forms,
  { formSlug, formName, number, displayId, status }: ListedRequest,
): Promise<HomeView['requests'][number]> {
  const form = await forms.definitions.find('form', formSlug);
  const workflow = form && (await forms.definitions.workflowOf(form.definition));
  const shown = isStatusVisible(workflow ? statusOf(workflow.definition, status.id) : undefined, 'submitter');
  return {
    href: requestAddress(homeOf(forms), formSlug, number),
    formName,
    displayId,
    status: shown ? status.name : null,
  };
}

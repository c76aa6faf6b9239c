import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOf, type Posted } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import type { Frame } from '../../pages/frame.ts';
import type { Forms } from '../forms.ts';
import { listRequests, type Listing } from '../requests/read.ts';
import { localOf } from '../public/request-routes.tsx';
import { deskOf, type Counts } from './desk.ts';
import { QueuePage, type QueueView } from './queue-page.tsx';
import { texts } from './texts.ts';

const perPage = 25;
const views = ['waiting', 'pending', 'done', 'all'] as const;
type ViewName = (typeof views)[number];

/** What the address asks: it is the view, so that it can be kept or sent. */
type Asked = { view: ViewName; form: string; status: string; search: string; offset: number };

/** `GET /backoffice/` and `/backoffice/management/SLUG/`: requests that the agent may read; by default those that wait for him. */
export async function showQueue(forms: Forms, request: FastifyRequest, reply: FastifyReply, slug: string | null) {
  const { frame, counts, waiting } = await deskOf(forms, request, reply);
  const asked = askedOf(queryOf(request), slug);
  const statuses = asked.form === '' ? [] : await statusesOf(forms, asked.form);
  const status = statuses.find(({ value }) => value === asked.status);
  const { rows, count } = await listRequests(forms, listingOf(asked, status !== undefined), request.caller);
  const { timeZone } = forms.town.settings;
  return sendPage(
    reply,
    QueuePage({
      ...titleOf(frame, counts, slug),
      frame,
      action: addressOf(frame, slug),
      views: viewsOf(
        frame,
        asked,
        slug,
        slug === null ? waiting : (counts.find(({ form }) => form === slug)?.waiting ?? 0),
      ),
      search: asked.search,
      forms: slug === null ? { value: asked.form, options: formOptions(frame, counts) } : null,
      statuses:
        statuses.length === 0
          ? null
          : { value: asked.status, options: [{ value: '', label: texts[frame.language].every }, ...statuses] },
      chips: chipsOf(frame, asked, slug, counts, status?.label ?? null),
      kept: { view: asked.view },
      rows: rows.map((row) => ({
        ...row,
        changed: localOf(row.updatedAt, timeZone),
        received: localOf(row.receivedAt, timeZone),
      })),
      count,
      from: asked.offset,
      earlierHref:
        asked.offset > 0 ? hrefOf(frame, slug, { ...asked, offset: Math.max(0, asked.offset - perPage) }) : null,
      laterHref:
        asked.offset + rows.length < count ? hrefOf(frame, slug, { ...asked, offset: asked.offset + perPage }) : null,
      empty: emptyOf(asked, slug, counts),
    }),
  );
}

function askedOf(query: Posted, slug: string | null): Asked {
  const view = views.find((one) => one === query.text('view')) ?? (slug === null ? 'waiting' : 'all');
  const offset = /^\d{1,7}$/.test(query.text('offset')) ? Number(query.text('offset')) : 0;
  return {
    view,
    form: slug ?? query.text('form'),
    status: query.text('status'),
    search: query.text('q').trim().slice(0, 200),
    offset,
  };
}

function listingOf({ view, form, status, search, offset }: Asked, known: boolean): Listing {
  return {
    form: form === '' ? null : form,
    status: known ? { id: status } : view,
    search: search === '' ? null : search,
    limit: perPage,
    offset,
  };
}

async function statusesOf(forms: Forms, slug: string): Promise<{ value: string; label: string }[]> {
  const found = await forms.definitions.find('form', slug);
  const workflow = found && (await forms.definitions.workflowOf(found.definition));
  return (workflow?.definition.statuses ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

function titleOf(frame: Frame, counts: Counts, slug: string | null): Pick<QueueView, 'title' | 'crumbs'> {
  const t = texts[frame.language];
  if (slug === null) return { title: t.requests, crumbs: [] };
  const title = counts.find(({ form }) => form === slug)?.name ?? slug;
  return { title, crumbs: [{ href: frame.homeUrl, label: t.requests }, { label: title }] };
}

function viewsOf(frame: Frame, asked: Asked, slug: string | null, waiting: number): QueueView['views'] {
  const t = texts[frame.language];
  return views.map((view) => ({
    label: t.views[view],
    href: hrefOf(frame, slug, { ...asked, view, status: '', offset: 0 }),
    current: asked.view === view,
    ...(view === 'waiting' ? { count: waiting } : {}),
  }));
}

function formOptions(frame: Frame, counts: Counts) {
  return [
    { value: '', label: texts[frame.language].every },
    ...counts.map(({ form, name }) => ({ value: form, label: name })),
  ];
}

function chipsOf(
  frame: Frame,
  asked: Asked,
  slug: string | null,
  counts: Counts,
  status: string | null,
): QueueView['chips'] {
  const t = texts[frame.language];
  const name = counts.find(({ form }) => form === asked.form)?.name ?? asked.form;
  return [
    ...(asked.search === ''
      ? []
      : [{ label: t.searchedFor(asked.search), href: hrefOf(frame, slug, { ...asked, search: '', offset: 0 }) }]),
    ...(slug !== null || asked.form === ''
      ? []
      : [{ label: t.formIs(name), href: hrefOf(frame, slug, { ...asked, form: '', status: '', offset: 0 }) }]),
    ...(status === null
      ? []
      : [{ label: t.statusIs(status), href: hrefOf(frame, slug, { ...asked, status: '', offset: 0 }) }]),
  ];
}

function emptyOf(asked: Asked, slug: string | null, counts: Counts): QueueView['empty'] {
  if (asked.search !== '' || asked.status !== '' || (slug === null && asked.form !== '')) return 'nothing found';
  const total = counts.filter(({ form }) => slug === null || form === slug).reduce((sum, one) => sum + one.total, 0);
  if (total === 0) return 'nothing yet';
  return asked.view === 'waiting' ? 'nothing waits' : 'nothing found';
}

const addressOf = ({ homeUrl }: Frame, slug: string | null): string =>
  slug === null ? homeUrl : `${homeUrl}management/${slug}/`;

function hrefOf(frame: Frame, slug: string | null, { view, form, status, search, offset }: Asked): string {
  const query = new URLSearchParams({ view });
  if (slug === null && form !== '') query.set('form', form);
  if (status !== '') query.set('status', status);
  if (search !== '') query.set('q', search);
  if (offset > 0) query.set('offset', String(offset));
  return `${addressOf(frame, slug)}?${query.toString()}`;
}

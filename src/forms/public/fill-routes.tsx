import { formAddress, homeOf, pageAddress, requestAddress } from './addresses.ts';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flash, frameOf, languageFor } from '../../accounts/frame.ts';
import { postedBy, queryOf, type Posted } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { hashIdOf } from '../../accounts/sessions.ts';
import { isGenuine } from '../../accounts/tokens.ts';
import type { Forms } from '../forms.ts';
import { logErrors } from '../requests/logged-errors.ts';
import { findRequest } from '../requests/read.ts';
import type { FormReference } from '../requests/request.ts';
import { mayStand, openPage, pageBefore, summary, type Fill } from '../filling/fill.ts';
import { bodyOf, postPage, type Again, type PageBody } from '../filling/post-page.ts';
import { dropFill, findFill } from '../filling/statements.ts';
import { onlyRequest, validate, type Validated } from '../filling/validate.ts';
import { visitTo, type Visit } from '../filling/visit.ts';
import { walk } from '../filling/visibility.ts';
import { mayFill } from '../filling/who-may-fill.ts';
import { fillView, nothingToMend, summaryView, type Mending } from './fill-view.ts';
import { FillPage, SummaryPage } from './fill-page.tsx';
import { RefusedPage } from './refused-page.tsx';
import { texts } from './texts.ts';

/** One HTTP request in front of a form. */
type Turn = { forms: Forms; server: FastifyInstance; request: FastifyRequest; reply: FastifyReply; visit: Visit };

/** What went wrong behind the page is written where administrators read it. */
async function recorded<T>({ forms, visit }: Turn, answer: Promise<T>): Promise<T> {
  const answered = await answer;
  const place = { definitionId: visit.form.id, requestId: null, status: null, action: null };
  if (visit.faults.length > 0) await logErrors(forms.town.db, visit.faults, place, forms.town.clock());
  return answered;
}

/** `GET /SLUG/`: a new form, or one under way at the page that the address names. */
export async function showForm(
  forms: Forms,
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
) {
  if (await isRefused(forms, request, reply, slug)) return reply;
  const query = queryOf(request);
  const found = await turnOf(forms, server, request, reply, slug, query.text('fill'));
  const { turn, fill } = found;
  if (fill.request) return toRequest(turn, { kind: 'sent', number: fill.request.number, redirect: null, again: true });
  const { visit } = turn;
  if (found.lost && query.text('fill') !== '') {
    flash(request, 'note', texts[languageFor(forms.town, request)].lost);
    return reply.redirect(formAddress(homeOf(forms), slug), 303);
  }
  const only = await onlyRequest(forms, visit);
  if (only !== null) return toRequest(turn, { kind: 'sent', number: only, redirect: null, again: true });
  const { pages } = await walk(visit.pages, fill.values, visit.at);
  const asked = query.text('page') || (pages[0]?.id ?? summary);
  const pageId = mayStand(pages, fill.done, asked) ? asked : openPage(pages, fill.done);
  if (pageId !== asked) return reply.redirect(pageAddress(homeOf(forms), slug, fill.id, pageId), 303);
  return recorded(turn, showPage(turn, fill, pageId, nothingToMend));
}

/** `POST /SLUG/`: a page, or the summary. */
export async function postForm(
  forms: Forms,
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
) {
  if (await isRefused(forms, request, reply, slug)) return reply;
  const posted = postedBy(request);
  const { turn, fill, lost } = await turnOf(forms, server, request, reply, slug, posted.text('fill'));
  const body = bodyOf(posted, turn.visit.pages);
  if (fill.request) return toRequest(turn, { kind: 'sent', number: fill.request.number, redirect: null, again: true });
  if (!isGenuine(server, request)) return stale(turn, fill, body);
  const button = posted.text('submit');
  if (button === 'abandon') return abandon(turn, fill);
  if (body.pageId === summary) return postSummary(turn, fill, button);
  // Of a form under way that is no longer known, only the first page can still count.
  if (lost && body.pageId !== turn.visit.pages[0]?.id)
    return outOfTurn(turn, fill, turn.visit.pages[0]?.id ?? summary, 'lost');
  return recorded(turn, postAnswers(turn, fill, body, posted, button));
}

async function postAnswers(turn: Turn, before: Fill, body: PageBody, posted: Posted, button: string) {
  const { forms, visit, reply } = turn;
  const pressed =
    button === 'previous' ? 'previous' : (posted.has('more') || posted.has('from')) && button === '' ? 'more' : 'next';
  const done = await postPage(forms, visit, before, body, pressed);
  if (done.kind === 'out of turn') return outOfTurn(turn, done.fill, done.pageId, 'outOfTurn');
  if (done.kind === 'again') return showAgain(turn, done, Number(posted.text('more')), posted.text('from'));
  if (done.pageId === summary && !visit.form.definition.confirmation) return sent(turn, done.fill);
  return reply.redirect(pageAddress(homeOf(forms), visit.form.definition.slug, done.fill.id, done.pageId), 303);
}

async function postSummary(turn: Turn, fill: Fill, button: string) {
  const { forms, visit, reply } = turn;
  if (button !== 'previous') return sent(turn, fill);
  const { pages } = await walk(visit.pages, fill.values, visit.at);
  return reply.redirect(
    pageAddress(homeOf(forms), visit.form.definition.slug, fill.id, pageBefore(pages, summary)),
    303,
  );
}

async function sent(turn: Turn, fill: Fill) {
  const validated = await validate(turn.forms, turn.visit, fill);
  return validated.kind === 'out of turn'
    ? outOfTurn(turn, fill, validated.pageId, 'outOfTurn')
    : toRequest(turn, validated);
}

/** Tells which number it has; a workflow may send elsewhere. */
async function toRequest(
  { forms, request, reply, visit }: Turn,
  { number, redirect, again }: Extract<Validated, { kind: 'sent' }>,
) {
  const { slug, onlyAllowOne } = visit.form.definition;
  const t = texts[languageFor(forms.town, request)];
  if (again) {
    const displayId = (await findRequest(forms, slug, number))?.displayId ?? String(number);
    flash(request, 'note', onlyAllowOne ? t.onlyOne(displayId) : t.alreadySent(displayId));
  }
  return reply.redirect(redirect ?? requestAddress(homeOf(forms), slug, number), 303);
}

function outOfTurn({ forms, request, reply, visit }: Turn, fill: Fill, pageId: string, why: 'outOfTurn' | 'lost') {
  flash(request, 'note', texts[languageFor(forms.town, request)][why]);
  const { slug } = visit.form.definition;
  return reply.redirect(
    why === 'lost' ? formAddress(homeOf(forms), slug) : pageAddress(homeOf(forms), slug, fill.id, pageId),
    303,
  );
}

async function abandon({ forms, request, reply, visit }: Turn, fill: Fill) {
  await dropFill(forms.town.db, fill.id, visit.sessionHashId);
  flash(request, 'ok', texts[languageFor(forms.town, request)].abandoned);
  return reply.redirect(homeOf(forms), 303);
}

/** A page without its token (signed in or out meanwhile, or left open for days): nothing is done, what was typed comes back. */
async function stale(turn: Turn, fill: Fill, body: PageBody) {
  const t = texts[languageFor(turn.forms.town, turn.request)];
  const { pages } = await walk(turn.visit.pages, fill.values, turn.visit.at);
  const pageId = mayStand(pages, fill.done, body.pageId) ? body.pageId : openPage(pages, fill.done);
  const typed = pageId === body.pageId ? { ...fill, typed: { ...fill.typed, ...body.typed } } : fill;
  return showPage(turn, typed, pageId, { ...nothingToMend, messages: [t.stale], title: t.staleTitle }, 403);
}

async function showAgain(turn: Turn, { fill, pageId, faults, messages, why }: Again, most: number, from: string) {
  const t = texts[languageFor(turn.forms.town, turn.request)];
  if (why === 'more') {
    const wanted = Number.isSafeInteger(most) && most > 0 ? Math.min(most, 5_000) : nothingToMend.most;
    return showPage(turn, fill, pageId, { ...nothingToMend, most: wanted, from });
  }
  const mending: Record<Exclude<Again['why'], 'more'>, Mending> = {
    faults: { ...nothingToMend, faults, messages },
    unavailable: { ...nothingToMend, messages: [t.technical] },
    opened: { ...nothingToMend, messages: [t.opened], title: t.openedTitle },
    honeypot: { ...nothingToMend, messages: [t.honeypot] },
  };
  return showPage(turn, fill, pageId, mending[why], why === 'unavailable' ? 503 : 422);
}

async function showPage(
  { forms, request, reply, visit }: Turn,
  fill: Fill,
  pageId: string,
  mending: Mending,
  status = 200,
) {
  const frame = frameOf(forms.town, request, reply);
  if (pageId === summary) return sendPage(reply, SummaryPage(await summaryView(frame, visit, fill, mending)), status);
  return sendPage(reply, FillPage(await fillView(frame, visit, fill, pageId, mending)), status);
}

/** The form at the version under which one began, and what is known of it; `lost` where the number that came is nobody's here. */
async function turnOf(
  forms: Forms,
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
  fillId: string,
) {
  const latest = (await forms.definitions.find('form', slug))!;
  const sessionHashId = hashIdOf(request);
  const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(fillId) ? fillId : null;
  const found = id === null ? null : await findFill(forms.town.db, { id, definitionId: latest.id, sessionHashId });
  const known = found !== null && found !== 'somebody else' ? found : null;
  const fill: Fill = known ?? {
    id: id === null || found === 'somebody else' ? randomUUID() : id,
    versionId: latest.versionId,
    values: {},
    typed: {},
    done: [],
    request: null,
  };
  const form = { ...latest, versionId: fill.versionId, definition: await forms.definitions.form(fill.versionId) };
  const turn: Turn = { forms, server, request, reply, visit: visitTo(forms, form, request.caller, sessionHashId) };
  return { turn, fill, lost: known === null };
}

/**
 * Whether nobody, or not this visitor, may fill the form: it is answered then. (An async function that gives a reply back gives nothing: it is awaited itself, until
 * it is sent.)
 */
async function isRefused(forms: Forms, request: FastifyRequest, reply: FastifyReply, slug: string): Promise<boolean> {
  const latest = await forms.definitions.find('form', slug);
  if (latest && mayFill(latest.definition, request.caller) === 'yes') return false;
  await refuse(forms, request, reply, latest);
  return true;
}

async function refuse(forms: Forms, request: FastifyRequest, reply: FastifyReply, latest: FormReference | null) {
  if (!latest) return reply.callNotFound();
  const { name, slug } = latest.definition;
  switch (mayFill(latest.definition, request.caller)) {
    case 'sign in':
      return reply.redirect(`/login/?next=${encodeURIComponent(formAddress(homeOf(forms), slug))}`, 303);
    case 'yes':
    case 'no':
      return sendPage(
        reply,
        RefusedPage({ frame: frameOf(forms.town, request, reply), name, why: 'not for you' }),
        403,
      );
    case 'closed': {
      const { disabledRedirection } = latest.definition;
      const { at } = visitTo(forms, latest, request.caller, hashIdOf(request));
      const elsewhere = disabledRedirection === null ? '' : await (await at({})).text(disabledRedirection);
      if (/^(https?:\/\/|\/(?![/\\]))/.test(elsewhere)) return reply.redirect(elsewhere, 303);
      return sendPage(reply, RefusedPage({ frame: frameOf(forms.town, request, reply), name, why: 'closed' }), 404);
    }
  }
}

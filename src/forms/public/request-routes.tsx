import { agentAddress, homeOf, requestAddress } from './addresses.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { personOf } from '../../accounts/caller.ts';
import { flash, frameOf, languageFor } from '../../accounts/frame.ts';
import { postedBy } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { isGenuine } from '../../accounts/tokens.ts';
import { moment } from '../../pages/dates.ts';
import type { Frame } from '../../pages/frame.ts';
import { momentOf } from '../filling/moment.ts';
import { holdsAnswer } from '../filling/read-page.ts';
import type { Forms } from '../forms.ts';
import { readRequest } from '../requests/read.ts';
import type { FullRequest } from '../requests/request.ts';
import { requestContext } from '../variables/request-context.ts';
import { interactiveOf, press, type Pressed, type Viewer } from '../workflow/interactive.ts';
import { answerOf } from './answer.ts';
import { bookingViews } from './bookings.ts';
import { RequestPage, type RequestView } from './request-page.tsx';
import { levelOf, toldHistory, visibleStatus } from './standing.ts';
import { texts } from './texts.ts';

/** `GET /SLUG/N/`: its author's page; an agent who may read it is sent to his own; nobody else learns that it exists. */
export async function showRequest(
  forms: Forms,
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
  number: number,
) {
  const found = await ownRequest(forms, request, slug, number);
  if (found === 'agent') return reply.redirect(agentAddress(homeOf(forms), slug, number), 303);
  if (!found) return reply.callNotFound();
  const frame = frameOf(forms.town, request, reply);
  return sendPage(reply, RequestPage(await requestView(forms, frame, found, viewerOf(request))));
}

/** `POST /SLUG/N/`: a button of the workflow. */
export async function pressButton(
  forms: Forms,
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
  number: number,
) {
  const found = await ownRequest(forms, request, slug, number);
  if (!found || found === 'agent') return reply.callNotFound();
  const t = texts[languageFor(forms.town, request)];
  const address = requestAddress(homeOf(forms), slug, number);
  if (!isGenuine(server, request)) {
    flash(request, 'note', t.stale);
    return reply.redirect(address, 303);
  }
  const pressed = await press(forms, found, buttonIn(request), viewerOf(request), postedBy(request).text('_ts'));
  const told = refusalOf(pressed, forms, languageFor(forms.town, request));
  if (told !== null) flash(request, 'note', told);
  return reply.redirect(pressed.kind === 'done' ? (pressed.redirect ?? address) : address, 303);
}

/** Name of the button in a posted body: the field that is none of the form's own. */
export function buttonIn(request: FastifyRequest): string {
  const own = new Set(['_csrf', '_ts', 'f00', 'confirmed']);
  const body = request.body !== null && typeof request.body === 'object' ? Object.keys(request.body) : [];
  return body.find((name) => !own.has(name)) ?? '';
}

function refusalOf(pressed: Pressed, forms: Forms, language: Frame['language']): string | null {
  const t = texts[language];
  switch (pressed.kind) {
    case 'done':
      return null;
    case 'busy':
      return t.busyText;
    case 'stale': {
      const { timeZone } = forms.town.settings;
      const telling = { language, now: forms.town.clock().toZonedDateTimeISO(timeZone) };
      return t.stalePress(moment(localOf(pressed.at, timeZone), telling));
    }
    case 'not allowed':
      return t.notAllowed;
  }
}

export function localOf(at: Temporal.Instant, timeZone: string): Temporal.PlainDateTime {
  return at.toZonedDateTimeISO(timeZone).toPlainDateTime();
}

function viewerOf(request: FastifyRequest): Viewer {
  return { caller: request.caller, sessionHashId: request.session.get('hashId') ?? null, inBackoffice: false };
}

async function ownRequest(
  forms: Forms,
  request: FastifyRequest,
  slug: string,
  number: number,
): Promise<FullRequest | 'agent' | null> {
  const { caller, sessionHashId } = viewerOf(request);
  const found = await readRequest(forms, slug, number, caller, sessionHashId);
  if (!found) return null;
  const person = personOf(caller);
  const owns =
    (person !== null && found.accountId === person.id) ||
    (sessionHashId !== null && found.sessionHashId === sessionHashId);
  if (owns) return found;
  return caller.kind === 'person' && caller.person.backoffice ? 'agent' : null;
}

async function requestView(forms: Forms, frame: Frame, request: FullRequest, viewer: Viewer): Promise<RequestView> {
  const { timeZone } = forms.town.settings;
  const interactive = await interactiveOf(forms, request, viewer);
  const bookings = bookingViews(request);
  return {
    frame,
    address: requestAddress(frame.homeUrl, request.form.definition.slug, request.number),
    formName: request.form.definition.name,
    displayId: request.displayId,
    receivedAt: localOf(request.receivedAt, timeZone),
    status: visibleStatus(request, 'submitter')?.name ?? texts[frame.language].requestSent,
    level: levelOf(interactive.messages, bookings),
    interactive,
    bookings,
    writing: forms.town.settings.language,
    history: toldHistory(request, 'submitter').map((entry) => ({ ...entry, when: localOf(entry.at, timeZone) })),
    answers: await answersOf(forms, request, viewer, frame),
  };
}

/** The answers that the definition shows in the request's summary, with their labels. */
export async function answersOf(
  forms: Forms,
  request: FullRequest,
  viewer: Viewer,
  { language, now }: Frame,
): Promise<RequestView['answers']> {
  const telling = { language, now };
  const { caller, sessionHashId, inBackoffice } = viewer;
  const names = await requestContext(forms, request, { sessionHashId, person: personOf(caller), inBackoffice });
  const said = momentOf(names);
  const fields = request.form.definition.fields.filter((field) => field.type !== 'page').filter(holdsAnswer);
  const shown = fields.filter(({ displayLocations }) => displayLocations.includes('summary'));
  const answered = shown.filter(({ id }) => Object.hasOwn(request.data, id));
  return Promise.all(
    answered.map(async (field) => ({
      label: await said.text(field.label),
      value: answerOf(field, request.data, telling),
    })),
  );
}

import { agentAddress, homeOf, queueAddress } from '../public/addresses.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flash, languageFor } from '../../accounts/frame.ts';
import { nameOf, personById } from '../../accounts/people.ts';
import { postedBy, queryOf } from '../../accounts/posted.ts';
import { sendPage } from '../../accounts/send-page.ts';
import { isGenuine } from '../../accounts/tokens.ts';
import { moment } from '../../pages/dates.ts';
import type { Frame } from '../../pages/frame.ts';
import type { Forms } from '../forms.ts';
import { bookingViews } from '../public/bookings.ts';
import { answersOf, buttonIn, localOf } from '../public/request-routes.tsx';
import { levelOf, statusOf, toldHistory } from '../public/standing.ts';
import { findRequest, readRequest } from '../requests/read.ts';
import type { FullRequest } from '../requests/request.ts';
import { interactiveOf, press, type Pressed, type Viewer } from '../workflow/interactive.ts';
import { deskOf } from './desk.ts';
import { AgentRequestPage, ConfirmPage, type AgentRequestView } from './request-page.tsx';
import { texts } from './texts.ts';

export type Which = { slug: string; number: number };

/** An agent acts as such, also on a request made in the same browser. */
const viewerOf = ({ caller }: FastifyRequest): Viewer => ({
  caller,
  sessionHashId: null,
  inBackoffice: true,
});

const addressOf = (forms: Forms, { slug, number }: Which): string => agentAddress(homeOf(forms), slug, number);

export async function showAgentRequest(forms: Forms, request: FastifyRequest, reply: FastifyReply, which: Which) {
  const found = await readable(forms, request, which);
  if (!found) return reply.callNotFound();
  const { frame } = await deskOf(forms, request, reply);
  return sendPage(reply, AgentRequestPage(await viewOf(forms, frame, found, viewerOf(request))));
}

/** `GET …/confirm/?button=ID`: what a button asks before it acts. Looking changes nothing. */
export async function showConfirm(forms: Forms, request: FastifyRequest, reply: FastifyReply, which: Which) {
  const found = await readable(forms, request, which);
  if (!found) return reply.callNotFound();
  const viewer = viewerOf(request);
  const { buttons, stamp } = await interactiveOf(forms, found, viewer);
  const button = buttons.find(({ id }) => id === queryOf(request).text('button'));
  if (!button) {
    flash(request, 'note', texts[languageFor(forms.town, request)].notAllowed);
    return reply.redirect(addressOf(forms, which), 303);
  }
  const { frame } = await deskOf(forms, request, reply);
  const { name, slug } = found.form.definition;
  const facts = [
    { label: texts[frame.language].form, value: name },
    { label: texts[frame.language].number, value: found.displayId },
    ...(found.digest === '' ? [] : [{ label: texts[frame.language].person, value: found.digest }]),
  ];
  const asked = { id: button.id, label: button.label, confirmation: button.confirmation ?? '' };
  return sendPage(
    reply,
    ConfirmPage({
      frame,
      address: addressOf(forms, which),
      form: { slug, name },
      displayId: found.displayId,
      button: asked,
      stamp,
      facts,
    }),
  );
}

export async function pressAsAgent(
  forms: Forms,
  server: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  which: Which,
) {
  const found = await readable(forms, request, which);
  if (!found) return reply.callNotFound();
  const language = languageFor(forms.town, request);
  const address = addressOf(forms, which);
  if (!isGenuine(server, request)) {
    flash(request, 'note', texts[language].stalePage);
    return reply.redirect(address, 303);
  }
  const pressed = await press(forms, found, buttonIn(request), viewerOf(request), postedBy(request).text('_ts'));
  const told = await tellPressed(forms, pressed, which, language);
  flash(request, told.level, told.text);
  const stillHis = pressed.kind !== 'done' || (await readable(forms, request, which)) !== null;
  return reply.redirect(
    pressed.kind === 'done' && pressed.redirect !== null
      ? pressed.redirect
      : stillHis
        ? address
        : queueAddress(homeOf(forms)),
    303,
  );
}

async function tellPressed(
  forms: Forms,
  pressed: Pressed,
  which: Which,
  language: Frame['language'],
): Promise<{ level: 'ok' | 'bad' | 'note'; text: string }> {
  const t = texts[language];
  if (pressed.kind === 'busy') return { level: 'bad', text: t.stillBusy };
  if (pressed.kind === 'not allowed') return { level: 'bad', text: t.notAllowed };
  const now = await findRequest(forms, which.slug, which.number);
  const status = (now && statusOf(now.workflow, now.status)?.name) ?? '';
  if (pressed.kind === 'done') return { level: 'ok', text: status === '' ? t.done : t.nowIs(status) };
  const telling = { language, now: forms.town.clock().toZonedDateTimeISO(forms.town.settings.timeZone) };
  const when = moment(localOf(pressed.at, forms.town.settings.timeZone), telling);
  const who = pressed.who === '_submitter' ? t.theSubmitter : await nameOfActor(forms, pressed.who, language);
  return { level: 'bad', text: who === null ? t.staleNobody(when, status) : t.stale(who, when, status) };
}

/** Requests are read by the statement itself for who may: roles of the workflow's functions, those of the status' actions. */
async function readable(forms: Forms, request: FastifyRequest, { slug, number }: Which): Promise<FullRequest | null> {
  return readRequest(forms, slug, number, request.caller, null);
}

async function viewOf(forms: Forms, frame: Frame, request: FullRequest, viewer: Viewer): Promise<AgentRequestView> {
  const { timeZone } = forms.town.settings;
  const { slug, name } = request.form.definition;
  const interactive = await interactiveOf(forms, request, viewer);
  const bookings = bookingViews(request);
  const history = toldHistory(request, 'agent').map(async (entry) => ({
    ...entry,
    when: localOf(entry.at, timeZone),
    by: await nameOfActor(forms, entry.who, frame.language),
  }));
  return {
    frame,
    address: addressOf(forms, { slug, number: request.number }),
    form: { slug, name },
    displayId: request.displayId,
    digest: request.digest,
    receivedAt: localOf(request.receivedAt, timeZone),
    channel: request.submission.backoffice
      ? 'byAgent'
      : request.submission.channel === undefined || request.submission.channel === 'web'
        ? 'online'
        : 'byProgram',
    status: statusOf(request.workflow, request.status)?.name ?? request.status,
    level: levelOf(interactive.messages, bookings),
    interactive,
    bookings,
    history: await Promise.all(history),
    answers: await answersOf(forms, request, viewer, frame),
  };
}

/** `_submitter`, `account:<id>`, or null for the workflow itself. */
async function nameOfActor(forms: Forms, who: string | null, language: Frame['language']): Promise<string | null> {
  if (who === null) return null;
  if (who === '_submitter') return texts[language].bySubmitter;
  const id = Number(/^account:(\d{1,9})$/.exec(who)?.[1] ?? 0);
  const person = id === 0 ? null : await personById(forms.town.db, id);
  return person ? nameOf(person) : texts[language].someone;
}

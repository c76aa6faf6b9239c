import { homeOf, queueAddress } from '../public/addresses.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdministrator } from '../../accounts/caller.ts';
import { frameOf, languageFor } from '../../accounts/frame.ts';
import type { Frame } from '../../pages/frame.ts';
import type { Forms } from '../forms.ts';
import { countRequests } from '../requests/read.ts';
import { texts } from './texts.ts';

export type Counts = Awaited<ReturnType<typeof countRequests>>;

/** The frame of an agent's page, and by form how many requests wait. */
export async function deskOf(
  forms: Forms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ frame: Frame; counts: Counts; waiting: number }> {
  const { formsUrl, agendasUrl } = forms.town.settings;
  const counts = await countRequests(forms, request.caller);
  const waiting = counts.reduce((sum, one) => sum + one.waiting, 0);
  const t = texts[languageFor(forms.town, request)];
  const agendas = new URL('manage/', agendasUrl);
  const frame = frameOf(forms.town, request, reply, 'desk', [
    { href: queueAddress(homeOf(forms)), label: t.requests, current: true, count: waiting },
    { href: agendas.origin === formsUrl.origin ? agendas.pathname : agendas.href, label: t.agendas, current: false },
    ...(isAdministrator(request.caller)
      ? [{ href: `${queueAddress(homeOf(forms))}mails/`, label: t.mails, current: false }]
      : []),
  ]);
  return { frame, counts, waiting };
}

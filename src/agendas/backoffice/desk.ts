import type { FastifyReply, FastifyRequest } from 'fastify';
import { frameOf, languageFor } from '../../accounts/frame.ts';
import type { Frame } from '../../pages/frame.ts';
import { dayOfMinute, minuteOf, minutesPerDay, plainDateTimeOf } from '../../time/days.ts';
import type { Interval } from '../../time/intervals.ts';
import { townZone, type Zone } from '../../time/zone.ts';
import type { AgendasTown } from '../database.ts';
import type { AgentActions } from './actions.ts';
import { pagesOf, type Pages } from './addresses.ts';
import { texts, type Texts } from './texts.ts';

/** What every agents' page of the agendas needs. */
export type Desk = { town: AgendasTown; actions: AgentActions; zone: Zone; pages: Pages };

export function openDesk(town: AgendasTown, actions: AgentActions): Desk {
  return { town, actions, zone: townZone(town.settings), pages: pagesOf(town.settings.agendasUrl) };
}

export function deskFrame({ town, pages }: Desk, request: FastifyRequest, reply: FastifyReply): Frame {
  const { formsUrl, agendasUrl } = town.settings;
  const requests = new URL('backoffice/', formsUrl);
  const t = wordsFor(town, request);
  const isAgent = request.caller.kind === 'person' && request.caller.person.backoffice;
  return frameOf(town, request, reply, 'desk', [
    ...(isAgent
      ? [
          {
            href: requests.origin === agendasUrl.origin ? requests.pathname : requests.href,
            label: t.requests,
            current: false,
          },
        ]
      : []),
    { href: pages.home(), label: t.agendas, current: true },
  ]);
}

export function wordsFor(town: AgendasTown, request: FastifyRequest): Texts {
  return texts[languageFor(town, request)];
}

/** What the clocks on the wall show at a minute of the epoch. */
export function localOf({ zone }: Pick<Desk, 'zone'>, minute: number): Temporal.PlainDateTime {
  return plainDateTimeOf(zone.toLocal(minute));
}

/** Today's local day, as a number. */
export function todayOf({ town, zone }: Desk): number {
  return dayOfMinute(zone.toLocal(minuteOf(town.clock())));
}

/** Local days from `first` up to and without `end`, in minutes since the epoch. */
export function spanOf({ zone }: Pick<Desk, 'zone'>, first: number, end: number): Interval {
  return { start: zone.edge(first * minutesPerDay), end: zone.edge(end * minutesPerDay) };
}

/** The page of a list that an address asks for, from 1; anything else is the first. */
export function pageAsked(text: string): number {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

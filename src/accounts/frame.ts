import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Frame, Language, NavigationEntry } from '../pages/frame.ts';
import { ErrorPage, errorStatus } from '../pages/error-page.tsx';
import { renderPage } from '../pages/layout.tsx';
import { preferences } from '../pages/preferences.ts';
import type { Fault } from '../platform/server/server.ts';
import { localNow, type AnyTown } from '../platform/town.ts';
import { isAdministrator, personOf } from './caller.ts';
import { nameOf } from './people.ts';

/** What stands around a page, for this request. Reading it takes the flash away: it is shown once. */
export function frameOf(
  town: Pick<AnyTown, 'settings' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
  area: Frame['area'] = 'citizen',
  navigation: readonly NavigationEntry[] = [],
): Frame {
  const flash = request.session?.get('flash') ?? null;
  if (flash) request.session.set('flash', undefined);
  const csrfToken = request.session ? reply.generateCsrf() : '';
  return { ...frameWithoutToken(town, request, area), csrfToken, navigation, flash };
}

function frameWithoutToken(
  town: Pick<AnyTown, 'settings' | 'clock'>,
  request: FastifyRequest,
  area: Frame['area'] = 'citizen',
): Frame {
  const { settings } = town;
  const person = request.caller && personOf(request.caller);
  return {
    ...preferences(request.cookies ?? {}, settings.language),
    town: {
      name: settings.town.name,
      colour: settings.town.colour,
      address: settings.town.address,
      phone: settings.town.phone,
      email: settings.town.email,
      hours: settings.town.hours,
      logoUrl: settings.town.logoUrl,
      accessibilityState: settings.town.accessibility,
    },
    user: person ? { name: nameOf(person), backoffice: person.backoffice || isAdministrator(request.caller) } : null,
    csrfToken: '',
    path: request.url,
    homeUrl: area === 'desk' ? `${settings.formsUrl.pathname}backoffice/` : settings.formsUrl.pathname,
    area,
    navigation: [],
    flash: null,
    now: localNow(town),
  };
}

/** The language of the reader's pages: chosen, else the site's. */
export function languageFor(town: Pick<AnyTown, 'settings'>, request: FastifyRequest): Language {
  return preferences(request.cookies ?? {}, town.settings.language).language;
}

/** Keeps a sentence for the next page. */
export function flash(request: FastifyRequest, level: 'ok' | 'wait' | 'bad' | 'note', text: string): void {
  request.session.set('flash', { level, text });
}

/** The page of a fault, in the reader's language; drawn without a token, since a fault may come before there is a session. */
export function errorPageOf(town: AnyTown): (request: FastifyRequest, fault: Fault) => string {
  return (request, { status }) => {
    const frame = frameWithoutToken(town, request);
    const reference = status >= 500 ? { reference: request.id } : {};
    return renderPage(ErrorPage({ frame, status: errorStatus(status), ...reference }));
  };
}

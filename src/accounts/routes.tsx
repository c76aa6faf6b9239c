import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueryExecutorProvider } from 'kysely';
import { assets } from '../pages/assets.ts';
import type { PageError } from '../pages/error-summary.tsx';
import { legalPages } from '../pages/legal.tsx';
import { appearanceCookie, appearanceOf, languageCookie, localPath } from '../pages/preferences.ts';
import { SignIn } from '../pages/sign-in.tsx';
import { themeCss } from '../pages/theme.ts';
import { notFound } from '../platform/server/refusal.ts';
import type { AnyTown } from '../platform/town.ts';
import { waitMinutes } from './attempts.ts';
import { flash, frameOf, languageFor } from './frame.ts';
import { nameOf } from './people.ts';
import { postedBy, queryOf } from './posted.ts';
import { sendPage } from './send-page.ts';
import { mailStopRoutes } from './mail-stop-routes.tsx';
import { hashIdOf } from './sessions.ts';
import { SignOutPage } from './sign-out-page.tsx';
import { signIn } from './sign-in.ts';
import { texts } from './texts.ts';
import { isGenuine } from './tokens.ts';

const anyone = { config: { access: 'anyone' } } as const;

/** `/login/`, `/logout/` and what every page needs: stylesheet, fonts, scripts, language, appearance, the pages that the law asks. */
export function peopleRoutes(server: FastifyInstance, town: AnyTown, db: QueryExecutorProvider): void {
  signInRoutes(server, town, db);
  assetRoutes(server, town);
  preferenceRoutes(server, town);
  legalRoutes(server, town);
  mailStopRoutes(server, town, db);
}

function signInRoutes(server: FastifyInstance, town: AnyTown, db: QueryExecutorProvider): void {
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    view: { next: string; email: string; errors: readonly PageError[] },
    status = 200,
  ) => sendPage(reply, SignIn({ ...view, frame: frameOf(town, request, reply) }), status);

  server.get('/login', anyone, (request, reply) => {
    const next = localPath(queryOf(request).text('next'), '');
    const { caller } = request;
    if (caller.kind === 'person') return reply.redirect(next || home(town, request, caller.person.backoffice), 303);
    return show(request, reply, { next, email: '', errors: [] });
  });

  server.post('/login', anyone, async (request, reply) => {
    const posted = postedBy(request);
    const [email, password] = [posted.text('email'), posted.text('password')];
    const next = localPath(posted.text('next'), '');
    const t = texts[languageFor(town, request)];
    if (!isGenuine(server, request)) return show(request, reply, { next, email, errors: [{ text: t.staleForm }] }, 403);
    const missing = [
      ...(email.trim() === '' ? [{ field: 'email', text: t.emailMissing }] : []),
      ...(password === '' ? [{ field: 'password', text: t.passwordMissing }] : []),
    ];
    if (missing.length > 0) return show(request, reply, { next, email, errors: missing }, 422);
    const signed = await signIn(db, { email, password, address: request.ip, now: town.clock() });
    if (signed.kind === 'refused') {
      const tooMany = signed.reason === 'too many';
      const text = tooMany ? t.tooMany(waitMinutes) : t.wrong;
      return show(request, reply, { next, email, errors: [{ text }] }, tooMany ? 429 : 422);
    }
    await enter(request, signed.person.id);
    flash(request, 'ok', t.signedIn(nameOf(signed.person)));
    return reply.redirect(next || home(town, request, signed.person.backoffice), 303);
  });

  server.post('/logout', anyone, async (request, reply) => {
    if (request.caller.kind !== 'person') return reply.redirect(home(town, request, false), 303);
    if (!isGenuine(server, request)) return sendPage(reply, SignOutPage({ frame: frameOf(town, request, reply) }), 403);
    await request.session.regenerate();
    flash(request, 'ok', texts[languageFor(town, request)].signedOut);
    return reply.redirect(home(town, request, false), 303);
  });

  server.get('/logout', anyone, (request, reply) => {
    if (request.caller.kind !== 'person') return reply.redirect(home(town, request, false), 303);
    return sendPage(reply, SignOutPage({ frame: frameOf(town, request, reply) }));
  });
}

/** The cookie's number is renewed, the visitor's name in locks stays: a place held before signing in is still his. */
async function enter(request: FastifyRequest, accountId: number): Promise<void> {
  hashIdOf(request);
  await request.session.regenerate(['hashId']);
  request.session.set('accountId', accountId);
}

/** Where one goes without another wish: on the forms' host, to the forms or to the back office; on the agendas' own, to the agendas. */
function home({ settings }: Pick<AnyTown, 'settings'>, request: FastifyRequest, backoffice: boolean): string {
  const { formsUrl, agendasUrl } = settings;
  if (formsUrl.hostname !== agendasUrl.hostname && request.hostname === agendasUrl.hostname)
    return `${agendasUrl.pathname}manage/`;
  return backoffice ? `${formsUrl.pathname}backoffice/` : formsUrl.pathname;
}

function assetRoutes(server: FastifyInstance, town: AnyTown): void {
  server.get<{ Params: { '*': string } }>('/assets/*', anyone, (request, reply) => {
    const asset = assets().get(`/assets/${request.params['*']}`);
    if (!asset) throw notFound();
    return reply
      .type(asset.type)
      .header('etag', asset.etag)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(asset.body);
  });
  server.get('/theme.css', anyone, (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000')
      .send(themeCss(town.settings.town.colour)),
  );
  server.get('/favicon.ico', anyone, (_request, reply) =>
    reply.code(204).header('cache-control', 'public, max-age=86400').send(),
  );
}

/** Both only set a cookie that says nothing of anybody, so a link and a form without token may do it. */
function preferenceRoutes(server: FastifyInstance, town: AnyTown): void {
  const cookie = {
    path: '/',
    maxAge: 31_536_000,
    sameSite: 'lax',
    httpOnly: true,
    secure: town.settings.formsUrl.protocol === 'https:',
  } as const;
  server.get<{ Params: { language: string } }>('/langue/:language', anyone, (request, reply) => {
    const { language } = request.params;
    if (language !== 'fr' && language !== 'en') throw notFound();
    return reply.setCookie(languageCookie, language, cookie).redirect(localPath(queryOf(request).text('next')), 303);
  });
  server.post('/apparence', anyone, (request, reply) => {
    const posted = postedBy(request);
    return reply
      .setCookie(appearanceCookie, appearanceOf(posted.text('appearance')), cookie)
      .redirect(localPath(posted.text('next')), 303);
  });
}

function legalRoutes(server: FastifyInstance, town: AnyTown): void {
  for (const [path, LawPage] of Object.entries(legalPages)) {
    server.get(path, anyone, (request, reply) => sendPage(reply, LawPage({ frame: frameOf(town, request, reply) })));
  }
}

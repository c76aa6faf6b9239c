import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueryExecutorProvider } from 'kysely';
import type { Frame } from '../pages/frame.ts';
import { withStop } from '../platform/mail/outbox.ts';
import { listMails, readMail } from '../platform/mail/read.ts';
import { notFound } from '../platform/server/refusal.ts';
import type { AnyTown } from '../platform/town.ts';
import { frameOf, languageFor } from './frame.ts';
import { mailTexts } from './mail-texts.ts';
import { MailPage, MailsPage } from './mails-page.tsx';
import { queryOf } from './posted.ts';
import { sendPage } from './send-page.ts';

const perPage = 50;

/** `/backoffice/mails/`: what was written to whom, for administrators; without a mail server it is the only place to read it. */
export function mailRoutes(server: FastifyInstance, town: AnyTown, db: QueryExecutorProvider): void {
  const config = { access: 'administrator' } as const;
  const { timeZone, smtpUrl } = town.settings;
  server.get('/backoffice/mails', { config }, async (request, reply) => {
    const asked = queryOf(request).text('offset');
    const from = /^\d{1,7}$/.test(asked) ? Number(asked) : 0;
    const listed = await listMails(db, { limit: perPage, offset: from });
    return sendPage(
      reply,
      MailsPage({
        ...listed,
        frame: deskFrame(town, request, reply),
        timeZone,
        from,
        perPage,
        sends: smtpUrl !== null,
      }),
    );
  });
  server.get<{ Params: { mail: string } }>('/backoffice/mails/:mail', { config }, async (request, reply) => {
    const { mail: number } = request.params;
    const mail = /^[1-9]\d{0,8}$/.test(number) ? await readMail(db, Number(number)) : null;
    if (!mail) throw notFound();
    // Its last link is the reader's own way to stop mails: shown, it isn't for anybody else to follow.
    return sendPage(
      reply,
      MailPage({ frame: deskFrame(town, request, reply), timeZone, mail, body: withStop(mail, town.settings) }),
    );
  });
}

function deskFrame(town: AnyTown, request: FastifyRequest, reply: FastifyReply): Frame {
  const { formsUrl, agendasUrl } = town.settings;
  const t = mailTexts[languageFor(town, request)];
  const agendas = new URL('manage/', agendasUrl);
  const backoffice = `${formsUrl.pathname}backoffice/`;
  return frameOf(town, request, reply, 'desk', [
    { href: backoffice, label: t.requests, current: false },
    { href: agendas.origin === formsUrl.origin ? agendas.pathname : agendas.href, label: t.agendas, current: false },
    { href: `${backoffice}mails/`, label: t.mails, current: true },
  ]);
}

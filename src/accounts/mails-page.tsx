import { Alert } from '../pages/alert.tsx';
import { Badge } from '../pages/badge.tsx';
import { moment, shortMoment } from '../pages/dates.ts';
import { Empty } from '../pages/empty.tsx';
import { Facts } from '../pages/facts.tsx';
import type { Frame } from '../pages/frame.ts';
import { Page } from '../pages/layout.tsx';
import { Box, PageHead } from '../pages/page-head.tsx';
import { Pager } from '../pages/pager.tsx';
import { Table, type Column } from '../pages/table.tsx';
import { Time } from '../pages/time.tsx';
import type { Paragraph } from '../platform/mail/message.ts';
import type { ListedMail, ReadMail } from '../platform/mail/read.ts';
import { mailTexts } from './mail-texts.ts';

type MailsView = {
  frame: Frame;
  timeZone: string;
  mails: readonly ListedMail[];
  count: number;
  from: number;
  perPage: number;
  sends: boolean;
};

const levels = { waiting: 'wait', sent: 'ok', failed: 'bad' } as const;

/** Mails that Guichet wrote, the newest first: sent, failed, or kept where there is no mail server. */
export function MailsPage({ frame, timeZone, mails, count, from, perPage, sends }: MailsView) {
  const t = mailTexts[frame.language];
  const href = `${frame.homeUrl}mails/`;
  return (
    <Page frame={frame} title={t.mails}>
      <PageHead title={t.mails} />
      {!sends && <Alert level="note">{t.noServer}</Alert>}
      {mails.length === 0 ? (
        <Empty title={t.none}>{t.noneText}</Empty>
      ) : (
        <>
          <Table label={t.mails} columns={columnsOf(frame, timeZone)} rows={mails} rowKey={({ id }) => String(id)} />
          <Pager
            from={from + 1}
            to={from + mails.length}
            total={count}
            {...(from > 0 ? { earlierHref: `${href}?offset=${Math.max(0, from - perPage)}` } : {})}
            {...(from + mails.length < count ? { laterHref: `${href}?offset=${from + perPage}` } : {})}
          />
        </>
      )}
    </Page>
  );
}

function columnsOf(frame: Frame, timeZone: string): readonly Column<ListedMail>[] {
  const t = mailTexts[frame.language];
  return [
    {
      label: t.subject,
      names: true,
      cell: ({ id, subject }) => <a href={`${frame.homeUrl}mails/${id}/`}>{subject}</a>,
    },
    { label: t.to, cell: ({ address }) => address },
    { label: t.state, cell: ({ state }) => <Badge level={levels[state]}>{t.states[state]}</Badge> },
    {
      label: t.written,
      phone: 'off',
      cell: ({ createdAt }) => {
        const at = localOf(createdAt, timeZone);
        return <Time at={at}>{shortMoment(at, frame)}</Time>;
      },
    },
  ];
}

/** One mail as its reader gets it. */
export function MailPage({
  frame,
  timeZone,
  mail,
  body,
}: {
  frame: Frame;
  timeZone: string;
  mail: ReadMail;
  body: readonly Paragraph[];
}) {
  const t = mailTexts[frame.language];
  const when = (at: Temporal.Instant) => moment(localOf(at, timeZone), frame);
  const { lastFailure } = mail;
  return (
    <Page frame={frame} title={t.mail} crumbs={[{ href: `${frame.homeUrl}mails/`, label: t.mails }, { label: t.mail }]}>
      <PageHead title={mail.subject} />
      <Box>
        <Facts
          facts={[
            { label: t.to, value: mail.address },
            { label: t.state, value: <Badge level={levels[mail.state]}>{t.states[mail.state]}</Badge> },
            { label: t.written, value: when(mail.createdAt) },
            ...(mail.sentAt === null ? [] : [{ label: t.sent, value: when(mail.sentAt) }]),
            ...(mail.attempts === 0 ? [] : [{ label: t.attempts, value: String(mail.attempts) }]),
            ...(lastFailure === null ? [] : [{ label: t.failure, value: t.failures[lastFailure] ?? lastFailure }]),
          ]}
        />
      </Box>
      <Box title={t.text}>
        {body.map((part, index) =>
          typeof part === 'string' ? (
            <p key={index}>
              {part.split('\n').flatMap((line, row) => (row === 0 ? [line] : [<br key={row} />, line]))}
            </p>
          ) : (
            <p key={index}>
              <a href={part.href} rel="noreferrer">
                {part.label}
              </a>
            </p>
          ),
        )}
      </Box>
    </Page>
  );
}

function localOf(at: Temporal.Instant, timeZone: string): Temporal.PlainDateTime {
  return at.toZonedDateTimeISO(timeZone).toPlainDateTime();
}

import { Alert } from '../../pages/alert.tsx';
import { Badge } from '../../pages/badge.tsx';
import { Button, LinkButton } from '../../pages/buttons.tsx';
import { Confirm } from '../../pages/confirm.tsx';
import { moment, shortDay, type Telling } from '../../pages/dates.ts';
import { type Fact, Facts } from '../../pages/facts.tsx';
import { Form } from '../../pages/form.tsx';
import type { Frame, Level } from '../../pages/frame.ts';
import { Page } from '../../pages/layout.tsx';
import { Box, PageHead } from '../../pages/page-head.tsx';
import { Stand, Timeline } from '../../pages/status.tsx';
import { Table } from '../../pages/table.tsx';
import { Time } from '../../pages/time.tsx';
import type { Part } from '../requests/types.ts';
import type { Interactive } from '../workflow/interactive.ts';
import { timesOf } from '../public/booking-ticket.tsx';
import type { BookingView } from '../public/bookings.ts';
import { RichText } from '../public/rich-text.tsx';
import { destroys, levelOfMessage, type Told } from '../public/standing.ts';
import { texts } from './texts.ts';

export type AgentRequestView = {
  frame: Frame;
  /** `/backoffice/management/SLUG/N/` */
  address: string;
  form: { slug: string; name: string };
  displayId: string;
  /** The person or thing it is about; '' where the form tells none. */
  digest: string;
  receivedAt: Temporal.PlainDateTime;
  channel: 'online' | 'byAgent' | 'byProgram';
  status: string;
  level: Level;
  interactive: Interactive;
  bookings: readonly BookingView[];
  history: readonly (Told & { when: Temporal.PlainDateTime; by: string | null })[];
  answers: readonly Fact[];
};

/** One request, as an agent works on it: where it stands and what can be done, then what it says, beside what happened. */
export function AgentRequestPage(view: AgentRequestView) {
  const { frame, form, displayId, digest, bookings, answers, history } = view;
  const t = texts[frame.language];
  const telling = { language: frame.language, now: frame.now };
  const crumbs = [
    { href: frame.homeUrl, label: t.requests },
    { href: `${frame.homeUrl}management/${form.slug}/`, label: form.name },
    { label: displayId },
  ];
  return (
    <Page frame={frame} title={`${t.requestTitle(displayId)} – ${form.name}`} crumbs={crumbs}>
      <PageHead title={digest || t.requestTitle(displayId)} note={<Note view={view} telling={telling} />} />
      <div class="two wide">
        <div>
          <StandBox view={view} />
          {bookings.length > 0 && (
            <Box title={t.booking}>
              <Bookings bookings={bookings} telling={telling} />
            </Box>
          )}
          <Box title={t.answers}>
            {answers.length === 0 ? <p class="quiet">{t.noAnswer}</p> : <Facts facts={answers} />}
          </Box>
        </div>
        <div class="beside">
          <Box title={t.history}>
            <Timeline entries={history.map((entry) => entryOf(entry, telling))} />
          </Box>
        </div>
      </div>
    </Page>
  );
}

function Note({ view, telling }: { view: AgentRequestView; telling: Telling }) {
  const t = texts[telling.language];
  return (
    <>
      {t.requestNote(view.form.name, view.displayId, '')}
      <Time at={view.receivedAt}>{moment(view.receivedAt, telling)}</Time>, {t[view.channel]}
    </>
  );
}

function StandBox({ view }: { view: AgentRequestView }) {
  const { frame, status, level, interactive } = view;
  const t = texts[frame.language];
  const top = interactive.messages.filter(({ position }) => position === 'top');
  const others = interactive.messages.filter(({ position }) => position !== 'top');
  return (
    <Box>
      <Stand level={level} title={status}>
        {top.map(({ html }) => (
          <RichText key={html} html={html} />
        ))}
      </Stand>
      {others.map(({ html, level: of }) => (
        <Alert key={html} level={levelOfMessage(of)} role="note">
          <RichText html={html} />
        </Alert>
      ))}
      {interactive.busy ? (
        <Alert level="wait" role="status">
          <p>{t.busyText}</p>
          <p>
            <LinkButton small href={view.address}>
              {t.reload}
            </LinkButton>
          </p>
        </Alert>
      ) : (
        <Buttons view={view} />
      )}
    </Box>
  );
}

/** One enamel button, and it is a safe one. What asks first is a link to a page of its own. */
function Buttons({ view: { frame, address, interactive } }: { view: AgentRequestView }) {
  const { buttons, stamp } = interactive;
  if (buttons.length === 0) return <p class="quiet">{texts[frame.language].noAction}</p>;
  const main = buttons.find(({ label }) => !destroys(label));
  return (
    <Form action={address} class="act-box">
      <input type="hidden" name="_ts" value={stamp} />
      <div class="tools">
        {buttons.map((button) => {
          const kind = button === main ? 'main' : destroys(button.label) ? 'bad' : 'plain';
          return button.confirmation === null ? (
            <Button key={button.id} kind={kind} name={button.id} value="yes">
              {button.label}
            </Button>
          ) : (
            <LinkButton key={button.id} kind={kind} href={`${address}confirm/?button=${encodeURIComponent(button.id)}`}>
              {button.label}
            </LinkButton>
          );
        })}
      </div>
    </Form>
  );
}

function Bookings({ bookings, telling }: { bookings: readonly BookingView[]; telling: Telling }) {
  const t = texts[telling.language];
  return (
    <Table
      label={t.booking}
      rows={bookings}
      rowKey={({ varname }) => varname}
      columns={[
        {
          label: t.event,
          names: true,
          cell: (booking) => (
            <>
              {booking.backofficeUrl === null ? booking.label : <a href={booking.backofficeUrl}>{booking.label}</a>}
              {booking.start && (
                <small>
                  {' '}
                  {shortDay(booking.start.toPlainDate(), telling)}, {timesOf(booking, telling)}
                </small>
              )}
            </>
          ),
        },
        { label: t.places, cell: ({ places }) => places },
        {
          label: t.inAgenda,
          phone: 'wide',
          cell: ({ cancelled, waiting }) =>
            cancelled ? (
              <Badge level="bad" icon="cross">
                {t.cancelled}
              </Badge>
            ) : (
              <Badge level={waiting ? 'wait' : 'ok'}>{waiting ? t.waitingList : t.booked}</Badge>
            ),
        },
      ]}
    />
  );
}

function entryOf(
  { status, when, by, comment, messages, parts, first }: AgentRequestView['history'][number],
  telling: Telling,
) {
  const t = texts[telling.language];
  const hook = parts.find((part) => part.type === 'trigger');
  return {
    title: status ?? (first ? t.requestReceived : hook ? t.hook(hook.name) : t.message),
    when: (
      <>
        <Time at={when}>{moment(when, telling)}</Time>
        {by !== null && `, ${by}`}
      </>
    ),
    children: (
      <>
        {comment !== null && comment !== '' && <RichText html={comment} />}
        {messages.map(({ html }) => (
          <RichText key={html} html={html} />
        ))}
        {parts.map((part, index) => (
          <PartLine key={index} part={part} language={telling.language} />
        ))}
      </>
    ),
  };
}

/** What a workflow's calls did, in a line each. */
function PartLine({ part, language }: { part: Part; language: Frame['language'] }) {
  const t = texts[language];
  switch (part.type) {
    case 'webservice response':
      return (
        <p class="quiet">
          <code>{part.varname}</code> {t.answered(part.status)}
        </p>
      );
    case 'webservice error':
      return (
        <p>
          <Badge level="bad">{t.failed(part.label || part.varname || '')}</Badge>{' '}
          <span class="quiet">{part.summary}</span>
        </p>
      );
    case 'trigger':
      return <p class="quiet">{t.hook(part.name)}</p>;
    default:
      return null;
  }
}

export type ConfirmView = {
  frame: Frame;
  address: string;
  form: { slug: string; name: string };
  displayId: string;
  button: { id: string; label: string; confirmation: string };
  stamp: string;
  facts: readonly Fact[];
};

/** Asks before a button acts. */
export function ConfirmPage({ frame, address, form, displayId, button, stamp, facts }: ConfirmView) {
  const t = texts[frame.language];
  const title = t.confirmTitle(button.label);
  const crumbs = [
    { href: frame.homeUrl, label: t.requests },
    { href: `${frame.homeUrl}management/${form.slug}/`, label: form.name },
    { href: address, label: displayId },
    { label: button.label },
  ];
  return (
    <Page frame={frame} title={`${title} – ${t.requestTitle(displayId)}`} crumbs={crumbs}>
      <Confirm
        title={title}
        facts={facts}
        consequence={button.confirmation || t.confirmText}
        action={address}
        fields={<input type="hidden" name="_ts" value={stamp} />}
        confirm={{ label: button.label, name: button.id, value: 'yes', destroys: destroys(button.label) }}
        keep={{ label: t.keep, href: address }}
      />
    </Page>
  );
}

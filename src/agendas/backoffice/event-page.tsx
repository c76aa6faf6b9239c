import { Badge } from '../../pages/badge.tsx';
import { LinkButton } from '../../pages/buttons.tsx';
import { capital, hour, leaf, shortDay } from '../../pages/dates.ts';
import { Empty } from '../../pages/empty.tsx';
import type { Frame } from '../../pages/frame.ts';
import { Gauge } from '../../pages/gauge.tsx';
import { Box, ListHead, PageHead } from '../../pages/page-head.tsx';
import { Pager } from '../../pages/pager.tsx';
import { StubDate } from '../../pages/ticket.tsx';
import type { Agenda } from '../agenda/agenda.ts';
import type { Event } from '../events/event.ts';
import { BookingTable, WaitingTable } from './booking-tables.tsx';
import { DeskPage } from './desk-page.tsx';
import { localOf, type Desk } from './desk.ts';
import type { Listed } from './read-agendas.ts';
import type { BookingLine, CallTotals } from './read-bookings.ts';
import type { Neighbour } from './read-events.ts';
import { eventHours, eventName, eventTitle, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

export type EventPageView = {
  frame: Frame;
  desk: Desk;
  agenda: Agenda;
  event: Event;
  neighbours: { before: Neighbour | null; after: Neighbour | null };
  main: Listed<BookingLine>;
  waiting: Listed<BookingLine>;
  cancelled: Listed<BookingLine>;
  calls: CallTotals;
  /** May cancel, accept, send again. */
  mayEdit: boolean;
  row: string | null;
  pager: { offset: number; earlierHref: string | null; laterHref: string | null };
};

/** An event: its figures, its main list, its waiting list, what was cancelled. */
export function EventPage(view: EventPageView) {
  const { frame, desk, agenda, event } = view;
  const { pages } = desk;
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  const title = eventTitle(desk, event, telling, t);
  return (
    <DeskPage
      frame={frame}
      title={title}
      row={view.row}
      crumbs={[
        { href: pages.home(), label: t.agendas },
        { href: pages.agenda(agenda), label: agenda.label },
        { label: eventName(event, t) },
      ]}
    >
      <PageHead title={title} note={[agenda.label, event.description?.split('\n')[0]].filter(Boolean).join(', ')}>
        <Neighbours view={view} />
      </PageHead>
      <div class="two">
        <aside class="beside" aria-label={t.event}>
          <Figures view={view} />
          <CallsBox calls={view.calls} t={t} />
        </aside>
        <div>
          <MainList view={view} />
          {(event.waitingTotal > 0 || view.waiting.total > 0) && <WaitingList view={view} />}
          {view.cancelled.total > 0 && <CancelledList view={view} />}
        </div>
      </div>
    </DeskPage>
  );
}

function Neighbours({ view: { frame, desk, agenda, event, neighbours } }: { view: EventPageView }) {
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  const here = localOf(desk, event.startMinute).toPlainDate();
  const short = ({ startMinute }: Neighbour): string => {
    const at = localOf(desk, startMinute);
    return at.toPlainDate().equals(here) ? hour(at, frame.language) : capital(shortDay(at.toPlainDate(), telling));
  };
  const { before, after } = neighbours;
  return (
    <>
      {before && (
        <LinkButton small icon="left" href={desk.pages.event(agenda, before)}>
          <span class="sr">{t.previousEvent}</span>
          {short(before)}
        </LinkButton>
      )}
      {after && (
        <LinkButton small iconAfter="right" href={desk.pages.event(agenda, after)}>
          <span class="sr">{t.nextEvent}</span>
          {short(after)}
        </LinkButton>
      )}
    </>
  );
}

function Figures({ view: { frame, desk, agenda, event } }: { view: EventPageView }) {
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  const { month, ...date } = leaf(localOf(desk, event.startMinute).toPlainDate(), telling);
  const { total, booked, waiting, waitingTotal } = event;
  return (
    <Box>
      <StubDate leaf={{ ...date, month: `${month}, ${eventHours(desk, event, telling)}` }} />
      {(event.cancelled || event.checked) && (
        <p>
          {event.cancelled && <Badge level="bad">{t.cancelledEvent}</Badge>}{' '}
          {event.checked && <Badge level="ok">{t.checked}</Badge>}
        </p>
      )}
      <Gauge total={total} booked={booked} waiting={waiting} waitingTotal={waitingTotal} />
      <dl class="stats">
        <div>
          <dt>{t.booked}</dt>
          <dd>{t.of(booked, total)}</dd>
        </div>
        <div>
          <dt>{t.waiting}</dt>
          <dd>{waitingTotal === 0 && waiting === 0 ? '0' : t.of(waiting, waitingTotal)}</dd>
        </div>
        <div>
          <dt>{t.free}</dt>
          <dd>{booked > total ? t.over(booked - total) : total - booked}</dd>
        </div>
      </dl>
      <p>
        <LinkButton kind="main" class="btn-wide" href={desk.pages.check(agenda, event)}>
          {event.checked ? t.tickAgain : t.tick}
        </LinkButton>
      </p>
    </Box>
  );
}

function CallsBox({ calls: { sent, pending, failed }, t }: { calls: CallTotals; t: Texts }) {
  return (
    <Box title={t.callsTitle}>
      <p class="quiet">{sent + pending + failed === 0 ? t.noCall : t.callsText}</p>
      {sent + pending + failed > 0 && (
        <p>
          {sent > 0 && <Badge level="ok">{t.sentCalls(sent)}</Badge>}{' '}
          {pending > 0 && <Badge level="wait">{t.pendingCalls(pending)}</Badge>}{' '}
          {failed > 0 && <Badge level="bad">{t.failedCalls(failed)}</Badge>}
        </p>
      )}
    </Box>
  );
}

function MainList({ view }: { view: EventPageView }) {
  const { frame, event, main, pager } = view;
  const t = texts[frame.language];
  return (
    <>
      <ListHead id="main" title={t.mainList} note={t.mainNote(event.booked, event.total)} />
      {main.rows.length === 0 ? (
        <Empty title={t.nobody}>{t.nobodyText}</Empty>
      ) : (
        <BookingTable view={view} label="main" bookings={main.rows} />
      )}
      {main.total > main.rows.length && (
        <Pager
          from={pager.offset + 1}
          to={pager.offset + main.rows.length}
          total={main.total}
          {...(pager.earlierHref === null ? {} : { earlierHref: pager.earlierHref })}
          {...(pager.laterHref === null ? {} : { laterHref: pager.laterHref })}
        />
      )}
    </>
  );
}

function WaitingList({ view }: { view: EventPageView }) {
  const { frame, event, waiting } = view;
  const t = texts[frame.language];
  return (
    <>
      <ListHead id="waiting" title={t.waitingList} note={t.waitingNote(event.waiting, event.waitingTotal)} />
      {waiting.rows.length === 0 ? <p class="quiet">{t.nobodyWaits}.</p> : <WaitingTable view={view} label="waiting" />}
    </>
  );
}

function CancelledList({ view }: { view: EventPageView }) {
  const { frame, cancelled } = view;
  const t = texts[frame.language];
  return (
    <>
      <ListHead id="cancelled" title={t.cancelledList} note={String(cancelled.total)} />
      <BookingTable view={view} label="cancelled" bookings={cancelled.rows} />
    </>
  );
}

import { Fragment } from 'preact';
import { Badge } from '../../pages/badge.tsx';
import { LinkButton } from '../../pages/buttons.tsx';
import { capital, nearDayInFull } from '../../pages/dates.ts';
import { Empty } from '../../pages/empty.tsx';
import { Chips, Filters, FilterText, Results, Views } from '../../pages/filters.tsx';
import type { Frame } from '../../pages/frame.ts';
import { Gauge } from '../../pages/gauge.tsx';
import { ListHead, PageHead } from '../../pages/page-head.tsx';
import { Pager } from '../../pages/pager.tsx';
import { Table, type Column } from '../../pages/table.tsx';
import { Time } from '../../pages/time.tsx';
import type { Agenda } from '../agenda/agenda.ts';
import type { Event } from '../events/event.ts';
import { DeskPage } from './desk-page.tsx';
import { localOf, type Desk } from './desk.ts';
import type { EventView } from './read-events.ts';
import { eventHours, eventName, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

export type AgendaView = {
  frame: Frame;
  desk: Desk;
  agenda: Agenda;
  view: EventView;
  search: string;
  events: readonly Event[];
  total: number;
  offset: number;
  nowMinute: number;
  earlierHref: string | null;
  laterHref: string | null;
};

/** An agenda of events: its events by day, those to come or those past. */
export function AgendaPage(view: AgendaView) {
  const { frame, desk, agenda, search, events, total, offset } = view;
  const { pages } = desk;
  const t = texts[frame.language];
  const here = { view: view.view === 'future' ? null : view.view };
  return (
    <DeskPage
      frame={frame}
      title={agenda.label}
      crumbs={[{ href: pages.home(), label: t.agendas }, { label: agenda.label }]}
    >
      <PageHead title={agenda.label} {...(agenda.category ? { note: agenda.category.label } : {})}>
        <LinkButton small href={pages.settings(agenda)}>
          {t.settings}
        </LinkButton>
      </PageHead>
      <Views
        views={(['future', 'past'] as const).map((one) => ({
          label: t[one],
          href: pages.agenda(agenda, { view: one === 'future' ? null : one, q: search }),
          current: one === view.view,
        }))}
      />
      <Filters action={pages.agenda(agenda)}>
        {here.view !== null && <input type="hidden" name="view" value={here.view} />}
        <FilterText name="q" label={t.findEvent} value={search} />
      </Filters>
      <Results>
        <Chips
          count={t.eventCount(total)}
          filters={search === '' ? [] : [{ label: search, href: pages.agenda(agenda, here) }]}
        />
        {events.length === 0 && <NoEvent view={view} />}
        <EventsByDay frame={frame} desk={desk} agenda={agenda} events={events} nowMinute={view.nowMinute} />
        {total > events.length && (
          <Pager
            from={offset + 1}
            to={offset + events.length}
            total={total}
            {...(view.earlierHref === null ? {} : { earlierHref: view.earlierHref })}
            {...(view.laterHref === null ? {} : { laterHref: view.laterHref })}
          />
        )}
      </Results>
    </DeskPage>
  );
}

function NoEvent({ view: { frame, desk, agenda, view, search } }: { view: AgendaView }) {
  const t = texts[frame.language];
  if (search !== '') {
    return (
      <Empty title={t.noEventFound(search)}>
        <p>
          <a href={desk.pages.agenda(agenda, { view: view === 'future' ? null : view })}>{t.allEvents}</a>
        </p>
      </Empty>
    );
  }
  return view === 'future' ? (
    <Empty title={t.noEvent}>{t.noEventText}</Empty>
  ) : (
    <Empty title={t.noPastEvent}>{t.noPastEventText}</Empty>
  );
}

type Days = Pick<AgendaView, 'frame' | 'desk' | 'agenda' | 'events' | 'nowMinute'>;

/** A heading a day, a row an event. */
function EventsByDay({ frame, desk, agenda, events, nowMinute }: Days) {
  const telling = tellingOf(frame);
  const dateOfEvent = (event: Event): string => localOf(desk, event.startMinute).toPlainDate().toString();
  return (
    <>
      {[...Map.groupBy(events, dateOfEvent)].map(([date, rows]) => (
        <Fragment key={date}>
          <ListHead id={`d-${date}`} title={capital(nearDayInFull(Temporal.PlainDate.from(date), telling))} />
          <EventTable {...{ frame, desk, agenda, nowMinute }} events={rows} label={{ by: `d-${date}` }} />
        </Fragment>
      ))}
    </>
  );
}

export function EventTable({ label, ...days }: Days & { label: string | { by: string } }) {
  const columns = columnsOf(days, texts[days.frame.language]);
  return <Table label={label} columns={columns} rows={days.events} rowKey={({ slug }) => slug} />;
}

function columnsOf({ frame, desk, agenda, nowMinute }: Days, t: Texts): Column<Event>[] {
  const telling = tellingOf(frame);
  return [
    {
      label: t.time,
      cell: (event) => (
        <span class="nowrap">
          <Time at={localOf(desk, event.startMinute)}>{eventHours(desk, event, telling)}</Time>
        </span>
      ),
    },
    {
      label: t.event,
      names: true,
      cell: (event) => (
        <>
          <a href={desk.pages.event(agenda, event)}>{eventName(event, t)}</a>
          {event.description && <small>{event.description.split('\n')[0]}</small>}
        </>
      ),
    },
    {
      label: t.booked,
      cell: (event) => (
        <>
          {t.bookedOf(event.booked, event.total)}
          <Gauge total={event.total} booked={event.booked} waiting={event.waiting} waitingTotal={event.waitingTotal} />
        </>
      ),
    },
    {
      label: t.waiting,
      cell: ({ waiting, waitingTotal }) =>
        waiting > 0 ? (
          t.waitingOf(waiting, waitingTotal)
        ) : waitingTotal > 0 ? (
          <span class="quiet">{t.nobodyWaits}</span>
        ) : null,
    },
    { label: t.free, phone: 'side', cell: (event) => <State event={event} nowMinute={nowMinute} t={t} /> },
  ];
}

/** What there is to know of an event in one word: that it is off, was checked or has to be, or how many places are left. */
function State({ event, nowMinute, t }: { event: Event; nowMinute: number; t: Texts }) {
  if (event.cancelled) return <Badge level="bad">{t.cancelledEvent}</Badge>;
  if (event.checked) return <Badge level="ok">{t.checked}</Badge>;
  if (event.startMinute <= nowMinute && event.booked > 0) return <Badge level="wait">{t.toCheck}</Badge>;
  const left = event.total - event.booked;
  if (left < 0) return <Badge level="wait">{t.over(-left)}</Badge>;
  return left === 0 ? <Badge>{t.freePlaces(0)}</Badge> : <span class="nowrap">{t.freePlaces(left)}</span>;
}

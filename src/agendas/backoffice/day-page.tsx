import type { ComponentChildren } from 'preact';
import { LinkButton } from '../../pages/buttons.tsx';
import { capital, day as dayWords, hour, nearDay } from '../../pages/dates.ts';
import { dayRows } from '../../pages/day-rows.ts';
import { DayView, type DayItem } from '../../pages/dayview.tsx';
import { Empty } from '../../pages/empty.tsx';
import type { Frame } from '../../pages/frame.ts';
import { ListHead, PageHead } from '../../pages/page-head.tsx';
import type { Interval } from '../../time/intervals.ts';
import type { Agenda } from '../agenda/agenda.ts';
import type { Event } from '../events/event.ts';
import { EventTable } from './agenda-page.tsx';
import { boundsOf, closedItems, stateOf, stepOf, type DeskDay } from './day-drawing.ts';
import { DayList } from './day-list.tsx';
import { DeskPage } from './desk-page.tsx';
import { localOf, type Desk } from './desk.ts';
import type { Appointment } from './read-day.ts';
import { nameOf, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

type Around = { frame: Frame; desk: Desk; agenda: Agenda; date: Temporal.PlainDate; nowMinute: number };

export type DayPageView = Around & {
  appointments: readonly (Appointment & { onDay: Interval })[];
  desks: readonly DeskDay[];
  /** Agendas of the desks, by number: more than one on a virtual agenda. */
  members: ReadonlyMap<number, Agenda>;
  mayEdit: (agendaId: number) => boolean;
  row: string | null;
};

/** A day of appointments: the list first, which does everything, then its drawing by desk. */
export function DayPage(view: DayPageView) {
  const { frame, agenda, appointments, desks } = view;
  const t = texts[frame.language];
  const count = appointments.length;
  const bounds = boundsOf(
    desks,
    appointments.map(({ onDay }) => onDay),
  );
  return (
    <Day around={view} row={view.row} note={agenda.freeRange ? t.rentals(count) : t.dayNote(count)}>
      {bounds === null ? (
        <Empty title={t.closedDay}>{t.closedDayText}</Empty>
      ) : (
        <div class="two halves">
          <section aria-labelledby="list">
            <ListHead id="list" title={t.dayList} />
            {count === 0 ? (
              <Empty title={agenda.freeRange ? t.noRental : t.noAppointment}>
                {agenda.freeRange ? t.noRentalText : t.noAppointmentText}
              </Empty>
            ) : (
              <DayList view={view} t={t} />
            )}
          </section>
          <section aria-labelledby="desks">
            <ListHead id="desks" title={agenda.freeRange ? t.byResource : t.byDesk} />
            <Drawing view={view} bounds={bounds} t={t} />
          </section>
        </div>
      )}
    </Day>
  );
}

/** A day of events. */
export function EventDayPage({ around, events }: { around: Around; events: readonly Event[] }) {
  const t = texts[around.frame.language];
  return (
    <Day around={around} row={null} note={t.weekEvents(events.length).toLowerCase()}>
      {events.length === 0 ? (
        <Empty title={t.noEventThatDay}>{t.noEventThatDayText}</Empty>
      ) : (
        <EventTable {...around} events={events} label={t.events} />
      )}
    </Day>
  );
}

type DayProps = { around: Around; row: string | null; note: string; children: ComponentChildren };

function Day({ around, row, note, children }: DayProps) {
  const { frame, desk, agenda, date } = around;
  const { pages } = desk;
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  const title = capital(dayWords(date, telling));
  const today = frame.now.toPlainDate();
  const near = nearDay(date, telling);
  const weekday = (one: Temporal.PlainDate): string => capital(t.weekdays[one.dayOfWeek - 1] ?? '');
  const [before, after] = [date.subtract({ days: 1 }), date.add({ days: 1 })];
  return (
    <DeskPage
      frame={frame}
      title={`${title} – ${agenda.label}`}
      row={row}
      crumbs={[
        { href: pages.home(), label: t.agendas },
        { href: pages.agenda(agenda), label: agenda.label },
        { label: title },
      ]}
    >
      <PageHead title={title} note={[near === dayWords(date, telling) ? agenda.label : capital(near), note].join(', ')}>
        <LinkButton small icon="left" href={pages.day(agenda, before.toString())}>
          <span class="sr">{t.previousDay}</span>
          {weekday(before)}
        </LinkButton>
        <LinkButton small iconAfter="right" href={pages.day(agenda, after.toString())}>
          <span class="sr">{t.nextDay}</span>
          {weekday(after)}
        </LinkButton>
        {!date.equals(today) && (
          <LinkButton small href={pages.day(agenda, today.toString())}>
            {t.today}
          </LinkButton>
        )}
        <LinkButton small href={pages.settings(agenda)}>
          {t.settings}
        </LinkButton>
      </PageHead>
      {agenda.kind !== 'events' && (
        <form class="filters" method="get" action={pages.agenda(agenda)}>
          <div>
            <label class="label" for="date">
              {t.goTo}
            </label>
            <input class="input" id="date" name="date" type="date" value={date.toString()} />
          </div>
          <button class="btn">{t.go}</button>
        </form>
      )}
      {children}
    </DeskPage>
  );
}

function Drawing({ view, bounds, t }: { view: DayPageView; bounds: Interval; t: Texts }) {
  const { frame, agenda, appointments, desks, date, nowMinute, desk } = view;
  const { language } = frame;
  const said = dayWords(date, tellingOf(frame));
  const hourOf = (minute: number): string => hour(Temporal.PlainTime.from('00:00').add({ minutes: minute }), language);
  const step = stepOf(appointments.map(({ onDay }) => onDay.end - onDay.start));
  const items = desks.map((one) => {
    const mine = appointments.filter(({ deskId }) => deskId === one.id);
    const closed = closedItems(
      one,
      bounds,
      mine.map(({ onDay }) => onDay),
      { closed: t.closed, unavailable: t.unavailable, closedUntil: (minute) => t.closedUntil(hourOf(minute)) },
    );
    return [...closed, ...mine.map((appointment) => ({ ...appointment.onDay, item: itemOf(appointment, view, t) }))];
  });
  const local = localOf(desk, nowMinute);
  return (
    <DayView
      caption={agenda.freeRange ? t.rentalCaption(said) : t.dayCaption(said)}
      label={agenda.freeRange ? t.resourceDrawing : t.dayDrawing}
      desks={desks.map(({ label }) => ({ name: label }))}
      rows={dayRows<DayItem>(items, bounds.start, bounds.end, step)}
      hourOf={hourOf}
      bookHref={() => null}
      {...(local.toPlainDate().equals(date) ? { nowMinute: local.hour * 60 + local.minute } : {})}
    />
  );
}

function itemOf(one: Appointment, { nowMinute }: DayPageView, t: Texts): DayItem {
  return {
    kind: 'appointment',
    href: `#r-${one.id}`,
    who: nameOf(one, t),
    what: one.heldUntil === null ? (one.type ?? '') : t.heldShort,
    state: stateOf(one, nowMinute),
  };
}

import type { ComponentChildren } from 'preact';
import { Alert } from '../../pages/alert.tsx';
import { Button, LinkButton } from '../../pages/buttons.tsx';
import { Confirm } from '../../pages/confirm.tsx';
import { Facts, type Fact } from '../../pages/facts.tsx';
import { Select, TextField } from '../../pages/fields.tsx';
import type { Frame } from '../../pages/frame.ts';
import { PageHead } from '../../pages/page-head.tsx';
import type { Agenda } from '../agenda/agenda.ts';
import type { Event } from '../events/event.ts';
import type { ListName } from '../tables.ts';
import { DeskPage } from './desk-page.tsx';
import type { Desk } from './desk.ts';
import type { BookedOn } from './read-bookings.ts';
import { eventName, eventTitle, eventWhen, nameOf, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

type OnEvent = BookedOn & { event: NonNullable<BookedOn['event']> };

/** What an agent wants of a booking: other places, another event, the waiting list. */
export type Change =
  | { kind: 'places'; places: number }
  | { kind: 'event'; to: Event; list: ListName }
  | { kind: 'waiting list' };

export type ChangeView = {
  frame: Frame;
  desk: Desk;
  agenda: Agenda;
  booking: OnEvent;
  backHref: string;
  /** Coming events of the agenda, to move to. */
  events: readonly Event[];
  /** Of what was given and can't be. */
  errors: { places?: string; to?: string };
  given: { places: string; to: string };
};

/** What can be changed of a booking; each leads to a question. */
export function ChangePage(view: ChangeView) {
  const { frame, desk, agenda, booking, backHref, events, errors, given } = view;
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  const here = desk.pages.change(agenda, booking.id);
  const isAlone = booking.others === 0;
  return (
    <Shell view={view} t={t}>
      <PageHead title={t.changeOf(nameOf(booking, t))} />
      <div class="flow">
        <Facts facts={factsOf(view, t)} />
        {!isAlone && <Alert level="wait">{t.changeSeveral}</Alert>}
        {isAlone && (
          <Part title={t.changePlaces} action={here} go={t.goOn}>
            <TextField
              name="places"
              label={t.newPlaces}
              figures="numeric"
              width={3}
              maxLength={5}
              value={given.places}
              {...(errors.places === undefined ? {} : { error: errors.places })}
            />
          </Part>
        )}
        {isAlone && events.length > 0 && (
          <Part title={t.changeEvent} action={here} go={t.goOn}>
            <Select
              name="to"
              label={t.newEvent}
              value={given.to}
              placeholder={t.chooseEvent}
              options={events.map((event) => ({
                value: event.slug,
                label: `${eventName(event, t)}, ${eventWhen(desk, event, telling)} (${t.mainNote(event.booked, event.total)})`,
              }))}
              {...(errors.to === undefined ? {} : { error: errors.to })}
            />
          </Part>
        )}
        {booking.list === 'main' && (
          <section class="flow">
            <h2>{t.waitingList}</h2>
            <div class="actions">
              <LinkButton href={desk.pages.change(agenda, booking.id, { list: 'waiting' })}>{t.suspend}</LinkButton>
            </div>
          </section>
        )}
        <p>
          <a href={backHref}>{t.keepAsItIs}</a>
        </p>
      </div>
    </Shell>
  );
}

function Part({
  title,
  action,
  go,
  children,
}: {
  title: string;
  action: string;
  go: string;
  children: ComponentChildren;
}) {
  return (
    <section class="flow">
      <h2>{title}</h2>
      <form method="get" action={action} noValidate class="form">
        {children}
        <div class="actions">
          <Button hidden={title}>{go}</Button>
        </div>
      </form>
    </section>
  );
}

/** Asks before changing. */
export function ConfirmChangePage({ view, change }: { view: ChangeView; change: Change }) {
  const { frame, desk, agenda, booking } = view;
  const t = texts[frame.language];
  const here = desk.pages.change(agenda, booking.id);
  const { title, confirm, field, after, consequence } = questionOf(view, change, t);
  return (
    <Shell view={view} t={t}>
      <Confirm
        title={title}
        facts={[...factsOf(view, t), ...after]}
        consequence={`${consequence} ${t.requestNotTold}`}
        action={here}
        fields={<input type="hidden" name={field.name} value={field.value} />}
        confirm={{ label: confirm, destroys: false }}
        keep={{ label: t.keepAsItIs, href: view.backHref }}
      />
    </Shell>
  );
}

type Question = {
  title: string;
  confirm: string;
  field: { name: string; value: string };
  after: Fact[];
  consequence: string;
};

function questionOf({ frame, desk, booking }: ChangeView, change: Change, t: Texts): Question {
  const name = nameOf(booking, t);
  switch (change.kind) {
    case 'places':
      return {
        title: t.placesQuestion(name),
        confirm: t.confirmPlaces,
        field: { name: 'places', value: String(change.places) },
        after: [{ label: t.newPlaces, value: t.placeCount(change.places) }],
        consequence:
          change.places < booking.places ? t.willFree(booking.places - change.places) + t.stop : t.placesIfRoom,
      };
    case 'event': {
      const { to, list } = change;
      const where = `${eventName(to, t)}, ${eventWhen(desk, to, tellingOf(frame))}`;
      return {
        title: t.moveQuestion(name),
        confirm: t.confirmMove,
        field: { name: 'to', value: to.slug },
        after: [
          { label: t.newEvent, value: where },
          { label: t.newList, value: list === 'main' ? t.onMain(booking.places) : t.onWaiting(booking.places) },
        ],
        consequence: t.willFree(booking.places) + t.stop,
      };
    }
    case 'waiting list':
      return {
        title: t.suspendQuestion(name),
        confirm: t.confirmSuspend,
        field: { name: 'list', value: 'waiting' },
        after: [],
        consequence: t.willWaitLast,
      };
  }
}

function Shell({ view, t, children }: { view: ChangeView; t: Texts; children: ComponentChildren }) {
  const { frame, desk, agenda, booking, backHref } = view;
  const back = eventTitle(desk, booking.event, tellingOf(frame), t);
  return (
    <DeskPage
      frame={frame}
      title={`${t.changeTitle} – ${back}`}
      crumbs={[
        { href: desk.pages.home(), label: t.agendas },
        { href: desk.pages.agenda(agenda), label: agenda.label },
        { href: backHref, label: back },
        { label: t.change },
      ]}
    >
      {children}
    </DeskPage>
  );
}

function factsOf({ frame, desk, booking }: ChangeView, t: Texts): Fact[] {
  const { event, list, places, others } = booking;
  return [
    { label: t.event, value: `${eventName(event, t)}, ${eventWhen(desk, event, tellingOf(frame))}` },
    { label: t.list, value: list === 'main' ? t.onMain(places) : t.onWaiting(places) },
    ...(others > 0 ? [{ label: t.bookedToo, value: t.alsoOn(others) }] : []),
  ];
}

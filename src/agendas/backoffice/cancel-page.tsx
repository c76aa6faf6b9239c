import { Alert } from '../../pages/alert.tsx';
import { Confirm, Fold } from '../../pages/confirm.tsx';
import type { Fact } from '../../pages/facts.tsx';
import type { Frame } from '../../pages/frame.ts';
import type { Agenda } from '../agenda/agenda.ts';
import { DeskPage } from './desk-page.tsx';
import type { Desk } from './desk.ts';
import type { BookedOn } from './read-bookings.ts';
import { eventName, eventTitle, eventWhen, momentOf, nameOf, requestOf, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

export type CancelView = {
  frame: Frame;
  desk: Desk;
  agenda: Agenda;
  booking: BookedOn;
  /** The oldest of the waiting list will move up by itself. */
  promotes: boolean;
  /** Where one comes from and goes back to. */
  backHref: string;
};

/** Asks before cancelling. Where the request has no known address, says so, whom to call, and why. */
export function CancelPage(view: CancelView) {
  const { frame, desk, agenda, booking, backHref } = view;
  const { pages } = desk;
  const t = texts[frame.language];
  const back = booking.event
    ? eventTitle(desk, booking.event, tellingOf(frame), t)
    : eventWhen(desk, timeOf(booking), tellingOf(frame));
  const isTold = booking.tells.cancel;
  return (
    <DeskPage
      frame={frame}
      title={`${t.cancelTitle} – ${back}`}
      crumbs={[
        { href: pages.home(), label: t.agendas },
        { href: pages.agenda(agenda), label: agenda.label },
        { href: backHref, label: back },
        { label: t.cancel },
      ]}
    >
      <Confirm
        title={t.cancelQuestion(nameOf(booking, t))}
        facts={factsOf(view, t)}
        consequence={isTold ? <Consequence view={view} t={t} /> : <NoAddress booking={booking} t={t} />}
        action={pages.cancel(agenda, booking.id)}
        keep={{ label: t.keep, href: backHref }}
        confirm={isTold ? { label: t.confirmCancel } : { label: t.cancelAnyway, name: 'force', value: 'yes' }}
      >
        {!isTold && <Why t={t} />}
      </Confirm>
    </DeskPage>
  );
}

function timeOf({ meeting }: BookedOn): { startMinute: number; durationMinutes: number | null } {
  return meeting === null
    ? { startMinute: 0, durationMinutes: null }
    : { startMinute: meeting.startMinute, durationMinutes: meeting.endMinute - meeting.startMinute };
}

function factsOf({ frame, desk, booking }: CancelView, t: Texts): Fact[] {
  const telling = tellingOf(frame);
  const { event, meeting } = booking;
  const request = requestOf(booking, t);
  return [
    ...(event
      ? [
          { label: t.event, value: `${eventName(event, t)}, ${eventWhen(desk, event, telling)}` },
          { label: t.list, value: booking.list === 'main' ? t.onMain(booking.places) : t.onWaiting(booking.places) },
        ]
      : []),
    ...(meeting
      ? [
          { label: t.appointment, value: eventWhen(desk, timeOf(booking), telling) },
          { label: t.desk, value: meeting.desk },
          ...(meeting.type === null ? [] : [{ label: t.type, value: meeting.type }]),
        ]
      : []),
    ...(booking.others > 0 ? [{ label: t.also, value: t.alsoOn(booking.others) }] : []),
    { label: t.bookedAt, value: momentOf(desk, booking.bookedMinute, telling) },
    { label: t.request, value: request === null ? t.atTheDesk : <a href={request.href}>{request.label}</a> },
  ];
}

function Consequence({ view: { booking, promotes }, t }: { view: CancelView; t: Texts }) {
  const frees = booking.event ? t.willFree(booking.places) : t.slotFrees;
  return (
    <p>
      {frees}
      {t.willTell} {promotes && booking.list === 'main' && t.willPromote}
    </p>
  );
}

function NoAddress({ booking, t }: { booking: BookedOn; t: Texts }) {
  const { phone, email } = booking;
  return (
    <Alert level="bad" title={t.noAddress}>
      <p>{t.noAddressText(booking.event === null)}</p>
      {(phone !== '' || email !== '') && (
        <p>
          <b>{t.callBefore}</b> {nameOf(booking, t)}
          {phone !== '' && (
            <>
              ,{' '}
              <a class="nowrap" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
                {phone}
              </a>
            </>
          )}
          {email !== '' && (
            <>
              , <a href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>{email}</a>
            </>
          )}
          .
        </p>
      )}
    </Alert>
  );
}

function Why({ t }: { t: Texts }) {
  return (
    <Fold summary={t.why}>
      <p>
        {t.whyBefore}
        <code>cancel_callback_url</code>
        {t.whyAdd}
      </p>
      <p>
        <code>cancel_callback_url</code> = <code>{'{{form_api_url}}hooks/annulation/'}</code>
      </p>
      <p>{t.whyThen}</p>
    </Fold>
  );
}

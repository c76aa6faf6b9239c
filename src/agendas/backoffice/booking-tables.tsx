import { Alert } from '../../pages/alert.tsx';
import { Button, LinkButton } from '../../pages/buttons.tsx';
import { shortMoment } from '../../pages/dates.ts';
import { Form } from '../../pages/form.tsx';
import { Table, type Column } from '../../pages/table.tsx';
import { Time } from '../../pages/time.tsx';
import { Calls } from './calls.tsx';
import { localOf } from './desk.ts';
import type { EventPageView } from './event-page.tsx';
import type { BookingLine } from './read-bookings.ts';
import { detailOf, listNameOf, momentOf, nameOf, requestOf, tellingOf } from './said.ts';
import { texts } from './texts.ts';

type TableProps = { view: EventPageView; label: string };

/** The main list, or what was cancelled: « Annuler » stands at the right of each live booking. */
export function BookingTable({ view, label, bookings }: TableProps & { bookings: readonly BookingLine[] }) {
  const columns = [personOf(view), ...shared(view, bookings), ...actions(view, bookings, false)];
  return (
    <Table
      label={{ by: label }}
      columns={columns}
      rows={bookings}
      rowKey={({ id }) => String(id)}
      marked={({ id }) => String(id) === view.row}
    />
  );
}

/** Those who wait, in their order; what accepting would make of the main list is said above, or row by row where it differs. */
export function WaitingTable({ view, label }: TableProps) {
  const { frame, event, waiting } = view;
  const t = texts[frame.language];
  const bookings = waiting.rows;
  const makes = new Set(bookings.map(({ places }) => event.booked + places));
  const beyond = [...makes].filter((booked) => booked > event.total);
  const uniform = makes.size === 1;
  const rank: Column<BookingLine> = {
    label: t.rank,
    cell: ({ id }) => t.rankOf(bookings.findIndex((one) => one.id === id) + 1),
  };
  return (
    <>
      {view.mayEdit && beyond.length > 0 && (
        <Alert level="wait">
          {[event.booked >= event.total ? t.mainIsFull : '', uniform ? t.acceptMakes(beyond[0]!, event.total) : '']
            .filter((one) => one !== '')
            .join(' ')}
        </Alert>
      )}
      <Table
        label={{ by: label }}
        columns={[
          rank,
          personOf(view, view.mayEdit && !uniform),
          ...shared(view, bookings),
          ...actions(view, bookings, true),
        ]}
        rows={bookings}
        rowKey={({ id }) => String(id)}
        marked={({ id }) => String(id) === view.row}
      />
    </>
  );
}

function personOf({ frame, desk, event }: EventPageView, saysWhatAcceptingMakes = false): Column<BookingLine> {
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  return {
    label: t.person,
    names: true,
    cell: (booking) => (
      <>
        {listNameOf(booking, t)}
        {detailOf(booking) !== null && <small>{detailOf(booking)}</small>}
        {booking.heldUntil !== null && <small>{t.held(momentOf(desk, booking.heldUntil, telling))}</small>}
        {saysWhatAcceptingMakes && event.booked + booking.places > event.total && (
          <small>{t.acceptMakes(event.booked + booking.places, event.total)}</small>
        )}
        {booking.cancelledMinute !== null && booking.cancelledBy !== null && (
          <small>
            {shortMoment(localOf(desk, booking.cancelledMinute), telling)}, {t.cancelledBy[booking.cancelledBy]}
          </small>
        )}
      </>
    ),
  };
}

/** Request, places, when it was booked, calls: what each list shows. */
function shared(view: EventPageView, bookings: readonly BookingLine[]): Column<BookingLine>[] {
  const { frame, desk, agenda, mayEdit } = view;
  const t = texts[frame.language];
  return [
    {
      label: t.request,
      cell: (booking) => {
        const request = requestOf(booking, t);
        return request === null ? (
          <span class="quiet">{t.atTheDesk}</span>
        ) : (
          <a href={request.href}>
            {request.label}
            <span class="sr"> ({nameOf(booking, t)})</span>
          </a>
        );
      },
    },
    { label: t.places, cell: ({ places }) => <span class="nowrap">{t.placeCount(places)}</span> },
    {
      label: t.bookedAt,
      phone: 'off',
      cell: ({ bookedMinute }) => (
        <span class="quiet nowrap">
          <Time at={localOf(desk, bookedMinute)}>{shortMoment(localOf(desk, bookedMinute), tellingOf(frame))}</Time>
        </span>
      ),
    },
    ...(bookings.some(({ calls }) => calls.length > 0)
      ? [
          {
            label: t.calls,
            phone: 'wide' as const,
            cell: (booking: BookingLine) => (
              <Calls frame={frame} desk={desk} agenda={agenda} booking={booking} mayResend={mayEdit} />
            ),
          },
        ]
      : []),
  ];
}

/** What may be done to a booking. A held place and what is cancelled have nothing. */
function actions(view: EventPageView, bookings: readonly BookingLine[], accepts: boolean): Column<BookingLine>[] {
  const { frame, desk, agenda, mayEdit } = view;
  const t = texts[frame.language];
  const isLive = ({ heldUntil, cancelledMinute }: BookingLine): boolean =>
    heldUntil === null && cancelledMinute === null;
  if (!mayEdit || !bookings.some(isLive)) return [];
  return [
    {
      label: t.cancel,
      hiddenLabel: true,
      actions: true,
      ...(accepts ? { phone: 'below' as const } : {}),
      cell: (booking) =>
        isLive(booking) && (
          <>
            {accepts && (
              <Form class="" action={desk.pages.accept(agenda, booking.id)}>
                <Button small hidden={t.acceptOf(nameOf(booking, t))}>
                  {t.accept}
                </Button>
              </Form>
            )}
            <LinkButton
              small
              kind="text"
              href={desk.pages.change(agenda, booking.id)}
              hidden={t.cancelOf(nameOf(booking, t))}
            >
              {t.change}
            </LinkButton>
            <LinkButton
              small
              kind="text"
              dialog
              href={desk.pages.cancel(agenda, booking.id)}
              hidden={t.cancelOf(nameOf(booking, t))}
            >
              {t.cancel}
            </LinkButton>
          </>
        ),
    },
  ];
}

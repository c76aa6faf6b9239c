import { Badge } from '../../pages/badge.tsx';
import { LinkButton } from '../../pages/buttons.tsx';
import { hour } from '../../pages/dates.ts';
import { Table, type Column } from '../../pages/table.tsx';
import { Time } from '../../pages/time.tsx';
import type { Agenda } from '../agenda/agenda.ts';
import { Calls } from './calls.tsx';
import { stateOf } from './day-drawing.ts';
import type { DayPageView } from './day-page.tsx';
import { localOf } from './desk.ts';
import type { Appointment } from './read-day.ts';
import { detailOf, momentOf, nameOf, requestOf, tellingOf } from './said.ts';
import type { Texts } from './texts.ts';

/** The appointments of a day in the order of their hours, each with what may be done to it. */
export function DayList({ view, t }: { view: DayPageView; t: Texts }) {
  // A booking of several slots has a row each; links lead to its first.
  const firsts = new Map(view.appointments.toReversed().map((one) => [one.id, one]));
  const isFirst = (one: Appointment): boolean => firsts.get(one.id) === one;
  return (
    <Table
      label={{ by: 'list' }}
      columns={columnsOf(view, t)}
      rows={view.appointments}
      rowKey={(one) => (isFirst(one) ? String(one.id) : `${one.id}-${one.deskId}-${one.startMinute}`)}
      marked={(one) => String(one.id) === view.row || (view.row === null && stateOf(one, view.nowMinute) === 'now')}
    />
  );
}

function columnsOf(view: DayPageView, t: Texts): Column<Appointment>[] {
  const { frame, desk, members, mayEdit, nowMinute, appointments } = view;
  const { language } = frame;
  const agendaOf = ({ agendaId }: Appointment): Agenda => members.get(agendaId) ?? view.agenda;
  return [
    {
      label: t.time,
      cell: ({ startMinute }) => (
        <b class="nowrap">
          <Time at={localOf(desk, startMinute)}>{hour(localOf(desk, startMinute), language)}</Time>
        </b>
      ),
    },
    {
      label: t.person,
      names: true,
      cell: (one) => {
        const request = requestOf(one, t);
        return (
          <>
            {request === null ? nameOf(one, t) : <a href={request.href}>{nameOf(one, t)}</a>}
            <small>{[one.type, detailOf(one)].filter((part) => part !== null).join(', ')}</small>
          </>
        );
      },
    },
    {
      label: view.agenda.freeRange ? t.resource : t.desk,
      cell: (one) => (members.size > 1 ? `${agendaOf(one).label}, ${one.desk}` : one.desk),
    },
    ...(appointments.some(({ calls }) => calls.length > 0)
      ? [
          {
            label: t.calls,
            phone: 'wide' as const,
            cell: (one: Appointment) => (
              <Calls frame={frame} desk={desk} agenda={agendaOf(one)} booking={one} mayResend={mayEdit(one.agendaId)} />
            ),
          },
        ]
      : []),
    {
      label: t.state,
      actions: true,
      cell: (one) => (
        <>
          <AppointmentBadge one={one} view={view} t={t} />
          {one.heldUntil === null && one.endMinute > nowMinute && mayEdit(one.agendaId) && (
            <LinkButton
              small
              kind="text"
              dialog
              href={desk.pages.cancel(agendaOf(one), one.id)}
              hidden={t.cancelOf(nameOf(one, t))}
            >
              {t.cancel}
            </LinkButton>
          )}
        </>
      ),
    },
  ];
}

function AppointmentBadge({ one, view, t }: { one: Appointment; view: DayPageView; t: Texts }) {
  if (one.heldUntil !== null) {
    return (
      <>
        <Badge level="wait">{t.heldShort}</Badge>
        <span class="sr">{t.held(momentOf(view.desk, one.heldUntil, tellingOf(view.frame)))}</span>
      </>
    );
  }
  if (one.present === false) {
    return (
      <Badge level="bad" icon="cross">
        {t.absent}
      </Badge>
    );
  }
  if (one.present === true) return <Badge level="ok">{t.received}</Badge>;
  return stateOf(one, view.nowMinute) === 'now' ? <Badge level="note">{t.now}</Badge> : null;
}

import { day, hour, span } from '../../pages/dates.ts';
import { Recap, type Fact } from '../../pages/facts.tsx';
import type { Frame } from '../../pages/frame.ts';
import { ListHead, PageHead } from '../../pages/page-head.tsx';
import { Table } from '../../pages/table.tsx';
import type { Agenda } from '../agenda/agenda.ts';
import type { OpeningHours } from '../availability/openings.ts';
import { dateOf, plainDateTimeOf } from '../../time/days.ts';
import type { DeskSchedule, Schedule } from '../meetings/schedule.ts';
import { DeskPage } from './desk-page.tsx';
import type { Desk } from './desk.ts';
import { toldOf } from '../notifications/state.ts';
import type { Closings, SettingsBeside } from './read-settings.ts';
import { tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

export type SettingsView = {
  frame: Frame;
  desk: Desk;
  agenda: Agenda;
  /** Of an agenda of appointments. */
  schedule: Schedule | null;
  beside: SettingsBeside;
  members: readonly Agenda[];
};

/** What an agenda is set to, to read. */
export function SettingsPage({ frame, desk, agenda, schedule, beside, members }: SettingsView) {
  const { pages } = desk;
  const t = texts[frame.language];
  return (
    <DeskPage
      frame={frame}
      title={t.settingsTitle(agenda.label)}
      crumbs={[
        { href: pages.home(), label: t.agendas },
        { href: pages.agenda(agenda), label: agenda.label },
        { label: t.settings },
      ]}
    >
      <PageHead title={t.settings} note={`${agenda.label}. ${t.settingsNote}`} />
      <Recap title={t.general} facts={generalFacts(agenda, t)} />
      <Recap title={t.delays} facts={delayFacts(agenda, frame, t)} />
      <Recap
        title={t.rights}
        facts={(['view', 'edit', 'admin'] as const).map((right) => ({
          label: t[right],
          value: agenda.roleNames[right] ?? <span class="quiet">{t.nobodyRole}</span>,
        }))}
      />
      {agenda.kind !== 'virtual' && <Recap title={t.reminders} facts={reminderFacts(beside, t)} />}
      {agenda.kind === 'events' && (
        <>
          <Recap title={t.closings} facts={closingFacts(beside.closings, { frame, desk, t })} />
          <Recap title={t.notifications} facts={notificationFacts(beside, t)} />
        </>
      )}
      {schedule && schedule.types.length > 0 && <Types schedule={schedule} t={t} />}
      {schedule && schedule.desks.length > 0 && (
        <Desks frame={frame} schedule={schedule} title={agenda.freeRange ? t.rentedThings : t.desks} t={t} />
      )}
      {agenda.kind === 'virtual' && (
        <>
          <ListHead id="members" title={t.members} />
          <ul>
            {members.map((member) => (
              <li key={member.slug}>
                <a href={pages.settings(member)}>{member.label}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </DeskPage>
  );
}

function generalFacts(agenda: Agenda, t: Texts): Fact[] {
  return [
    { label: t.identifier, value: <code>{agenda.slug}</code> },
    { label: t.number, value: agenda.id },
    { label: t.kind, value: agenda.freeRange ? t.freeRange : t.kinds[agenda.kind] },
    { label: t.category, value: agenda.category?.label ?? <span class="quiet">{t.without}</span> },
    ...(agenda.kind === 'events'
      ? [{ label: t.overbooking, value: agenda.overbooking ? t.overbookingOn : t.overbookingOff }]
      : []),
    {
      label: t.perUser,
      value: agenda.maximalBookingsPerUser === null ? t.noLimit : t.perUserAtMost(agenda.maximalBookingsPerUser),
    },
    {
      label: t.anonymize,
      value: agenda.anonymizeAfterDays === null ? t.never : t.anonymizeAfter(agenda.anonymizeAfterDays),
    },
  ];
}

function delayFacts(agenda: Agenda, { language }: Frame, t: Texts): Fact[] {
  const time = Temporal.PlainTime.from('00:00').add({ minutes: agenda.minimalTime });
  return [
    { label: t.minimalDelay, value: t.days(agenda.minimalDelay, agenda.minimalDelayInWorkingDays) },
    { label: t.maximalDelay, value: agenda.maximalDelay === 0 ? t.noLimit : t.days(agenda.maximalDelay, false) },
    { label: t.opensAt, value: hour(time, language) },
    {
      label: t.cancellationDelay,
      value: t.days(agenda.minimalCancellationDelay ?? 0, agenda.minimalCancellationDelayInWorkingDays),
    },
  ];
}

function reminderFacts({ reminderDays, reminderText }: SettingsBeside, t: Texts): Fact[] {
  if (reminderDays === null) return [{ label: t.reminderSent, value: <span class="quiet">{t.noReminder}</span> }];
  return [
    { label: t.reminderSent, value: t.daysBefore(reminderDays) },
    { label: t.reminderText, value: reminderText },
  ];
}

type ClosingProps = { frame: Frame; desk: Desk; t: Texts };

/** When the recurring events of an agenda don't take place. */
function closingFacts(closings: Closings, { frame, desk, t }: ClosingProps): Fact[] {
  const { coming, comingCount, calendars, remoteCalendars, publicHolidays } = closings;
  const local = (minute: number) => plainDateTimeOf(desk.zone.toLocal(minute));
  const more = comingCount - coming.length;
  return [
    { label: t.holidays, value: publicHolidays ? t.holidaysClosed : t.holidaysOpen },
    {
      label: t.closingDays,
      value: coming.length > 0 && (
        <>
          {coming.map(({ label, start, end }) => (
            <div key={`${start}-${label}`}>
              {label === '' ? '' : label + t.colon}
              {span(local(start), local(end), tellingOf(frame))}
            </div>
          ))}
          {more > 0 && <div class="quiet">{t.moreClosings(more)}</div>}
        </>
      ),
    },
    { label: t.sharedCalendars, value: calendars.join(', ') },
    { label: t.remoteCalendars, value: remoteCalendars === 0 ? '' : remoteCalendars },
  ].map((fact) => ({ ...fact, value: fact.value || <span class="quiet">{t.none}</span> }));
}

function notificationFacts({ notifications }: SettingsBeside, t: Texts): Fact[] {
  return toldOf.map((about) => {
    const told = notifications.find((one) => one.about === about);
    const readers = [...(told?.role ? [told.role] : []), ...(told?.emails ?? [])];
    return {
      label: t.notificationOf[about],
      value: readers.length > 0 ? readers.join(', ') : <span class="quiet">{t.nobodyTold}</span>,
    };
  });
}

function Types({ schedule, t }: { schedule: Schedule; t: Texts }) {
  return (
    <>
      <ListHead id="types" title={t.types} />
      <Table
        label={{ by: 'types' }}
        rows={schedule.types}
        rowKey={({ slug }) => `type-${slug}`}
        columns={[
          { label: t.typeLabel, names: true, cell: ({ label }) => label },
          { label: t.identifier, cell: ({ slug }) => <code>{slug}</code> },
          {
            label: t.duration,
            cell: ({ durationMinutes }) => <Value label={t.duration + t.colon}>{t.minutes(durationMinutes)}</Value>,
          },
          {
            label: t.pauses,
            cell: ({ beforeMinutes, afterMinutes }) => (
              <Value label={t.pauses + t.colon}>{t.pausesOf(beforeMinutes, afterMinutes)}</Value>
            ),
          },
        ]}
      />
      {schedule.resources.length > 0 && (
        <p>
          {t.resources + t.colon}
          {schedule.resources.map(({ label }) => label).join(', ')}
        </p>
      )}
    </>
  );
}

function Desks({ frame, schedule, title, t }: { frame: Frame; schedule: Schedule; title: string; t: Texts }) {
  return (
    <>
      <ListHead id="desks" title={title} />
      <Table
        label={{ by: 'desks' }}
        rows={schedule.desks}
        rowKey={({ slug }) => `desk-${slug}`}
        columns={[
          { label: t.typeLabel, names: true, cell: ({ label }) => label },
          { label: t.identifier, cell: ({ slug }) => <code>{slug}</code> },
          {
            label: t.openings,
            phone: 'wide',
            cell: (desk) => <Openings frame={frame} desk={desk} schedule={schedule} t={t} />,
          },
          {
            label: t.exceptions,
            cell: ({ exceptions }) => (
              <Value label={t.exceptions + t.colon}>{t.exceptionCount(exceptions.length)}</Value>
            ),
          },
          {
            label: t.holidays,
            cell: ({ publicHolidays }) => (
              <Value label={t.holidays + t.colon}>{publicHolidays ? t.holidaysClosed : t.holidaysOpen}</Value>
            ),
          },
        ]}
      />
    </>
  );
}

type OpeningsProps = { frame: Frame; desk: DeskSchedule; schedule: Schedule; t: Texts };

/** On a phone the heads of columns are gone: each value says what it is. */
function Value({ label, children }: { label: string; children: string }) {
  return (
    <>
      <span class="phone-only">{label}</span>
      {children}
    </>
  );
}

/** A line a day: « lundi, 9 h – 12 h, 13 h 30 – 17 h ». */
function Openings({ frame, desk, schedule, t }: OpeningsProps) {
  const hours = desk.hours.length > 0 ? desk.hours : schedule.hours;
  const at = (minute: number): string =>
    hour(Temporal.PlainTime.from('00:00').add({ minutes: minute }), frame.language);
  return (
    <>
      {[...Map.groupBy(hours, (one) => daysOf(one, frame, t))].map(([days, spans]) => (
        <div key={days}>
          {days}, {spans.map(({ startMinute, endMinute }) => `${at(startMinute)} – ${at(endMinute)}`).join(', ')}
        </div>
      ))}
    </>
  );
}

function daysOf({ on }: OpeningHours, frame: Frame, t: Texts): string {
  if ('day' in on) return day(dateOf(on.day), tellingOf(frame));
  return (t.weekdays[on.weekday - 1] ?? '') + (on.indexes.length === 0 ? '' : t.nth(on.indexes));
}

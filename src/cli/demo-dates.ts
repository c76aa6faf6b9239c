export type DemoEvent = { start_datetime: string; [key: string]: unknown };
type DemoAgenda = { events?: DemoEvent[]; [key: string]: unknown };

/**
 * The demo town with its events in the weeks to come: `"+9 10:00"` is ten o'clock, nine days after the first Monday from `today` on.
 */
export function openingDays<T extends { agendas?: DemoAgenda[] }>(town: T, today: Temporal.PlainDate): T {
  const monday = today.add({ days: (8 - today.dayOfWeek) % 7 });
  const dated = (event: DemoEvent): DemoEvent => {
    const [, days, time] = /^\+(\d+) (\d\d:\d\d)$/.exec(event.start_datetime) ?? [];
    return days === undefined
      ? event
      : { ...event, start_datetime: `${monday.add({ days: Number(days) }).toString()} ${time}` };
  };
  const agendas = town.agendas?.map((agenda) =>
    agenda.events ? { ...agenda, events: agenda.events.map(dated) } : agenda,
  );
  return { ...town, ...(agendas ? { agendas } : {}) };
}

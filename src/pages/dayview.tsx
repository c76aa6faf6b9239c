import { useTexts } from './context.tsx';
import type { DayCell, DayRow } from './day-rows.ts';

/** 'past' has been received, 'now' is at the desk, 'away' never came. */
export type DayItem =
  | { kind: 'appointment'; href: string; who: string; what: string; state: 'coming' | 'now' | 'past' | 'away' }
  | { kind: 'closed'; reason: string };

type DayViewProps = {
  /** « Rendez-vous du mardi 24 novembre, un guichet par colonne ». */
  caption: string;
  label: string;
  desks: readonly { name: string; who?: string }[];
  /** From `dayRows`. */
  rows: readonly DayRow<DayItem>[];
  /** « 10 h 15 »: how a minute of the day is said. */
  hourOf: (minute: number) => string;
  /** Where a free place is booked; null where it can't be. */
  bookHref: (desk: number, minute: number) => string | null;
  /** The minute of the day that it is, on this very day. */
  nowMinute?: number;
};

/** The day drawn, beside the list that comes first and does everything. It alone may scroll sideways, within its region. */
export function DayView({ caption, label, desks, rows, hourOf, bookHref, nowMinute }: DayViewProps) {
  const t = useTexts();
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      <table class="dayview">
        <caption class="sr">{caption}</caption>
        <colgroup>
          <col class="hours" />
          {desks.map(({ name }) => (
            <col key={name} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span class="sr">{t.hour}</span>
            </th>
            {desks.map(({ name, who }) => (
              <th key={name} scope="col">
                {name}
                {who !== undefined && <small>{who}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const until = rows[index + 1]?.minute ?? row.minute + 15;
            const clock = nowMinute !== undefined && nowMinute >= row.minute && nowMinute < until ? nowMinute : null;
            return (
              <tr key={row.minute} class={`${row.minute % 60 === 0 ? 'on-hour' : ''}${clock === null ? '' : ' clock'}`}>
                <th scope="row">
                  {clock !== null ? (
                    <b>{hourOf(clock)}</b>
                  ) : row.minute % 30 === 0 ? (
                    hourOf(row.minute)
                  ) : (
                    <span class="sr">{hourOf(row.minute)}</span>
                  )}
                </th>
                {row.cells.map((cell, desk) => (
                  <Cell
                    key={desk}
                    cell={cell}
                    time={hourOf(row.minute)}
                    desk={desks[desk]?.name ?? ''}
                    href={cell.kind === 'free' ? bookHref(desk, cell.minute) : null}
                  />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell, time, desk, href }: { cell: DayCell<DayItem>; time: string; desk: string; href: string | null }) {
  const t = useTexts();
  if (cell.kind === 'covered') return null;
  if (cell.kind === 'free') {
    return (
      <td class="free">
        {href !== null && (
          <a href={href}>
            <span class="sr">{t.book} </span>+ {time}
            <span class="sr">{t.at(desk)}</span>
          </a>
        )}
      </td>
    );
  }
  const { item, rows } = cell;
  if (item.kind === 'closed') {
    return (
      <td class="shut" rowSpan={rows}>
        <span>{item.reason}</span>
      </td>
    );
  }
  return (
    <td class={`appt${item.state === 'coming' ? '' : ` ${item.state}`}${rows === 1 ? ' one' : ''}`} rowSpan={rows}>
      <a href={item.href}>{item.who}</a> <span>{item.what}</span>
    </td>
  );
}

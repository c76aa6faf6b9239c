/**
 * A day by desks as the rows of a table: one a quarter of an hour (or another step), one column a desk, what lasts
 * longer spanning rows. Minutes count from midnight; intervals are half-open.
 */

/** What takes a desk's time: an appointment, or a closure with its reason. */
export type Taken<T> = { start: number; end: number; item: T };

export type DayCell<T> =
  | { kind: 'taken'; item: T; rows: number }
  | { kind: 'free'; minute: number }
  | { kind: 'covered' };

/** `cells` has one for each desk; a 'covered' one belongs to the cell above and is not written. */
export type DayRow<T> = { minute: number; cells: DayCell<T>[] };

/**
 * Rows from `start` to `end` by `step`. An item that begins within a row takes that row from its beginning; two that
 * would share a row are laid one after the other, the later shortened from above: none is ever hidden.
 */
export function dayRows<T>(
  desks: readonly (readonly Taken<T>[])[],
  start: number,
  end: number,
  step = 15,
): DayRow<T>[] {
  const count = Math.max(0, Math.ceil((end - start) / step));
  const rows = Array.from({ length: count }, (_, index): DayRow<T> => ({ minute: start + index * step, cells: [] }));
  for (const desk of desks) {
    const sorted = desk.toSorted((a, b) => a.start - b.start);
    let next = 0;
    for (const { start: from, end: to, item } of sorted) {
      const first = Math.max(next, Math.floor((from - start) / step));
      const last = Math.min(count, Math.max(first + 1, Math.ceil((to - start) / step)));
      if (first >= count || to <= start) continue;
      free(rows, next, first);
      rows[first]?.cells.push({ kind: 'taken', item, rows: last - first });
      for (let row = first + 1; row < last; row++) rows[row]?.cells.push({ kind: 'covered' });
      next = last;
    }
    free(rows, next, count);
  }
  return rows;
}

function free<T>(rows: readonly DayRow<T>[], from: number, to: number): void {
  for (const row of rows.slice(from, to)) row.cells.push({ kind: 'free', minute: row.minute });
}

/** Minutes since the epoch, half-open: `start` included, `end` excluded. One whose `end` isn't after its `start` holds nothing. */
export type Interval = { start: number; end: number };

const byStart = (a: Interval, b: Interval): number => a.start - b.start || a.end - b.end;

export function isSorted(intervals: readonly Interval[]): boolean {
  return intervals.every((interval, index) => index === 0 || intervals[index - 1]!.start <= interval.start);
}

/** The same minutes as disjoint intervals that don't touch, sorted. O(n) where they came sorted. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const sorted = isSorted(intervals) ? intervals : intervals.toSorted(byStart);
  const whole: Interval[] = [];
  let last: Interval | null = null;
  for (const { start, end } of sorted) {
    if (end <= start) continue;
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else whole.push((last = { start, end }));
  }
  return whole;
}

/** What is in one or the other. Both sorted by start. O(n + m). */
export function union(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const both: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && a[i]!.start <= b[j]!.start);
    both.push(fromA ? a[i++]! : b[j++]!);
  }
  return merged(both);
}

/** What is left of `open` once `taken` is removed. Both sorted by start; `open` without overlaps. O(n + m). */
export function subtract(open: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  const holes = merged(taken);
  let first = 0;
  for (const { start, end } of open) {
    while (first < holes.length && holes[first]!.end <= start) first++;
    let from = start;
    for (let index = first; index < holes.length && holes[index]!.start < end; index++) {
      const hole = holes[index]!;
      if (hole.start > from) left.push({ start: from, end: hole.start });
      from = Math.max(from, hole.end);
    }
    if (from < end) left.push({ start: from, end });
  }
  return left;
}

/** What is in both. Each sorted by start and without overlaps. O(n + m). */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const start = Math.max(a[i]!.start, b[j]!.start);
    const end = Math.min(a[i]!.end, b[j]!.end);
    if (start < end) common.push({ start, end });
    if (a[i]!.end < b[j]!.end) i++;
    else j++;
  }
  return common;
}

/** Whether a minute lies in one of them, however they are sorted. */
export function covers(intervals: readonly Interval[], minute: number): boolean {
  return intervals.some(({ start, end }) => start <= minute && minute < end);
}

/** Whether every minute of `part` lies in `whole`, which is sorted and whose intervals neither overlap nor touch. O(log n). */
export function coversWhole(whole: readonly Interval[], part: Interval): boolean {
  const next = firstFrom(whole, part.start + 1);
  const holder = whole[next - 1];
  return holder !== undefined && part.end <= holder.end;
}

export function overlap(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The index of the first interval that starts at `minute` or later; their number where none does. O(log n). */
export function firstFrom(sorted: readonly Interval[], minute: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.start < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

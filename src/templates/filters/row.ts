import type { FilterRow } from '../rows.ts';
import type { Run } from '../run.ts';

type Example = FilterRow['example'];
type More = Pick<FilterRow, 'argument' | 'ofText' | 'keepsSafe' | 'raw'>;

/** A row of the table of filters. */
export function row(
  name: string,
  [fr, en]: readonly [fr: string, en: string],
  example: Example,
  run: FilterRow['run'],
  more: More = {},
): FilterRow {
  return { name, fr, en, example, run, ...more };
}

/** A row whose value is turned into a text first. */
export function textRow(
  name: string,
  documentation: readonly [fr: string, en: string],
  example: Example,
  run: (text: string, argument: unknown, run: Run) => unknown,
  more: More = {},
): FilterRow {
  return row(name, documentation, example, (value, argument, state) => run(value as string, argument, state), {
    ofText: true,
    ...more,
  });
}

import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import { Icon } from './icons.tsx';

export type Sort = { href: string; order: 'ascending' | 'descending' | null };

export type Column<Row> = {
  label: string;
  /** Heard, not seen: « Actions ». */
  hiddenLabel?: boolean;
  sort?: Sort;
  /** This column names the row. */
  names?: boolean;
  /** Figures stand to the right. */
  figures?: boolean;
  /** On a phone rows become blocks: 'side' stands to the right, 'below' takes the last line, 'off' goes. */
  phone?: 'side' | 'below' | 'off' | 'wide';
  /** Buttons and links, to the right. */
  actions?: boolean;
  cell: (row: Row) => ComponentChildren;
};

/** Boxes before each row, for what is done to many. */
export type Ticks<Row> = {
  name: string;
  value: (row: Row) => string;
  label: (row: Row) => string;
  checked: (row: Row) => boolean;
};

type TableProps<Row> = {
  /** Its name: a text, or the id of the heading above. */
  label: string | { by: string };
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row that the last action concerned, or that is ticked. */
  marked?: (row: Row) => boolean;
  ticks?: Ticks<Row>;
};

/** Roles are written out since on a phone `display` would drop them. */
export function Table<Row>({ label, columns, rows, rowKey, marked, ticks }: TableProps<Row>) {
  const t = useTexts();
  return (
    <table
      class="table stack"
      role="table"
      aria-label={typeof label === 'string' ? label : undefined}
      aria-labelledby={typeof label === 'string' ? undefined : label.by}
    >
      <thead role="rowgroup">
        <tr role="row">
          {ticks && (
            <th role="columnheader" scope="col">
              <label class="hit">
                <input type="checkbox" data-ticks={ticks.name} />
                <span class="sr">{t.tickAll}</span>
              </label>
            </th>
          )}
          {columns.map((column) => (
            <Head key={column.label} column={column} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            role="row"
            class={marked?.(row) || ticks?.checked(row) ? 'on' : undefined}
            id={`r-${rowKey(row)}`}
          >
            {ticks && (
              <td role="cell" class="tick-cell">
                <label class="hit">
                  <input type="checkbox" name={ticks.name} value={ticks.value(row)} checked={ticks.checked(row)} />
                  <span class="sr">{ticks.label(row)}</span>
                </label>
              </td>
            )}
            {columns.map((column) => (
              <Cell key={column.label} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head<Row>({ column }: { column: Column<Row> }) {
  const { label, hiddenLabel, sort } = column;
  return (
    <th role="columnheader" scope="col" class={column.figures ? 'num' : undefined} aria-sort={sort?.order ?? undefined}>
      {sort ? (
        <a href={sort.href}>
          {label}
          {sort.order !== null && <Icon name={sort.order === 'ascending' ? 'up' : 'down'} />}
        </a>
      ) : hiddenLabel ? (
        <span class="sr">{label}</span>
      ) : (
        label
      )}
    </th>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const classes = [
    column.actions ? 'acts' : '',
    column.figures ? 'num' : '',
    column.phone ? `phone-${column.phone}` : '',
  ]
    .filter(Boolean)
    .join(' ');
  const className = classes === '' ? undefined : classes;
  return column.names ? (
    <th role="rowheader" scope="row" class={className}>
      {column.cell(row)}
    </th>
  ) : (
    <td role="cell" class={className}>
      {column.cell(row)}
    </td>
  );
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayRows } from './day-rows.ts';

test('an appointment of half an hour spans two quarters, what is left is free', () => {
  const rows = dayRows([[{ start: 555, end: 585, item: 'Ruiz' }]], 540, 600);
  assert.deepEqual(rows, [
    { minute: 540, cells: [{ kind: 'free', minute: 540 }] },
    { minute: 555, cells: [{ kind: 'taken', item: 'Ruiz', rows: 2 }] },
    { minute: 570, cells: [{ kind: 'covered' }] },
    { minute: 585, cells: [{ kind: 'free', minute: 585 }] },
  ]);
});

test('a closure that began before the day is cut at its beginning', () => {
  const rows = dayRows([[{ start: 0, end: 555, item: 'closed' }]], 540, 570);
  assert.deepEqual(rows[0]?.cells[0], { kind: 'taken', item: 'closed', rows: 1 });
});

const taken = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 47 }), lasts: fc.integer({ min: 1, max: 6 }) }), { maxLength: 12 })
  .map((drafts) => {
    const sorted = drafts.toSorted((a, b) => a.at - b.at);
    const apart = sorted.filter(({ at }, index) =>
      sorted.slice(0, index).every((other) => other.at + other.lasts <= at),
    );
    return apart.map(({ at, lasts }, item) => ({ start: at * 15, end: (at + lasts) * 15, item }));
  });

test('every row has a cell for each desk, and everything that is taken stands once', () => {
  fc.assert(
    fc.property(fc.array(taken, { minLength: 1, maxLength: 4 }), (desks) => {
      const rows = dayRows(desks, 0, 54 * 15);
      for (const row of rows) assert.equal(row.cells.length, desks.length);
      desks.forEach((desk, column) => {
        const items = rows.flatMap(({ cells }) => {
          const cell = cells[column];
          return cell?.kind === 'taken' ? [cell.item] : [];
        });
        assert.deepEqual(
          items,
          desk.map(({ item }) => item),
        );
      });
    }),
  );
});

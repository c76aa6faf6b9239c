import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastBusy } from './desk-choice.ts';
import { commonTypes, together } from './virtual.ts';

const choices = [
  { name: 'the one with the fewest bookings', counts: [2, 0, 1], chosen: 1 },
  { name: 'of equals, the first', counts: [1, 1, 1], chosen: 0 },
  { name: 'of none, none', counts: [], chosen: null },
];
for (const { name, counts, chosen } of choices) {
  test(`desk: ${name}`, () =>
    assert.equal(
      leastBusy([...counts.keys()], (desk) => counts[desk]!),
      chosen,
    ));
}

test('a virtual agenda offers what one of its members offers', () => {
  const north = [
    { start: 10, offered: true },
    { start: 20, offered: false },
  ];
  const south = [
    { start: 5, offered: false },
    { start: 10, offered: true },
    { start: 20, offered: true },
  ];
  assert.deepEqual(together([north, south]), [
    { start: 5, members: [] },
    { start: 10, members: [0, 1] },
    { start: 20, members: [1] },
  ]);
  assert.deepEqual(together([]), []);
});

test('its meeting types are those that all members have, with label and duration', () => {
  const type = (
    slug: string,
    durationMinutes: number,
    label = slug,
  ): { slug: string; label: string; durationMinutes: number } => ({ slug, label, durationMinutes });
  const members = [
    [type('passeport', 30), type('carte', 20), type('visa', 15)],
    [type('visa', 15, 'Visas'), type('carte', 25), type('passeport', 30)],
  ];
  assert.deepEqual(
    commonTypes(members).map(({ slug }) => slug),
    ['passeport'],
  );
  assert.deepEqual(commonTypes([]), []);
});

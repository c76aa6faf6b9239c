import assert from 'node:assert/strict';
import test from 'node:test';
import { fits, listFor, promoted, waitingListIsActive, whyNotBookable, type Places } from './rules.ts';

const places = (total: number, waitingTotal: number, booked: number, waiting: number): Places => ({
  total,
  waitingTotal,
  booked,
  waiting,
});

const lists = [
  { name: 'room left', places: places(2, 0, 1, 0), count: 1, list: 'main' },
  { name: 'full, nobody may wait', places: places(2, 0, 2, 0), count: 1, list: 'sold out' },
  { name: 'full, somebody may wait', places: places(2, 3, 2, 0), count: 1, list: 'waiting' },
  { name: 'the waiting list is full too', places: places(2, 3, 2, 3), count: 1, list: 'sold out' },
  { name: 'a place was freed, but somebody waits', places: places(2, 3, 1, 1), count: 1, list: 'waiting' },
  { name: 'several at once, one place left', places: places(5, 3, 4, 0), count: 3, list: 'main' },
  { name: 'several at once, one place left, nobody may wait', places: places(5, 0, 4, 0), count: 3, list: 'sold out' },
  { name: 'several at once, more than may wait', places: places(5, 3, 5, 1), count: 3, list: 'sold out' },
  { name: 'somebody waits of a list that was taken away', places: places(10, 0, 3, 1), count: 1, list: 'main' },
  { name: 'no place at all', places: places(0, 0, 0, 0), count: 1, list: 'sold out' },
] as const;
for (const { name, places: there, count, list } of lists) {
  test(`list for a booking: ${name}`, () => assert.equal(listFor(there, count, true), list));
}

test('without over-booking, several at once wait together', () => {
  assert.equal(listFor(places(5, 3, 4, 0), 3, false), 'waiting');
  assert.equal(fits(places(5, 3, 4, 0), 1, false), true);
});

test('the waiting list is active once the main list is full, or somebody waits', () => {
  assert.deepEqual(
    [places(2, 1, 1, 0), places(2, 1, 2, 0), places(2, 1, 1, 1), places(2, 0, 2, 0)].map(waitingListIsActive),
    [false, true, true, false],
  );
});

test('who moves up: the oldest first, and nobody passes one who does not fit', () => {
  const line = [{ places: 1 }, { places: 3 }, { places: 1 }];
  assert.deepEqual(promoted(places(4, 9, 1, 5), line, false), [{ places: 1 }]);
  assert.deepEqual(promoted(places(4, 9, 1, 5), line, true), [{ places: 1 }, { places: 3 }]);
  assert.deepEqual(promoted(places(4, 9, 4, 5), line, true), []);
});

const bookable = [
  { name: 'in the window', start: 150, range: 'future', bypassDelays: false, why: null },
  { name: 'too soon', start: 90, range: 'future', bypassDelays: false, why: 'event not bookable' },
  { name: 'too far', start: 200, range: 'future', bypassDelays: false, why: 'event not bookable' },
  { name: 'too far, delays lifted', start: 200, range: 'future', bypassDelays: true, why: null },
  { name: 'past', start: 50, range: 'future', bypassDelays: true, why: 'event not bookable' },
  { name: 'past, as asked', start: 49, range: 'past', bypassDelays: false, why: null },
  { name: 'future, past asked', start: 150, range: 'past', bypassDelays: false, why: 'event not bookable' },
  { name: 'all', start: 10, range: 'all', bypassDelays: false, why: null },
] as const;
for (const { name, start, range, bypassDelays, why } of bookable) {
  test(`bookable: ${name}`, () => {
    const event = { startMinute: start, cancelled: false, closed: null, publicationMinute: null };
    assert.equal(whyNotBookable(event, { nowMinute: 50, window: { from: 100, until: 200 }, range, bypassDelays }), why);
  });
}
for (const closed of ['series', 'off series'] as const) {
  test(`bookable: ${closed}`, () => {
    const context = { nowMinute: 50, window: { from: 100, until: 200 }, range: 'future', bypassDelays: true } as const;
    const event = { startMinute: 150, cancelled: false, closed, publicationMinute: null };
    assert.equal(whyNotBookable(event, context), 'event not bookable');
  });
}

test('bookable: cancelled, not yet published', () => {
  const context = { nowMinute: 50, window: { from: 100, until: 200 }, range: 'future', bypassDelays: true } as const;
  assert.equal(
    whyNotBookable({ startMinute: 150, cancelled: true, closed: null, publicationMinute: null }, context),
    'event is cancelled',
  );
  assert.equal(
    whyNotBookable({ startMinute: 150, cancelled: false, closed: null, publicationMinute: 51 }, context),
    'event not bookable',
  );
});

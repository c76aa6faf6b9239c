import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../requests/types.ts';
import type { Item } from '../sources/source.ts';
import { departureOf } from './departures.ts';
import { areTimes, timesOf } from './times.ts';
import { areSlots, localTime, slotsOf } from './slots.ts';

const n = '\u00a0';
const telling = { language: 'fr', now: Temporal.PlainDateTime.from('2026-12-01T10:00') } as const;
const usual = { anchor: 'jour-7', chosen: [], most: 60, telling };

function event(id: string, datetime: string, entry: Record<string, Json> = {}, disabled = false): Item {
  return { id, text: id, disabled, entry: { id, text: id, datetime, ...entry } };
}

const places = (available: number, waiting: Record<string, Json> = {}) => ({
  places: { available, has_waiting_list: false, ...waiting },
});

const states = [
  { name: 'many places', entry: places(8), disabled: false, slot: { state: 'free', left: `8${n}places` } },
  { name: 'one place', entry: places(1), disabled: false, slot: { state: 'few' } },
  {
    name: 'waiting list',
    entry: places(0, { has_waiting_list: true, waiting_list_activated: true, waiting_list_reserved: 3 }),
    disabled: false,
    slot: { state: 'waiting', rank: 'vous seriez 4e' },
  },
  {
    name: 'booked by whoever looks',
    entry: { ...places(0), booked_for_external_user: 'main-list' },
    disabled: false,
    slot: { state: 'free', left: 'Déjà réservé' },
  },
  {
    name: 'waited for by whoever looks',
    entry: { ...places(0), booked_for_external_user: 'waiting-list' },
    disabled: false,
    slot: { state: 'waiting', left: 'Déjà en liste d’attente' },
  },
  { name: 'full', entry: places(0), disabled: true, slot: { state: 'full' } },
  { name: 'an appointment', entry: {}, disabled: false, slot: { state: 'free' } },
] as const;
for (const { name, entry, disabled, slot } of states) {
  test(`a slot in words: ${name}`, () => {
    const { days } = slotsOf([event('a', '2026-12-21 10:00:00', entry, disabled)], usual);
    const { state, left, rank } = days[0]!.slots[0]!;
    assert.deepEqual({ state, ...(left === undefined ? {} : { left }), ...(rank === undefined ? {} : { rank }) }, slot);
  });
}

test('days are headings, hours are faces', () => {
  const items = [
    event('cirque', '2026-12-19 10:00:00', { duration: 120, label: 'Cirque' }, true),
    event('multisport', '2026-12-21 10:00:00', { end_datetime: '2026-12-21 12:00:00' }),
    event('theatre', '2026-12-21 14:00:00'),
  ];
  const { days, firstFree, hidden } = slotsOf(items, { ...usual, chosen: ['theatre'] });
  assert.deepEqual(
    days.map(({ title, slots }) => [title, slots.map(({ time, checked }) => [time, checked])]),
    [
      ['samedi 19 décembre', [[`10${n}h${n}– 12${n}h`, false]]],
      [
        'lundi 21 décembre',
        [
          [`10${n}h${n}– 12${n}h`, false],
          [`14${n}h`, true],
        ],
      ],
    ],
  );
  assert.deepEqual(firstFree, { href: '#jour-7-2026-12-21', label: 'lundi 21 décembre' });
  assert.equal(hidden, 0);
});

test('a list is a list of slots where each entry has a moment', () => {
  assert.equal(areSlots([event('a', '2026-12-21 10:00:00')]), true);
  assert.equal(areSlots([event('a', '2026-12-21 10:00:00'), event('b', 'bientôt')]), false);
  assert.equal(areSlots([]), false);
});

const moments = [
  { text: '2026-07-08 10:00:00', moment: '2026-07-08T10:00:00' },
  { text: '2026-07-08T10:00', moment: '2026-07-08T10:00:00' },
  { text: '2026-02-30 10:00', moment: null },
  { text: '10 h', moment: null },
] as const;
for (const { text, moment } of moments) {
  test(`a moment as agendas tell it: ${text}`, () => assert.equal(localTime(text)?.toString() ?? null, moment));
}

test('whatever the bound, days stay whole and a chosen entry is on the page', () => {
  const entries = fc
    .array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 80 })
    .map((hours) =>
      hours
        .toSorted((a, b) => a - b)
        .map((hour, index) =>
          event(
            String(index),
            Temporal.PlainDateTime.from('2026-12-01T00:00').add({ hours: hour }).toString().replace('T', ' '),
          ),
        ),
    );
  fc.assert(
    fc.property(entries, fc.nat(100), fc.integer({ min: 1, max: 60 }), (items, pick, most) => {
      const chosen = String(pick % items.length);
      const { days, hidden } = slotsOf(items, { ...usual, chosen: [chosen], most });
      const shown = days.flatMap(({ slots }) => slots);
      assert.ok(shown.some(({ value }) => value === chosen));
      assert.equal(shown.length + hidden, items.length);
      assert.deepEqual(
        shown.map(({ value }) => value),
        items.slice(0, shown.length).map(({ id }) => id),
      );
      const next = items[shown.length];
      assert.ok(
        !next ||
          !days.some(({ id }) => id.endsWith(localTime(next.entry['datetime'])?.toPlainDate().toString() ?? '?')),
      );
    }),
  );
});

const waiting = places(0, { has_waiting_list: true, waiting_list_activated: true });
const departures = [
  {
    name: 'the first with a place',
    items: [event('a', '2026-12-19 10:00:00', waiting), event('b', '2026-12-21 09:30:00', places(3))],
    next: { label: `Lundi 21 décembre à 9${n}h${n}30` },
  },
  {
    name: 'the waiting list',
    items: [event('a', '2026-12-19 10:00:00', waiting)],
    next: { label: 'Liste d’attente', waiting: true },
  },
  {
    name: 'nothing left',
    items: [event('a', '2026-12-19 10:00:00', places(0), true)],
    next: { label: 'Complet', waiting: true },
  },
  { name: 'no moments', items: [event('a', 'un jour')], next: null },
  { name: 'nothing at all', items: [], next: null },
];
for (const { name, items, next } of departures) {
  test(`what the home says of a form: ${name}`, () => assert.deepEqual(departureOf(items, telling), next));
}

const appointments = Array.from({ length: 12 }, (_, index) => [
  event(`${index}-a`, `2026-12-${String(index + 1).padStart(2, '0')} 09:30:00`, {}, index < 2),
  event(`${index}-b`, `2026-12-${String(index + 1).padStart(2, '0')} 10:00:00`, {}, index < 2),
]).flat();
const asked = { anchor: 'jour-3', chosen: '', from: '', align: '', telling };
const windows = [
  { name: 'the first day with a free time', asked, first: '2026-12-03', earlier: '2026-12-01', later: '2026-12-08' },
  {
    name: 'the day that is asked for',
    asked: { ...asked, from: '2026-12-06', chosen: '1-a' },
    first: '2026-12-06',
    earlier: '2026-12-01',
    later: '2026-12-11',
  },
  {
    name: 'the day of what is chosen',
    asked: { ...asked, chosen: '8-b', align: '2026-12-05' },
    first: '2026-12-09',
    earlier: '2026-12-04',
    later: null,
  },
  {
    name: 'the day to align on',
    asked: { ...asked, align: '2026-12-05 00:00' },
    first: '2026-12-05',
    earlier: '2026-12-01',
    later: '2026-12-10',
  },
  {
    name: 'nonsense asked for',
    asked: { ...asked, from: 'demain', align: '?' },
    first: '2026-12-03',
    earlier: '2026-12-01',
    later: '2026-12-08',
  },
];
for (const { name, asked: wanted, first, earlier, later } of windows) {
  test(`appointments begin at ${name}`, () => {
    const times = timesOf(appointments, wanted);
    assert.equal(times.days[0]?.id, `jour-3-${first}`);
    assert.deepEqual([times.earlier, times.later], [earlier, later]);
    assert.ok(times.days.length <= 5);
  });
}

test('appointments are those that count no places', () => {
  assert.equal(areTimes(appointments), true);
  assert.equal(areTimes([event('a', '2026-12-21 10:00:00', places(3))]), false);
  assert.deepEqual(timesOf([], asked), { days: [], firstFree: null, earlier: null, later: null });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  day,
  hour,
  hours,
  leaf,
  moment,
  nearDay,
  nearDayInFull,
  period,
  shortDay,
  shortHours,
  shortMoment,
  span,
} from './dates.ts';
import type { Language } from './frame.ts';

const now = Temporal.PlainDateTime.from('2026-11-24T10:34');
const fr = { language: 'fr', now } as const;
const en = { language: 'en', now } as const;
const date = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.PlainDateTime.from(text);
const time = (text: string) => Temporal.PlainTime.from(text);

const cases: readonly [string, string, string][] = [
  ['a day of this year', day(date('2026-12-21'), fr), 'lundi 21 décembre'],
  ['the first of a month, next year', day(date('2027-01-01'), fr), 'vendredi 1er janvier 2027'],
  ['a day in English', day(date('2026-12-21'), en), 'Monday 21 December'],
  ['today', nearDay(date('2026-11-24'), fr), 'aujourd’hui'],
  ['tomorrow', nearDay(date('2026-11-25'), fr), 'demain'],
  ['yesterday in English', nearDay(date('2026-11-23'), en), 'yesterday'],
  ['the day after tomorrow', nearDay(date('2026-11-26'), fr), 'jeudi 26 novembre'],
  ['today in full', nearDayInFull(date('2026-11-24'), fr), 'aujourd’hui, mardi 24 novembre'],
  ['today at an hour', moment(at('2026-11-24T14:00'), fr), 'aujourd’hui à 14 h'],
  ['tomorrow at half past nine', moment(at('2026-11-25T09:30'), fr), 'demain à 9 h 30'],
  ['yesterday at four past nine', moment(at('2026-11-23T21:04'), fr), 'hier à 21 h 04'],
  ['yesterday, in English', moment(at('2026-11-23T18:20'), en), 'yesterday at 6.20 pm'],
  ['from ten to twelve', hours(time('10:00'), time('12:00'), 'fr'), 'de 10 h à 12 h'],
  ['from two to five, in English', hours(time('14:00'), time('17:00'), 'en'), '2 pm to 5 pm'],
  ['on a face', shortHours(time('10:00'), time('12:00'), 'fr'), '10 h – 12 h'],
  ['midnight', hour(time('00:00'), 'en'), 'midnight'],
  ['midday', hour(time('12:00'), 'en'), 'midday'],
  ['just after midday', hour(time('12:05'), 'en'), '12.05 pm'],
  ['just after midnight', hour(time('00:05'), 'en'), '12.05 am'],
  ['midnight in French', hour(time('00:00'), 'fr'), '0 h'],
  ['in a table', shortDay(date('2026-12-21'), fr), 'lun. 21 déc.'],
  ['in a table, in English', shortDay(date('2026-12-21'), en), 'Mon 21 Dec'],
  ['in a table, last year', shortDay(date('2025-02-01'), fr), 'sam. 1er févr. 2025'],
  ['a moment in a table', shortMoment(at('2026-11-23T20:15'), fr), 'hier à 20 h 15'],
  ['an older moment in a table', shortMoment(at('2026-11-21T20:15'), fr), 'sam. 21 nov.'],
  ['within a day', span(at('2026-12-22T10:00'), at('2026-12-22T12:00'), fr), 'mardi 22 décembre, de 10 h à 12 h'],
  [
    'over two days',
    span(at('2026-12-21T09:00'), at('2026-12-22T17:00'), fr),
    'du lundi 21 décembre à 9 h au mardi 22 décembre à 17 h',
  ],
  ['a period', period(date('2026-12-19'), date('2027-01-03'), fr), 'du 19 décembre au 3 janvier 2027'],
];
for (const [name, told, expected] of cases) {
  test(`told: ${name}`, () => assert.equal(told.replaceAll('\u00a0', ' '), expected));
}

test('a time never breaks across lines', () => {
  assert.equal(hour(time('09:30'), 'fr'), '9\u00a0h\u00a030');
  assert.equal(hour(time('09:30'), 'en'), '9.30\u00a0am');
});

test('a leaf names its parts', () => {
  assert.deepEqual(leaf(date('2026-12-21'), fr), { weekday: 'Lundi', number: '21', month: 'décembre' });
});

test('two days are never told alike, whatever the language', () => {
  const days = fc.integer({ min: -800, max: 800 }).map((away) => now.toPlainDate().add({ days: away }));
  fc.assert(
    fc.property(days, days, fc.constantFrom<Language>('fr', 'en'), (one, other, language) => {
      const telling = { language, now };
      for (const tell of [day, nearDay, shortDay]) {
        assert.equal(tell(one, telling) === tell(other, telling), one.equals(other));
      }
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationInWords, durationShort } from './durations.ts';

const cases = [
  { minutes: 0, fr: '0 minute', en: '0 minutes', frShort: '0 min', enShort: '0 min' },
  { minutes: 1, fr: '1 minute', en: '1 minute', frShort: '1 min', enShort: '1 min' },
  { minutes: 45, fr: '45 minutes', en: '45 minutes', frShort: '45 min', enShort: '45 min' },
  { minutes: 60, fr: '1 heure', en: '1 hour', frShort: '1 h', enShort: '1 h' },
  { minutes: 65, fr: '1 heure et 5 minutes', en: '1 hour and 5 minutes', frShort: '1 h 05', enShort: '1 h 5 min' },
  {
    minutes: 1565,
    fr: '1 jour, 2 heures et 5 minutes',
    en: '1 day, 2 hours and 5 minutes',
    frShort: '26 h 05',
    enShort: '26 h 5 min',
  },
  { minutes: 2880, fr: '2 jours', en: '2 days', frShort: '48 h', enShort: '48 h' },
];
for (const { minutes, fr, en, frShort, enShort } of cases) {
  test(`${minutes} minutes in words`, () => {
    const plain = [
      durationInWords(minutes, 'fr'),
      durationInWords(minutes, 'en'),
      durationShort(minutes, 'fr'),
      durationShort(minutes, 'en'),
    ].map((text) => text.replaceAll('\u00a0', ' '));
    assert.deepEqual(plain, [fr, en, frShort, enShort]);
  });
}

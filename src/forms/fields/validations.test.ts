import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { knownValidations } from '../exchange/field-keys.ts';
import { luhn } from './check-digits.ts';
import { isEmail } from './email.ts';
import { patternOf } from './pattern.ts';
import { validations } from './validations.ts';

/** Numbers made up with right check digits, or published as examples by those who give them. */
const cases: Record<string, { good: string[]; bad: string[] }> = {
  digits: { good: ['0', '0042'], bad: ['4.2', '-1', '12a', '٣'] },
  time: { good: ['09:30', '9:30', '23:59', '00:00'], bad: ['24:00', '12:60', '12h30', '12:3'] },
  url: {
    good: ['https://exemple.fr', 'http://a.b/c?d=e#f'],
    bad: ['exemple.fr', 'ftp://exemple.fr', 'javascript:alert(1)', 'https://localhost', 'https://a b.fr'],
  },
  phone: {
    good: ['+32 (0)81 58 61 00', '0123456789', '01/23.45.67-89'],
    bad: ['bonjour', '12', '+1234567890123456', '01 23 45 67 89 poste 3'],
  },
  'phone-fr': {
    good: [
      '01 23 45 67 89',
      '01.23.45.67.89',
      '+33 1 23 45 67 89',
      '0033123456789',
      '+33 (0)1 23 45 67 89',
      '+262 692 12 34 56',
    ],
    bad: ['0023456789', '1234567890', '01 23 45 67', '+32 81 58 61 00', 'a01 23 45 67 89'],
  },
  'mobile-local': {
    good: ['06 12 34 56 78', '+33 7 12 34 56 78'],
    bad: ['01 23 45 67 89', '08 12 34 56 78', '+32 470 12 34 56'],
  },
  'zipcode-fr': { good: ['75011', '07200', '97400'], bad: ['7501', '750111', 'A7501'] },
  'siren-fr': { good: ['732829320', '732 829 320'], bad: ['732829321', '73282932', 'siren'] },
  'siret-fr': {
    good: ['73282932000074', '732 829 320 00074', '35600000049837'],
    bad: ['73282932000075', '7328293200007'],
  },
  'nir-fr': {
    good: ['255081416802538', '2 55 08 14 168 025 38', '180012A12300187'],
    bad: ['255081416802539', '955081416802538', '25508141680253'],
  },
  'ants-predemand-fr': { good: ['ABC123DEF4', 'abc123def4'], bad: ['ABC123DEF', 'ABC123DEF45', 'ABC-12_DEF4'] },
  'caf-beneficiary-number-fr': { good: ['1234567', '1234567A'], bad: ['123456', '12345678', 'A234567'] },
  'tax-assessment-fiscal-number-fr': {
    good: ['1234567890' + String(1_234_567_890 % 511).padStart(3, '0'), '0000000001001'],
    bad: ['1234567890000', '4234567890123', '123456789012'],
  },
  'tax-assessment-reference-fr': {
    good: ['1859A12345678', '18 59 A123456 78'],
    bad: ['185912345678', 'AA59A12345678'],
  },
  'rna-number-fr': { good: ['W751212517', 'w2a1004567'], bad: ['751212517', 'W75121251', 'X751212517'] },
  'nrn-be': {
    good: ['93.05.18-223.61', '93051822361', '17073003384'],
    bad: ['93051822362', '93131822361', '9305182236'],
  },
  iban: {
    good: ['FR76 3000 6000 0112 3456 7890 189', 'BE68 5390 0754 7034', 'gb82west12345698765432'],
    bad: ['FR76 3000 6000 0112 3456 7890 188', 'FR76 3000', 'ZZ', 'BE685390075470340'],
  },
};

for (const [name, { good, bad }] of Object.entries(cases)) {
  test(`validation ${name}`, () => {
    const row = validations[name]!;
    const holds = (text: string) =>
      row.holds(name === 'nrn-be' ? text : (row.normal?.(text) ?? text), { timeZone: 'Europe/Paris' });
    assert.deepEqual(
      good.filter((text) => !holds(text)),
      [],
      'refused though right',
    );
    assert.deepEqual(bad.filter(holds), [], 'accepted though wrong');
  });
}

test('every validation that an import accepts is executed, and tried here', () => {
  assert.deepEqual(new Set(knownValidations), new Set([...Object.keys(validations), 'regex', 'django']));
  assert.deepEqual(new Set(Object.keys(validations)), new Set(Object.keys(cases)));
});

test('a mobile number is one of the country in which the town hall stands', () => {
  const belgian = { timeZone: 'Europe/Brussels' };
  assert.equal(validations['mobile-local']!.holds('0470 12 34 56', belgian), true);
  assert.equal(validations['mobile-local']!.holds('06 12 34 56 78', belgian), false);
});

test('one wrong digit never passes the check digits', () => {
  for (const [name, right] of [
    ['siren-fr', '732829320'],
    ['iban', 'BE68539007547034'],
    ['nrn-be', '93051822361'],
  ] as const) {
    const digits = Array.from(right.matchAll(/\d/g), ({ index }) => index);
    fc.assert(
      fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), (at, more) => {
        const wrong = right.slice(0, at) + String((Number(right[at]) + more) % 10) + right.slice(at + 1);
        return !validations[name]!.holds(wrong, { timeZone: 'Europe/Paris' });
      }),
    );
  }
});

test('exactly one last digit makes a number right', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{1,30}$/),
      (digits) => '0123456789'.split('').filter((last) => luhn(digits + last)).length === 1,
    ),
  );
});

test('a pattern is matched against the whole text, in linear time, and is nothing where it can not be read', () => {
  assert.equal(patternOf('[0-9]*')!('12'), true);
  assert.equal(patternOf('^[0-9]*')!('12a'), false);
  assert.equal(patternOf('[A-Z]{2}|x')!('xx'), false);
  assert.deepEqual(['(', '(?=a)b', '(a)\\1', 'a'.repeat(1_001)].map(patternOf), [null, null, null, null]);
  assert.equal(patternOf('(a+)+')!(`${'a'.repeat(100_000)}!`), false);
});

test('an address of mail', () => {
  const good = ['a@b.fr', 'ana.dupre+cantine@mairie.exemple.fr', "o'brien@exemple.org", 'zoé@exemplé.fr'];
  const bad = [
    'a',
    '@b.fr',
    'a@b',
    'a@b..fr',
    'a b@c.fr',
    'a@b.fr, c@d.fr',
    'a@-b.fr',
    '.a@b.fr',
    'a..b@c.fr',
    `${'a'.repeat(65)}@b.fr`,
    'Ana <a@b.fr>',
    'a@b.fr\nBcc: c@d.fr',
  ];
  assert.deepEqual(
    good.filter((text) => !isEmail(text)),
    [],
  );
  assert.deepEqual(bad.filter(isEmail), []);
});

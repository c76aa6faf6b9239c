import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  add,
  compare,
  decimalOf,
  decimalOfFloat,
  divide,
  multiply,
  normalized,
  remainder,
  rescale,
  subtract,
  type Decimal,
} from './decimal.ts';
import { numberOf } from './numbers.ts';

const decimal = (text: string): Decimal => {
  const found = decimalOf(text);
  assert.ok(found, text);
  return found;
};

const cases = [
  { name: 'cents aren’t lost', made: () => add(decimal('0.10'), decimal('0.20')), text: '0.30' },
  { name: 'a price by a quantity', made: () => multiply(decimal('19.99'), decimal('3')), text: '59.97' },
  {
    name: 'a third has 28 digits',
    made: () => divide(decimal('1'), decimal('3')),
    text: '0.3333333333333333333333333333',
  },
  { name: 'an exact quotient is short', made: () => divide(decimal('1'), decimal('8')), text: '0.125' },
  { name: 'the rest has the dividend’s sign', made: () => remainder(decimal('-7'), decimal('3')), text: '-1' },
  { name: 'half to even', made: () => rescale(decimal('2.5'), 0), text: '2' },
  { name: 'half up', made: () => rescale(decimal('2.5'), 0, 'half up'), text: '3' },
  { name: 'trailing zeros go', made: () => normalized(decimal('12.500')), text: '12.5' },
  { name: 'minus zero stays', made: () => decimal('-0'), text: '-0' },
  { name: 'a float is taken exactly', made: () => decimalOfFloat(0.5), text: '0.5' },
  { name: 'six decimals of what is told', made: () => numberOf('3,14159265'), text: '3.141593' },
] as const;
for (const { name, made, text } of cases) test(`decimals: ${name}`, () => assert.equal(made()?.toString(), text));

test('texts that write no number', () => {
  for (const text of ['', ' ', 'douze', '1 000', '1e999', '--1', '1..2', '.', 'Infinity', '9'.repeat(2000)]) {
    assert.equal(decimalOf(text), undefined, text);
  }
});

const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => decimal((value / 100).toFixed(2)));

test('sums, differences and products of cents are exact', () => {
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      const [x, y] = [BigInt(Math.round(a.toNumber() * 100)), BigInt(Math.round(b.toNumber() * 100))];
      assert.equal(rescale(add(a, b), -2).signed, x + y);
      assert.equal(rescale(subtract(a, b), -2).signed, x - y);
      assert.equal(rescale(multiply(a, b), -4).signed, x * y);
      assert.equal(Math.sign(compare(a, b)), Math.sign(Number(x - y)));
    }),
  );
});

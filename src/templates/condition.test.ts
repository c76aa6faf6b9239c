import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCondition, isNeverTrue, validateCondition } from './condition.ts';
import { contextOf, type Environment } from './context.ts';
import { TemplateError } from './errors.ts';

const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2024-01-21T09:45:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
};

const cases = [
  { source: '', names: {}, result: true },
  { source: 'a or b and c', names: { a: true, b: false, c: false }, result: true },
  { source: 'not a == b', names: { a: 1, b: 2 }, result: true },
  { source: 'a in b', names: { a: 'x', b: 3 }, result: false },
  { source: 'a not in b', names: { a: 'x', b: 3 }, result: false },
  { source: 'not a in b', names: { a: 'x', b: 'xy' }, result: false },
  { source: 'not not a in b', names: { a: 'x', b: 'xy' }, result: true },
  { source: 'a is not None and not a is None', names: { a: 1 }, result: true },
  { source: 'isnot == "is not in" and inn', names: { isnot: 'is not in', inn: 1 }, result: true },
  { source: 'a < b', names: { a: '10', b: 9 }, result: false },
  { source: 'a|decimal > b', names: { a: '10', b: 9 }, result: true },
  { source: 'today > "20/01/2024"', names: {}, result: true },
  { source: 'a == 0.30', names: { a: 0.3 }, result: true },
  { source: 'a|add:absent == 3', names: { a: 3 }, result: false },
  { source: 'absent == None and absent != ""', names: {}, result: true },
] as const;
for (const { source, names, result } of cases) {
  test(`condition: ${source || '(empty)'}`, () => {
    assert.equal(compileCondition(source).evaluate(contextOf(names), environment), result);
  });
}

test('conditions that can never hold', () => {
  const never = ['False', '0', 'true == false', 'not True', 'False and a', '1 > 2', 'a b', '"" or None', 'False or 0'];
  assert.deepEqual(
    never.filter((source) => !isNeverTrue(source)),
    [],
  );
  const maybe = ['a', '', 'True', 'a or False', 'not False', 'a == a', '1 == 1', 'a|length'];
  assert.deepEqual(maybe.filter(isNeverTrue), []);
});

test('the editor is told what is wrong, and where, in its language', () => {
  assert.equal(validateCondition('a == 1', 'fr'), null);
  assert.match(validateCondition('a = 1', 'fr') ?? '', /ligne 1, colonne 3/);
  assert.match(validateCondition('a ==', 'en') ?? '', /incomplete \(line 1, column 5\)/);
  assert.match(validateCondition('a == 1 is not  ', 'en') ?? '', /incomplete \(line 1, column 14\)/);
  assert.match(validateCondition('a and is not b', 'en') ?? '', /before "is not".* \(line 1, column 7\)/);
});

test('a condition that fails is explained, operand by operand', () => {
  const condition = compileCondition('age|decimal >= 18 and ville == "Brest" or bogus|divisibleby:0');
  const told = condition.explain(contextOf({ age: '12', ville: 'Dax' }), environment);
  assert.deepEqual(
    told.map(({ source, value, error }) => [source, error ? 'error' : String(value)]),
    [
      ['age|decimal', '12'],
      ['ville', 'Dax'],
      ['bogus|divisibleby:0', 'error'],
    ],
  );
  assert.deepEqual(condition.names, ['age', 'ville', 'bogus']);
});

test('a value that stands alone may fail, within an operator it is false', () => {
  const alone = compileCondition('a|divisibleby:0');
  assert.throws(() => alone.evaluate(contextOf({ a: 1 }), environment), TemplateError);
  assert.equal(compileCondition('a|divisibleby:0 == True').evaluate(contextOf({ a: 1 }), environment), false);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { minuteOf } from '../../time/days.ts';
import { openZone } from '../../time/zone.ts';
import { parseSlotId, slotId } from './slot-id.ts';

const paris = openZone('Europe/Paris');
const minute = (text: string): number => minuteOf(Temporal.Instant.from(text));

const cases = [
  { name: 'a winter morning', id: 'passeport-30:2024-01-21-0945', start: '2024-01-21T08:45:00Z' },
  { name: 'a type that is a number', id: '30:2023-10-04-1000', start: '2023-10-04T08:00:00Z' },
  { name: 'the doubled hour of October: its first showing', id: '30:2026-10-25-0230', start: '2026-10-25T00:30:00Z' },
  { name: 'a leap day', id: '30:2028-02-29-0900', start: '2028-02-29T08:00:00Z' },
];
for (const { name, id, start } of cases) {
  test(`a slot's name: ${name}`, () => {
    assert.deepEqual(parseSlotId(id, paris), { type: id.split(':')[0], start: minute(start) });
    assert.equal(slotId(id.split(':')[0]!, minute(start), paris), id);
  });
}

const wrong = [
  '30:2026-03-29-0230',
  '30:2026-02-30-0900',
  '30:2027-02-29-0900',
  '30:2026-13-01-0900',
  '30:2026-00-10-0900',
  '30:2026-06-00-0900',
  '30:2026-06-01-2400',
  '30:2026-06-01-0960',
  '30:2026-06-01-900',
  '30:2026-06-01-09:00',
  '30:2026-6-1-0900',
  '30:+002026-06-01-0900',
  '30:-0001-06-01-0900',
  '30:9999-06-01-0900',
  '30:2026-06-01-0900 ',
  ' :2026-06-01',
  ':2026-06-01-0900',
  '30',
  '',
  'multisport',
  '30:30:2026-06-01-0900',
  '30\0:2026-06-01-0900',
  '\ud800:2026-06-01-0900',
  '30:２０２６-06-01-0900',
  `${'x'.repeat(161)}:2026-06-01-0900`,
  '30:2026-06-01-0900\n',
];
for (const id of wrong)
  test(`no slot's name: ${JSON.stringify(id).slice(0, 40)}`, () => assert.equal(parseSlotId(id, paris), null));

test('any text is a name of a slot, or none', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(':', '-', '2026', '06', '0900', '\0', '30:2026-06-01-0900'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const id = parts.join('');
      const found = parseSlotId(id, paris);
      if (found) assert.equal(slotId(found.type, found.start, paris), id);
    }),
  );
});

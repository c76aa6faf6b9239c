import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { addCalendarAddress } from '../../src/agendas/meetings/exception-sources.ts';
import { refresh } from '../../src/agendas/meetings/sync-calendars.ts';
import { agendasTown } from '../../src/agendas/testing.ts';
import { closeAtEnd, testSettings } from '../database.ts';
import { mutated } from './calendar-mutations.ts';
import type { Ended } from './expand-worker.ts';

/** All of them in one thread, each within a second of the one before; where it stands still, its text is told. */
function endsOf(texts: readonly { text: string; window: object }[]): Promise<Ended[]> {
  const worker = new Worker(new URL('expand-worker.ts', import.meta.url), { workerData: texts, execArgv: [] });
  return new Promise((done, failed) => {
    const ends: Ended[] = [];
    const late = (): void => {
      void worker.terminate();
      failed(new Error(`stands still on ${JSON.stringify(texts[ends.length])}`));
    };
    let timer = setTimeout(late, 10_000);
    worker.on('message', (end: Ended) => {
      clearTimeout(timer);
      timer = setTimeout(late, 10_000);
      ends.push(end);
      if (ends.length < texts.length) return;
      clearTimeout(timer);
      done(ends);
    });
    worker.on('error', failed);
  });
}

test('a calendar that was changed somewhere is read or refused with its reason: it never fails, never stands still', async (t) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const texts = fc.sample(mutated, { seed, numRuns: Number(process.env['CALENDARS'] ?? 700) });
  const ends = await endsOf(texts);
  t.diagnostic(`SEED=${seed}: ${ends.filter(({ kind }) => kind === 'read').length} of ${ends.length} are read`);
  for (const [index, end] of ends.entries()) {
    const told = `SEED=${seed}: ${JSON.stringify(texts[index])}`;
    if (end.kind === 'failed') assert.fail(`${end.error}\n${told}`);
    if (end.kind === 'refused') assert.match(end.reason, /\S/, told);
    if (end.kind === 'read') for (const { start, end: to } of end.spans) assert.ok(start < to, told);
  }
});

const event = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
const daily = ['DTSTART:20260706T090000', 'DURATION:PT1H'];
const repeated = (times: number, line: (n: number) => string): string[] =>
  Array.from({ length: times }, (_, n) => line(n));
const minute = (n: number): string =>
  Temporal.PlainDateTime.from('2026-07-06T00:00')
    .add({ minutes: n })
    .toString({ smallestUnit: 'second' })
    .replaceAll(/[-:]/g, '');

/** `refused`: with which reason; the exceptions stay. Otherwise read, with so many; where a busy machine may need its whole two seconds, or refused for that. */
const bombs: readonly { name: string; text: () => string | Buffer; refused?: RegExp; read?: number; slow?: true }[] = [
  { name: 'a rule that never comes', text: () => event(...daily, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31'), refused: /BYMONTHDAY=31 never comes/ },
  { name: 'a rule of minutes that never comes', text: () => event(...daily, 'RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31'), refused: /FREQ=MINUTELY.* never ends/ },
  { name: 'ten thousand rules that seldom come', text: () => event(...daily, ...repeated(10_000, (n) => `RRULE:FREQ=YEARLY;INTERVAL=${n + 1};BYMONTH=2;BYMONTHDAY=29;BYDAY=MO`)), refused: /takes too long|never comes/ },
  { name: 'COUNT of two thousand millions', text: () => event(...daily, 'RRULE:FREQ=SECONDLY;COUNT=2000000000'), refused: /COUNT=2000000000/ },
  { name: 'days counted to two thousand millions', text: () => event('DTSTART:20260706T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2000000000'), read: 595 },
  { name: 'each second', text: () => event(...daily, 'RRULE:FREQ=SECONDLY'), refused: /FREQ=SECONDLY/ },
  { name: 'a step of nothing', text: () => event(...daily, 'RRULE:FREQ=DAILY;INTER\r\n VAL=0'), refused: /INTERVAL=0/ },
  { name: 'a rule folded at each letter', text: () => event(...daily, `RRULE:${'FREQ=DAILY;COUNT=3'.split('').join('\r\n ')}${'\r\n '.repeat(10_000)}`), read: 3 },
  { name: 'a hundred thousand days left out, a line each', text: () => event(...daily, 'RRULE:FREQ=DAILY;COUNT=3', ...repeated(100_000, () => 'EXDATE:20260707T090000')), read: 2, slow: true },
  { name: 'a hundred thousand days put in', text: () => event(...daily, ...repeated(100_000, (n) => `RDATE:${minute(n)}`)), refused: /too long|more than|to read/ },
  { name: 'forty thousand events moved', text: () => event(...daily, ...repeated(40_000, (n) => `END:VEVENT\r\nBEGIN:VEVENT\r\nRECURRENCE-ID:${minute(n)}\r\nDTSTART:${minute(n)}\r\nDURATION:PT1M`)), refused: /more than|to read/ },
  { name: 'a zone of its own that never ends', text: () => event(...daily).replace('BEGIN:VEVENT', 'BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT'), read: 1 },
  { name: 'a folded line of ten megabytes', text: () => event(...daily, `SUMMARY:${'x'.repeat(73)}${`\r\n ${'x'.repeat(73)}`.repeat(140_000)}`), refused: /larger|too large|more than/ },
  { name: 'a folded line of four megabytes', text: () => event(...daily, `SUMMARY:${'x'.repeat(73)}${`\r\n ${'x'.repeat(73)}`.repeat(56_000)}`), read: 1, slow: true },
  { name: 'four megabytes of line ends', text: () => event(...daily, '\r\n'.repeat(2_000_000)), read: 1, slow: true },
  { name: 'four megabytes without a line end', text: () => 'BEGIN:'.repeat(700_000), refused: /not a calendar|to read/ },
  { name: 'a calendar in a calendar', text: () => event(...daily).replace('END:VCALENDAR', `${event(...daily)}END:VCALENDAR`), refused: /within a calendar/ },
  { name: 'calendars in calendars, a hundred thousand deep', text: () => 'BEGIN:VCALENDAR\r\n'.repeat(100_000) + 'END:VCALENDAR\r\n'.repeat(100_000), refused: /calendar/ },
  { name: 'fifty megabytes', text: () => Buffer.alloc(50 * 1_048_576, 'BEGIN:VCALENDAR\r\n'), refused: /larger|too large|more than/ },
  { name: 'a zone with a NUL in its name', text: () => event('DTSTART;TZID=a\0b\ud800:20260706T090000', 'DURATION:PT1H'), refused: /time zone/ },
  { name: 'a frequency with a NUL in its name', text: () => event(...daily, 'RRULE:FREQ=\0'), refused: /frequency/ },
  { name: 'parameters by the hundred thousand', text: () => event(`DTSTART${';X=1'.repeat(200_000)}:20260706T090000`, 'DURATION:PT1H'), read: 1, slow: true },
  { name: 'a quote that is never closed', text: () => event(`DTSTART;X="${'a'.repeat(1_000_000)}:20260706T090000`), refused: /not a calendar/ },
  { name: 'a hundred thousand names', text: () => event(...daily, ...repeated(100_000, (n) => `X-${n}:1`)), read: 1, slow: true },
]; // prettier-ignore

test(
  'a bomb at an address is refused with its reason and the exceptions of before stay, or it is read',
  { concurrency: 4 },
  async (t) => {
    const texts = new Map(bombs.map(({ text }, n) => [`/${n}.ics`, text]));
    const good = event('DTSTART:20260707T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=5', 'SUMMARY:Réunion');
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/calendar' });
      response.on('error', () => {});
      response.end(texts.get(request.url ?? '')?.() ?? good);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closeAtEnd(async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    const here = `127.0.0.1:${address.port}`;
    const desks = bombs.map((_, n) => ({ slug: `g${n}`, label: `G${n}` }));
    const town = await agendasTown(
      { agendas: [{ slug: 'mairie', label: 'Mairie', kind: 'meetings', desks }] },
      { now: Temporal.Instant.from('2026-07-01T08:00:00Z'), settings: testSettings({ ALLOW_PRIVATE_TARGETS: here }) },
    );
    const ids = await town.db.selectFrom('agendas.desk').select('id').orderBy('place').execute();
    const starts = async (id: number): Promise<string[]> =>
      (
        await town.db
          .selectFrom('agendas.exception')
          .select('start_at')
          .where('source_id', '=', id)
          .orderBy('start_at')
          .execute()
      ).map(({ start_at }) => start_at.toString());
    await Promise.all(
      bombs.map(({ name, refused, read, slow }, n) =>
        t.test(name, async () => {
          const added = await addCalendarAddress(town, { deskId: ids[n]!.id }, `http://${here}/good.ics`);
          assert.ok(added.kind === 'added');
          const id = added.sourceId;
          await refresh(town, { id, url: `http://${here}/good.ics` });
          const before = await starts(id);
          assert.equal(before.length, 5);
          const reading = await refresh(town, { id, url: `http://${here}/${n}.ics` });
          const { failure } = await town.db
            .selectFrom('agendas.exception_source')
            .select('failure')
            .where('id', '=', id)
            .executeTakeFirstOrThrow();
          if (refused) {
            assert.match(failure ?? `read ${reading.kind === 'read' ? reading.occurrences.length : ''}`, refused);
            assert.deepEqual(await starts(id), before);
          } else if (slow && failure !== null) {
            assert.match(failure, /takes more than 2 s|takes too long/);
            assert.deepEqual(await starts(id), before);
          } else {
            assert.equal(failure, null);
            assert.equal((await starts(id)).length, read);
          }
        }),
      ),
    );
  },
);

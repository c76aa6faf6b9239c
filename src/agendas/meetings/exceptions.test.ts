import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test, { after } from 'node:test';
import { testSettings } from '../../../test/database.ts';
import { openZone } from '../../time/zone.ts';
import type { AgendasTown } from '../database.ts';
import { agendasTown } from '../testing.ts';
import { addCalendarAddress, addCalendarFile, removeSource, replaceCalendarFile } from './exception-sources.ts';
import { addException, bookingsWithin, removeException } from './exceptions.ts';
import { listSlots, meetingsNamed } from './listing.ts';
import { runnerOn } from './runner.ts';
import { calendarsJob } from './sync-calendars.ts';

const now = Temporal.Instant.from('2026-07-01T08:00:00Z');
const site = {
  unavailability_calendars: [{ slug: 'ponts', label: 'Ponts' }],
  agendas: [
    {
      slug: 'mairie',
      label: 'Mairie',
      kind: 'meetings',
      maximal_booking_delay: 14,
      meeting_types: [{ slug: 'rdv', label: 'Rendez-vous', duration: 60 }],
      desks: [
        {
          slug: 'guichet',
          label: 'Guichet',
          opening_hours: [{ weekday: 1, start_time: '09:00', end_time: '11:00' }],
          unavailability_calendars: ['ponts'],
        },
      ],
    },
  ],
};
const calendar = (...lines: string[]): Buffer =>
  Buffer.from(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'));
const weekly = calendar(
  'DTSTART;TZID=Europe/Paris:20260706T090000',
  'DURATION:PT1H',
  'RRULE:FREQ=WEEKLY',
  'SUMMARY:Réunion',
);
const instant = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Paris').toInstant();

async function slotsOf(town: AgendasTown): Promise<string[]> {
  const zone = openZone('Europe/Paris');
  const run = runnerOn(town.pool, town.db);
  const meetings = (await meetingsNamed(run, 'mairie'))!;
  const asked = {
    dateStart: null,
    dateEnd: null,
    resources: [],
    excludeUser: null,
    user: null,
    lockCode: null,
    hideDisabled: false,
    bypassDelays: false,
    explain: false,
  };
  const slots = await listSlots(run, meetings, 'rdv', asked, now, zone);
  assert.ok('slots' in slots);
  return slots.slots.map(({ start }) =>
    Temporal.Instant.fromEpochMilliseconds(start * 60_000)
      .toZonedDateTimeISO('Europe/Paris')
      .toString()
      .slice(8, 16),
  );
}

async function first(town: AgendasTown): Promise<{ deskId: number; calendarId: number; version: number }> {
  const desk = await town.db.selectFrom('agendas.desk').select(['id', 'version']).executeTakeFirstOrThrow();
  const { id } = await town.db.selectFrom('agendas.unavailability_calendar').select('id').executeTakeFirstOrThrow();
  return { deskId: desk.id, calendarId: id, version: desk.version };
}

test('a desk is closed by hand, by file, by calendar, and opened again', async (t) => {
  const town = await agendasTown(site, { now });
  const { deskId, calendarId, version } = await first(town);
  assert.deepEqual(await slotsOf(town), ['06T09:00', '06T10:00', '13T09:00', '13T10:00']);

  await t.test('by hand', async () => {
    const asked = { label: 'Formation', start: instant('2026-07-06T10:00'), end: instant('2026-07-06T12:00') };
    const added = await addException(town, { deskId }, asked);
    assert.ok(added.kind === 'added');
    assert.deepEqual(await slotsOf(town), ['06T09:00', '13T09:00', '13T10:00']);
    assert.ok((await first(town)).version > version);
    assert.deepEqual(await bookingsWithin(town, { deskId }, asked.start, asked.end), []);
    assert.deepEqual(await removeException(town, added.exceptionId), { kind: 'removed' });
    assert.equal((await slotsOf(town)).length, 4);
    assert.equal((await addException(town, { deskId }, { ...asked, end: asked.start })).kind, 'refused');
    assert.equal((await addException(town, { deskId: 999_999 }, asked)).kind, 'refused');
    assert.equal((await removeException(town, 999_999)).kind, 'refused');
  });

  await t.test('by a calendar that desks subscribe to', async () => {
    const added = await addException(
      town,
      { calendarId },
      { label: 'Pont', start: instant('2026-07-13T00:00'), end: instant('2026-07-14T00:00') },
    );
    assert.ok(added.kind === 'added');
    assert.deepEqual(await slotsOf(town), ['06T09:00', '06T10:00']);
    await removeException(town, added.exceptionId);
  });

  await t.test('by a file; one that is broken changes nothing, and the source says so', async () => {
    const added = await addCalendarFile(town, { deskId }, { name: 'réunions.ics', bytes: weekly });
    assert.ok(added.kind === 'added');
    assert.equal(added.exceptions, 85);
    assert.deepEqual(await slotsOf(town), ['06T10:00', '13T10:00']);
    assert.equal(
      (await addCalendarFile(town, { deskId }, { name: 'x.ics', bytes: Buffer.from('Bonjour') })).kind,
      'refused',
    );
    assert.equal(
      (await replaceCalendarFile(town, added.sourceId, { name: 'x.ics', bytes: Buffer.from('Bonjour') })).kind,
      'refused',
    );
    assert.deepEqual(await slotsOf(town), ['06T10:00', '13T10:00']);
    const { failure } = await town.db
      .selectFrom('agendas.exception_source')
      .select('failure')
      .where('id', '=', added.sourceId)
      .executeTakeFirstOrThrow();
    assert.match(failure ?? '', /not a calendar|holds/);
    const one = calendar('DTSTART;VALUE=DATE:20260706');
    assert.equal((await replaceCalendarFile(town, added.sourceId, { name: 'x.ics', bytes: one })).kind, 'added');
    assert.deepEqual(await slotsOf(town), ['13T09:00', '13T10:00']);
    const { id } = await town.db.selectFrom('agendas.exception').select('id').executeTakeFirstOrThrow();
    assert.deepEqual(await removeException(town, id), {
      kind: 'refused',
      reason: 'the exception comes from a calendar',
    });
    await removeSource(town, added.sourceId);
    assert.equal((await slotsOf(town)).length, 4);
  });
});

test('a calendar at an address is kept in sync; while it is dead or broken, the exceptions stay', async () => {
  let answer: { status: number; body: Buffer } = { status: 200, body: weekly };
  const server = createServer((_, response) =>
    response.writeHead(answer.status, { 'content-type': 'text/calendar' }).end(answer.body),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  after(() => server.close());
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  const settings = testSettings({ ALLOW_PRIVATE_TARGETS: `127.0.0.1:${address.port}` });
  const town = await agendasTown(site, { now, settings });
  const { deskId } = await first(town);
  const job = calendarsJob(town);
  const sync = async (): Promise<string | null> => {
    await town.db
      .updateTable('agendas.exception_source')
      .set({ due_at: Temporal.Instant.from('2026-01-01T00:00:00Z') })
      .execute();
    await job.run();
    const source = await town.db
      .selectFrom('agendas.exception_source')
      .select(['failure', 'owner', 'due_at'])
      .executeTakeFirstOrThrow();
    assert.equal(source.owner, null);
    return source.failure;
  };
  assert.equal((await addCalendarAddress(town, { deskId }, 'file:///etc/passwd')).kind, 'refused');
  const added = await addCalendarAddress(town, { deskId }, `http://127.0.0.1:${address.port}/guichet.ics`);
  assert.ok(added.kind === 'added');
  assert.equal(await sync(), null);
  assert.deepEqual(await slotsOf(town), ['06T10:00', '13T10:00']);
  const { version } = await first(town);
  assert.equal(await sync(), null);
  assert.equal((await first(town)).version, version, 'what did not change makes nothing stale');

  const failures = [
    { answer: { status: 500, body: Buffer.from('') }, failure: /answered 500/ },
    { answer: { status: 200, body: Buffer.from('<html>') }, failure: /not a calendar|holds/ },
    {
      answer: { status: 200, body: calendar('DTSTART:20260706T090000', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31') },
      failure: /BYMONTHDAY=31/,
    },
    { answer: { status: 200, body: Buffer.alloc(6_000_000, 65) }, failure: /larger/ },
  ];
  for (const { answer: given, failure } of failures) {
    answer = given;
    assert.match((await sync()) ?? '', failure);
    assert.deepEqual(await slotsOf(town), ['06T10:00', '13T10:00']);
  }
  answer = { status: 200, body: calendar('DTSTART;VALUE=DATE:20260706') };
  assert.equal(await sync(), null);
  assert.deepEqual(await slotsOf(town), ['13T09:00', '13T10:00']);
});

test('an address inside the network is not called', async () => {
  const town = await agendasTown(site, { now });
  const { deskId } = await first(town);
  await addCalendarAddress(town, { deskId }, 'webcal://169.254.169.254/latest/meta-data');
  await calendarsJob(town).run();
  const { failure } = await town.db.selectFrom('agendas.exception_source').select('failure').executeTakeFirstOrThrow();
  assert.match(failure ?? '', /forbidden address/);
});

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { sql } from 'kysely';
import { testSettings, testTown } from '../../../test/database.ts';
import { freePort } from '../../../test/app.ts';
import { openMailServer } from '../../../test/mail-server.ts';
import { keepMail } from './keep.ts';
import { openMailBox } from './outbox.ts';
import { listMails, readMail } from './read.ts';
import { setStopped, stoppedTopics } from './stops.ts';
import { checkMail } from './transport.ts';

const server = await openMailServer();
after(() => server.close());
let now = Temporal.Instant.from('2026-06-01T08:00:00Z');
const settings = testSettings({
  SMTP_URL: server.url,
  MAIL_FROM: 'mairie@example.org',
  MAILS_PER_DAY: '2',
  TOWN_NAME: 'Saint-Aubin',
});
const open = await testTown({ settings, clock: () => now });
const { db } = open.of<unknown>();
const box = openMailBox(open.town, db);
after(() => box.close());

const keep = (address: string, subject = 'Rappel', usefulUntil = now.add({ hours: 96 })) =>
  keepMail(
    db,
    {
      address,
      topic: 'reminder',
      about: 'booking 1',
      subject,
      body: ['Bonjour,', { href: 'https://example.org/12/', label: 'Modifier' }],
      usefulUntil,
    },
    now,
  );
const newest = async () => (await listMails(db, { limit: 1, offset: 0 })).mails[0]!;
const round = async () => {
  while (await box.job.run());
};
const later = (duration: Temporal.DurationLike) => void (now = now.add(duration));

test('a mail is kept, sent once, and read as it was written', async () => {
  assert.equal(await keep('ana@example.org', 'Rappel : café, à 9 h'), 'kept');
  assert.equal((await newest()).state, 'waiting');
  await round();
  await round();
  assert.equal(server.received.length, 1);
  const [mail] = server.received;
  assert.deepEqual([mail!.from, mail!.to], ['mairie@example.org', ['ana@example.org']]);
  const listed = await newest();
  assert.deepEqual([listed.state, listed.attempts], ['sent', 1]);
  const { token } = (await readMail(db, listed.id))!;
  const [unsubscribe] = mail!.headers.get('list-unsubscribe') ?? [];
  assert.equal(unsubscribe, `<http://localhost:8000/courriels/${token}/>`);
  assert.match(mail!.text, /https:\/\/example\.org\/12\//);
  assert.match(mail!.text, new RegExp(`courriels/${token}`));
  assert.deepEqual(mail!.headers.get('auto-submitted'), ['auto-generated']);
});

test('no label adds a header, no address another reader', async () => {
  server.received.length = 0;
  assert.equal(await keep('x@example.org\r\nBcc: y@example.org'), 'not an address');
  assert.equal(await keep('x@example.org', 'Rappel\r\nBcc: y@example.org\r\n\r\nautre texte'), 'kept');
  await round();
  const [mail] = server.received;
  assert.deepEqual(mail!.to, ['x@example.org']);
  assert.deepEqual(mail!.headers.get('subject'), ['Rappel Bcc: y@example.org autre texte']);
  assert.equal(mail!.headers.has('bcc'), false);
});

test('a server that is busy, gone or cut in the middle gets it again; the same mail has the same number', async () => {
  server.received.length = 0;
  server.answer.rcpt = '451 try later';
  await keep('busy@example.org');
  await round();
  assert.deepEqual([(await newest()).state, (await newest()).attempts], ['waiting', 1]);
  await round();
  assert.equal((await newest()).attempts, 1, 'not before its delay');
  server.answer.rcpt = null;
  server.answer.text = 'cut';
  later({ minutes: 2 });
  await round();
  server.answer.text = null;
  later({ minutes: 6 });
  await round();
  assert.deepEqual([(await newest()).state, (await newest()).attempts], ['sent', 3]);
  assert.equal(server.received.length, 1);
});

test('a reader whom the server refuses for good has failed, and the failure names nobody', async () => {
  server.answer.rcpt = '550 no such user here: gone@example.org';
  await keep('gone@example.org');
  await round();
  server.answer.rcpt = null;
  const mail = await newest();
  assert.deepEqual([mail.state, mail.lastFailure], ['failed', 'EENVELOPE 550']);
});

test('a person gets two mails a day, whatever asks for them; the third comes the next morning', async () => {
  server.received.length = 0;
  for (const subject of ['1', '2', '3']) await keep('Many@example.org', subject);
  await keep('many@EXAMPLE.org', '4');
  await keep('other@example.org', 'other');
  await round();
  const subjects = () => server.received.map(({ headers }) => String(headers.get('subject')?.[0]));
  assert.deepEqual(
    subjects().toSorted((a, b) => a.localeCompare(b)),
    ['1', '2', 'other'],
  );
  later({ hours: 15 });
  await round();
  assert.equal(subjects().length, 3, 'past midnight, before eight');
  later({ hours: 7 });
  await round();
  assert.deepEqual(
    subjects().toSorted((a, b) => a.localeCompare(b)),
    ['1', '2', '3', '4', 'other'],
  );
});

test('two processes send no more than that between them', async () => {
  server.received.length = 0;
  for (let index = 0; index < 12; index++) await keep('both@example.org', String(index));
  const other = openMailBox(open.town, db);
  await Promise.all([round(), other.job.run(), round(), other.job.run()]);
  assert.equal(server.received.length, 2);
  other.close();
  await sql`delete from platform.mail where address = 'both@example.org'`.execute(db);
});

test('what comes too late is not sent', async () => {
  server.received.length = 0;
  await keep('late@example.org', 'late', now.subtract({ minutes: 1 }));
  await round();
  assert.deepEqual(
    [server.received.length, (await newest()).state, (await newest()).lastFailure],
    [0, 'failed', 'too late'],
  );
});

test('stopped: neither what waits nor what comes is sent, until it is wanted again', async () => {
  server.received.length = 0;
  await keep('stop@example.org');
  const { token } = (await readMail(db, (await newest()).id))!;
  assert.equal(await setStopped(db, token, 'reminder', true), true);
  await round();
  assert.deepEqual([server.received.length, (await newest()).lastFailure], [0, 'stopped']);
  assert.equal(await keep('STOP@example.org'), 'stopped');
  await setStopped(db, token, 'reminder', true);
  assert.deepEqual(await stoppedTopics(db, token), ['reminder']);
  await setStopped(db, token, 'reminder', false);
  assert.equal(await keep('stop@example.org'), 'kept');
  assert.equal(await stoppedTopics(db, 'f'.repeat(32)), null);
});

test('the mails of a dead process are sent by another; those of a living one are left alone', async () => {
  server.received.length = 0;
  await keep('dead@example.org');
  const { id } = await newest();
  await sql`update platform.mail set owner = ${open.town.processId} where id = ${id}`.execute(db);
  await round();
  assert.equal((await newest()).state, 'waiting');
  await sql`update platform.mail set owner = 2000000 where id = ${id}`.execute(db);
  await round();
  assert.equal((await newest()).state, 'sent');
});

test('mails go after 90 days', async () => {
  later({ hours: 91 * 24 });
  await round();
  assert.equal((await listMails(db, { limit: 1, offset: 0 })).count, 0);
});

test('without a mail server they are kept, and stay readable', async () => {
  const alone = await testTown({ clock: () => now });
  const kept = alone.of<unknown>().db;
  const silent = openMailBox(alone.town, kept);
  await keepMail(
    kept,
    {
      address: 'a@example.org',
      topic: 'reminder',
      about: '',
      subject: 'x',
      body: ['y'],
      usefulUntil: now.subtract({ hours: 1 }),
    },
    now,
  );
  assert.equal(await silent.job.run(), undefined);
  const { mails } = await listMails(kept, { limit: 5, offset: 0 });
  assert.deepEqual(
    mails.map(({ state }) => state),
    ['waiting'],
  );
});

test('the doctor says whether the server takes mails', async () => {
  assert.equal(await checkMail(settings), null);
  assert.equal(await checkMail(testSettings({})), null);
  assert.match((await checkMail(testSettings({ SMTP_URL: server.url })))!, /without MAIL_FROM/);
  const nobody = testSettings({ SMTP_URL: `smtp://127.0.0.1:${await freePort()}`, MAIL_FROM: 'mairie@example.org' });
  assert.match((await checkMail(nobody))!, /does not take mails/);
});

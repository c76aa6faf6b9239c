import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { signUrl } from '../../src/signature/sign.ts';
import { demoTown, visits } from './demo.ts';
import { fillPage, homePage, requestPage, summaryPage, type Visit } from './pages.ts';

const town = await demoTown();
const { visit } = await visits(town);
const [secret, orig] = ['partagé', 'autre.example.org'];
await sql`insert into accounts.service (orig, secret) values (${orig}, ${secret})`.execute(town.open.of<unknown>().db);
const title = 'Rendez-vous pour un passeport';

/** As far as the page of the slots. */
async function slots(at: Visit) {
  await (await homePage(at)).choose(title);
  const how = await fillPage(at, title);
  await how.choose(/Une personne/);
  await how.next();
  return fillPage(at, title);
}

/** The first day that is open at all these times (« 10 h », « 11 h 30 »), each of which one desk alone still serves: two are open from Monday to Wednesday. */
async function lastDesk(...times: readonly string[]): Promise<(time: string) => RegExp> {
  const slots_ = `${town.agendasUrl}api/agenda/passeports/meetings/une-personne/datetimes/`;
  const { data } = (await (await fetch(slots_)).json()) as { data: Slot[] };
  const free = data.filter(({ disabled }) => !disabled);
  const day = free
    .map(({ datetime }) => datetime.slice(0, 10))
    .find((one) => times.every((time) => free.some(({ datetime }) => datetime.startsWith(`${one} ${time}`))));
  assert.ok(day);
  const date = Temporal.PlainDate.from(day);
  if (date.dayOfWeek <= 3)
    for (const time of times) {
      const { api } = free.find(({ datetime }) => datetime.startsWith(`${day} ${time}`))!;
      const url = signUrl(api.fillslot_url, { secret, orig, now: Temporal.Now.instant() });
      assert.equal(((await (await fetch(url, { method: 'POST' })).json()) as { err: number }).err, 0);
    }
  const weekday = date.toLocaleString('fr', { weekday: 'long' });
  return (time) => new RegExp(`${weekday} ${date.day}(er)? .*${time.replaceAll(' ', '\\s')}$`);
}
type Slot = { datetime: string; disabled: boolean; api: { fillslot_url: string } };

test('a slot is held for whoever chose it first, and the other one chooses again', async () => {
  const slot = (await lastDesk('10:00'))('10 h');
  const [first, second] = [await visit(), await visit({ scripts: 'blocked' })];
  const [mine, theirs] = [await slots(first), await slots(second)];
  await mine.choose(slot);
  await mine.next();
  const who = await fillPage(first, title);

  await theirs.choose(slot);
  await theirs.next();
  const again = await fillPage(second, title);
  assert.match(await again.errors(), /Choisissez un nouveau créneau/);

  await who.fill(/prénom/, 'Léa');
  await who.fill(/Votre nom/, 'Roux');
  await who.fill(/courriel/, 'lea@example.org');
  await who.next();
  await (await summaryPage(first)).confirm();
  const request = await requestPage(first, title);
  assert.match(await request.text(), /Rendez-vous pris/);
});

test('one goes back and takes another slot: the first one is free again', async () => {
  const [changing, other] = [await visit(), await visit()];
  const choosing = await slots(changing);
  const at = await lastDesk('11:00', '11:30');
  await choosing.choose(at('11 h'));
  await choosing.next();
  const who = await fillPage(changing, title);
  await who.previous();
  const back = await fillPage(changing, title);
  assert.equal(await changing.page.getByRole('radio', { checked: true }).count(), 1);
  await back.choose(at('11 h 30'));
  await back.next();
  await fillPage(changing, title);
  await slots(other);
  assert.equal(await other.page.getByRole('radio', { name: at('11 h') }).isEnabled(), true);
});

test('several places at once, refused where they are not there', async () => {
  const ask = async (places: string, event: RegExp) => {
    const at = await visit();
    await (await homePage(at)).choose('Places pour un spectacle');
    const which = await fillPage(at, 'Places pour un spectacle');
    await which.choose(event);
    await which.fill(/Combien de places/, places);
    await which.next();
    const who = await fillPage(at, 'Places pour un spectacle');
    await who.fill(/Votre nom/, 'Roux');
    await who.fill(/courriel/, 'roux@example.org');
    await who.next();
    await (await summaryPage(at)).confirm();
    return (await requestPage(at, 'Places pour un spectacle')).text();
  };
  assert.match(await ask('3', /Cirque de poche/), /Complet/);
  assert.match(await ask('2', /Cirque de poche/), /Places réservées/);
  // One place is left and somebody may wait: the over-booking that the requirement speaks of.
  assert.match(await ask('3', /Contes/), /Places réservées/);
  assert.match(await ask('2', /Contes/), /Places réservées/);
  assert.match(await ask('1', /Contes/), /Liste d'attente/);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { demoTown, visits } from './demo.ts';
import { fillPage, homePage, requestPage, summaryPage, type Visit } from './pages.ts';

const town = await demoTown();
const { visit } = await visits(town);
const title = 'Rendez-vous pour un passeport';

/** As far as the page of the slots. */
async function slots(at: Visit) {
  await (await homePage(at)).choose(title);
  const how = await fillPage(at, title);
  await how.choose(/Une personne/);
  await how.next();
  return fillPage(at, title);
}

/** A slot that one desk alone serves: on Thursdays and Fridays the second one is closed. */
async function slotOfOneDesk(): Promise<RegExp> {
  const answer = await fetch(`${town.agendasUrl}api/agenda/passeports/meetings/une-personne/datetimes/`);
  const { data } = (await answer.json()) as { data: { datetime: string; disabled: boolean }[] };
  const free = data.find(({ datetime, disabled }) => {
    const { dayOfWeek } = Temporal.PlainDate.from(datetime.slice(0, 10));
    return !disabled && dayOfWeek > 3 && datetime.includes(' 10:00');
  });
  assert.ok(free);
  const date = Temporal.PlainDate.from(free.datetime.slice(0, 10));
  return new RegExp(`${date.toLocaleString('fr', { weekday: 'long' })} ${date.day} .*10\\sh$`);
}

test('a slot is held for whoever chose it first, and the other one chooses again', async () => {
  const slot = await slotOfOneDesk();
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
  const day = /jeudi .*11\sh$/;
  await changing.page.getByRole('radio', { name: day }).first().check({ force: true });
  await choosing.next();
  const who = await fillPage(changing, title);
  await who.previous();
  const back = await fillPage(changing, title);
  assert.equal(await changing.page.getByRole('radio', { checked: true }).count(), 1);
  await changing.page
    .getByRole('radio', { name: /jeudi .*11\sh\s30$/ })
    .first()
    .check({ force: true });
  await back.next();
  await fillPage(changing, title);
  await slots(other);
  assert.equal(await other.page.getByRole('radio', { name: day }).first().isEnabled(), true);
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

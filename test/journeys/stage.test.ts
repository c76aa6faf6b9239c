import assert from 'node:assert/strict';
import test from 'node:test';
import { demoTown, visits, type VisitOptions } from './demo.ts';
import {
  deskPage,
  english,
  fillPage,
  french,
  homePage,
  requestPage,
  signInPage,
  summaryPage,
  type Visit,
  until,
} from './pages.ts';

const town = await demoTown();
const { visit } = await visits(town);

/** From the home to the request: who, which event, the summary, « Valider ». */
async function enrol(at: Visit, child: string, event: RegExp, asked = french) {
  const home = await homePage(at, asked === french ? undefined : 'What would you like to do?');
  await home.choose('Inscription à un stage');
  const who = await fillPage(at, 'Inscription à un stage', asked);
  await who.fill(/Prénom/, child);
  await who.fill(/Nom de/, 'Roux');
  await who.fill(/courriel/, 'famille.roux@example.org');
  await who.next();
  const which = await fillPage(at, 'Inscription à un stage', asked);
  await which.choose(event);
  await which.next();
  const summary = await summaryPage(at, asked === french ? undefined : 'Check before you confirm', asked);
  assert.match(await summary.text(), new RegExp(child));
  await summary.confirm();
  return requestPage(at, /Inscription à un stage/);
}

async function agent(options: VisitOptions = {}): Promise<Visit> {
  const at = await visit(options);
  await at.page.goto(`${town.url}login/`);
  await (
    await signInPage(at)
  ).signIn('ana.dupre@saint-aubin.example', town.passwords.get('ana.dupre@saint-aubin.example') ?? '');
  return at;
}

test('a place, then the waiting list; the agent cancels in the agenda, then accepts from the list', async (t) => {
  const [lea, hugo] = [await visit(), await visit({ scripts: 'blocked' })];

  await t.test('the first family gets the last place', async () => {
    const request = await enrol(lea, 'Léa', /Escalade/);
    assert.match(await request.text(), /Inscrit/);
    assert.match(await request.text(), /Escalade/);
  });

  await t.test('the second one waits', async () => {
    const request = await enrol(hugo, 'Hugo', /Escalade/);
    assert.match(await request.text(), /Liste d'attente/);
  });

  const desk = await agent({ width: 1280, scripts: 'blocked' });
  await t.test('the agent finds both in the agenda and cancels the first', async () => {
    await desk.page.goto(`${town.agendasUrl}manage/`);
    await (await deskPage(desk, 'Agendas')).follow(/Stages d.été/);
    await (await deskPage(desk, /Stages d.été/)).follow(/Escalade/);
    const event = await deskPage(desk, /Escalade/);
    assert.match(await event.section(/Liste principale|Inscrits/), /Léa Roux/);
    assert.match(await event.section(/attente/), /Hugo Roux/);
    await event.follow(/Annuler.*Léa Roux/);
    await (await deskPage(desk, /Annuler/)).press(/^Annuler/);
    const after = await deskPage(desk, /Escalade/);
    assert.doesNotMatch(await after.section(/Liste principale|Inscrits/).catch(() => ''), /Léa Roux/);
  });

  await t.test('the first family reads that the town hall cancelled', () => until(lea.page, /Annulé par la mairie/));

  await t.test('the agent accepts the second from its request', async () => {
    await desk.page.goto(`${town.url}backoffice/`);
    const queue = await deskPage(desk, 'Demandes');
    assert.match(await queue.text(), /Hugo Roux/);
    await queue.follow(/Hugo|-2/);
    await (await deskPage(desk, /Hugo|Inscription/)).press(/Accepter l.inscription/);
    assert.match(await (await deskPage(desk, /Hugo|Inscription/)).text(), /Inscrit/);
    await until(hugo.page, /Inscrit/);
  });
});

test('a citizen cancels alone; the place is free again', async () => {
  const at = await visit();
  const request = await enrol(at, 'Zoé', /Théâtre/);
  await request.press(/Annuler mon inscription/);
  await until(at.page, /Annulé/);
  const events = (await (await fetch(`${town.agendasUrl}api/agenda/stages-ete/datetimes/`)).json()) as {
    data: { id: string; places: { reserved: number } }[];
  };
  assert.equal(events.data.find(({ id }) => id === 'theatre-lundi')?.places.reserved, 0);
});

test('the whole of it without any scripting', async () => {
  const request = await enrol(await visit({ scripts: 'off' }), 'Noé', /mercredi.*Multisport/);
  assert.match(await request.text(), /Inscrit/);
});

test('in English, on a desk', async () => {
  const request = await enrol(await visit({ language: 'en', width: 1280 }), 'Ada', /Poterie/, english);
  assert.match(await request.text(), /Inscrit/);
});

test('an event that is full is shown and can not be chosen; errors lead to their field', async () => {
  const at = await visit();
  await (await homePage(at)).choose('Inscription à un stage');
  const who = await fillPage(at, 'Inscription à un stage');
  await who.next();
  const again = await fillPage(at, 'Inscription à un stage');
  assert.match(await again.errors(), /Prénom de l'enfant/);
  await again.fill(/Prénom/, 'Tom');
  await again.fill(/Nom de/, 'Roux');
  await again.fill(/courriel/, 'tom');
  await again.next();
  const third = await fillPage(at, 'Inscription à un stage');
  assert.match(await third.errors(), /courriel/i);
  await third.fill(/courriel/, 'tom@example.org');
  await third.next();
  const which = await fillPage(at, 'Inscription à un stage');
  assert.equal(await which.slot(/Cuisine/).isDisabled(), true);
  await which.next();
  assert.match(await (await fillPage(at, 'Inscription à un stage')).errors(), /Quel stage/);
});

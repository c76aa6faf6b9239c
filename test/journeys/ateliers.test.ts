import assert from 'node:assert/strict';
import test from 'node:test';
import { demoTown, visits } from './demo.ts';
import { fillPage, homePage, requestPage, signInPage, summaryPage, type Visit } from './pages.ts';

const town = await demoTown();
const { visit } = await visits(town);
const title = 'Ateliers du mercredi';

async function signedIn(email: string, options: Parameters<typeof visit>[0] = {}): Promise<Visit> {
  const at = await visit(options);
  await at.page.goto(`${town.url}login/`);
  await (await signInPage(at)).signIn(email, town.passwords.get(email) ?? '');
  return at;
}

const boxes = ({ page }: Visit, words: RegExp) => page.getByRole('checkbox', { name: words });

/** From the form to the request, with these ateliers ticked and no other. */
async function enrol(at: Visit, child: string, wanted: readonly string[]): Promise<string> {
  await at.page.goto(`${town.url}ateliers/`);
  const form = await fillPage(at, title);
  for (const name of ['Échecs', 'Dessin', 'Chorale', 'Robotique'])
    await boxes(at, new RegExp(name)).setChecked(wanted.includes(name), { force: true });
  await form.fill(/Prénom/, child);
  await form.next();
  const summary = await summaryPage(at);
  for (const name of wanted) assert.match(await summary.text(), new RegExp(name));
  await summary.confirm();
  return (await requestPage(at, title)).text();
}

/** Where each event stands, as the agenda itself says. */
async function events(): Promise<Record<string, { reserved: number; waiting: number }>> {
  const answer = await fetch(`${town.agendasUrl}api/agenda/ateliers/datetimes/`);
  const { data } = (await answer.json()) as {
    data: { id: string; places: { reserved: number; waiting_list_reserved?: number } }[];
  };
  return Object.fromEntries(
    data.map(({ id, places }) => [id, { reserved: places.reserved, waiting: places.waiting_list_reserved ?? 0 }]),
  );
}

const none = { reserved: 0, waiting: 0 };
const one = { reserved: 1, waiting: 0 };

test('several ateliers at once; a new choice replaces the earlier one; nothing ticked cancels all', async (t) => {
  const claire = await signedIn('claire.roux@courriel.example');
  await (await homePage(claire)).choose(title);

  await t.test('two are booked', async () => {
    assert.match(
      await enrol(claire, 'Jules', ['Échecs', 'Dessin']),
      /nouvelles : 2, dont 0 en liste d'attente ; annulées : 0/,
    );
    assert.deepEqual(await events(), { echecs: one, dessin: one, chorale: none, robotique: none });
  });

  await t.test('who comes after waits for the one place that is taken', async () => {
    const karim = await signedIn('karim.besson@saint-aubin.example', { scripts: 'blocked' });
    assert.match(await enrol(karim, 'Nour', ['Dessin', 'Chorale']), /nouvelles : 2, dont 1 en liste/);
    assert.deepEqual((await events())['dessin'], { reserved: 1, waiting: 1 });
  });

  await t.test('what is booked stands ticked; one alone is kept, the other is cancelled', async () => {
    await claire.page.goto(`${town.url}ateliers/`);
    await fillPage(claire, title);
    assert.equal(await boxes(claire, /Dessin.*Déjà réservé/).isChecked(), true);
    assert.equal(await boxes(claire, /Chorale/).isChecked(), false);
    assert.match(
      await enrol(claire, 'Jules', ['Échecs']),
      /Inscrit.*nouvelles : 0, dont 0 en liste d'attente ; annulées : 1/,
    );
    const { echecs, dessin } = await events();
    assert.deepEqual(echecs, one);
    assert.equal(dessin?.waiting, 1);
  });

  await t.test('nothing ticked', async () => {
    assert.match(await enrol(claire, 'Jules', []), /Tout est annulé Réservations annulées : 1/);
    assert.deepEqual((await events())['echecs'], none);
  });
});

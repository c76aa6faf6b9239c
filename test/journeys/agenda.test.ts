import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'kysely';
import { signUrl } from '../../src/signature/sign.ts';
import { demoTown, visits } from './demo.ts';
import { deskPage, fillPage, homePage, requestPage, signInPage, summaryPage, until, type Visit } from './pages.ts';

const town = await demoTown();
const { visit } = await visits(town);
const manage = `${town.agendasUrl}manage/`;

async function agent(): Promise<Visit> {
  const at = await visit({ width: 1280, scripts: 'blocked' });
  await at.page.goto(`${town.url}login/`);
  const email = 'ana.dupre@saint-aubin.example';
  await (await signInPage(at)).signIn(email, town.passwords.get(email) ?? '');
  return at;
}

/** The whole form by the keyboard alone: Tab, arrows, space and Enter. */
async function enrolByKeyboard(child: string, event: RegExp): Promise<Visit> {
  const at = await visit();
  const { page } = at;
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const focus = async (name: RegExp): Promise<void> => {
    for (let steps = 0; steps < 80; steps++) {
      await press('Tab');
      const text = await page.evaluate(
        `(() => { const e = document.activeElement; return [e.getAttribute('aria-label'), e.innerText, ...[...(e.labels ?? [])].map((l) => l.innerText)].join(' ') })()`,
      );
      if (name.test(String(text))) return;
    }
    assert.fail(`no focus on ${String(name)}`);
  };
  await homePage(at);
  await focus(/Inscription à un stage/);
  await press('Enter');
  await fillPage(at, 'Inscription à un stage');
  await focus(/Prénom/);
  await page.keyboard.type(child);
  await focus(/Nom de/);
  await page.keyboard.type('Roux');
  await focus(/courriel/);
  await page.keyboard.type('roux@example.org');
  await press('Enter');
  await fillPage(at, 'Inscription à un stage');
  await focus(/Cirque/);
  for (let steps = 0; steps < 12; steps++) {
    const chosen = page.locator('input[type=radio]:checked');
    if ((await chosen.count()) && event.test(await chosen.locator('xpath=..').innerText())) break;
    await press(steps === 0 ? 'Space' : 'ArrowDown');
  }
  await focus(/^\s*Suivant\s*$/);
  await press('Enter');
  await summaryPage(at);
  await focus(/Valider/);
  await press('Enter');
  await requestPage(at, 'Inscription à un stage');
  return at;
}

test('presence: nothing leaves while one ticks, all of it once the event is marked as checked', async (t) => {
  const [lea, hugo] = [await enrolByKeyboard('Léa', /Poterie/), await enrolByKeyboard('Hugo', /Poterie/)];
  const desk = await agent();
  await desk.page.goto(`${manage}agendas/stages-ete/events/poterie-mardi/`);
  await (await deskPage(desk, /Poterie/)).follow(/Pointer/);
  const sheet = await deskPage(desk, /./);
  const tick = (name: RegExp, what: RegExp) =>
    desk.page.getByRole('group', { name }).getByRole('radio', { name: what }).check({ force: true });
  await tick(/Léa/, /Présent/);
  await tick(/Hugo/, /Absent/);

  await t.test('« Enregistrer » tells nobody', async () => {
    await sheet.press(/^Enregistrer/);
    await deskPage(desk, /./);
    const { rows } = await sql`select from agendas.callback`.execute(town.open.of<unknown>().db);
    assert.equal(rows.length, 0);
  });
  await t.test('the mark tells both', async () => {
    await (await deskPage(desk, /./)).press("Marquer l'évènement comme étant pointé");
    await deskPage(desk, /./);
    await until(lea.page, /Présent/);
    await until(hugo.page, /Absent/);
  });
});

test('a booking without an address is cancelled all the same, once the agent has been told', async () => {
  const { db } = town.open.of<unknown>();
  await sql`insert into accounts.service (orig, secret) values ('autre.example.org', 'partagé')`.execute(db);
  const url = signUrl(`${town.agendasUrl}api/agenda/stages-ete/fillslot/cirque-jeudi/`, {
    secret: 'partagé',
    orig: 'autre.example.org',
    now: Temporal.Now.instant(),
  });
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ user_last_name: 'Pons', user_first_name: 'Zoé' }),
  });
  assert.partialDeepStrictEqual(await answer.json(), { err: 0 });

  const desk = await agent();
  await desk.page.goto(`${manage}agendas/stages-ete/events/cirque-jeudi/`);
  await (await deskPage(desk, /Cirque/)).follow(/Annuler/);
  const told = await deskPage(desk, /Annuler/);
  assert.match(await told.text(), /Cette réservation n'a pas d'adresse d'annulation connue/);
  await told.press(/Annuler tout de même/);
  assert.doesNotMatch(await (await deskPage(desk, /Cirque/)).section(/Liste principale/).catch(() => ''), /Pons/);
});

test('who may not see an agenda does not learn that it is there', async () => {
  const at = await visit({ width: 1280 });
  await at.page.goto(`${town.url}login/`);
  const email = 'karim.besson@saint-aubin.example';
  await (await signInPage(at)).signIn(email, town.passwords.get(email) ?? '');
  await at.page.goto(`${manage}agendas/stages-ete/`);
  await deskPage(at, /n’existe pas/);
  await at.page.goto(`${manage}agendas/passeports/`);
  await deskPage(at, /Passeports|./);
});

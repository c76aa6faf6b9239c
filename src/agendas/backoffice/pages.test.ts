import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sql } from 'kysely';
import { browser } from '../../../test/browser.ts';
import { backofficeApp, person } from './testing.ts';

const app = await backofficeApp();
const { db } = app.agendas;
const home = `${app.agendasUrl}manage/`;
const agenda = `${home}agendas/stages-noel/`;
const event = `${agenda}events/multisport/`;

let chromium: Browser;
let context: BrowserContext;
const booked = new Map<string, number>();

const families = [
  ['Léa', 'Roux', 42],
  ['Malik', 'Haddad', null],
  ['Inès', 'Abadie', 12],
  ['Hugo', 'Marty', 58],
  ['Zoé', 'Pons', 61],
  ['Adam', 'Cissé', 19],
] as const;
const appointments = [
  ['Lucie Bonnet', '09:00', 'passeport'],
  ['Jean Ruiz', '09:30', 'retrait'],
  ['Hélène Gary', '10:00', 'passeport'],
  ['Yasmine Kaddour', '10:30', 'passeport'],
  ['Paul Assié', '10:30', 'retrait'],
  ['Marc Teyssier', '11:00', 'passeport'],
  ['Nora Belkacem', '14:00', 'passeport'],
] as const;

before(async () => {
  const regimes = ['Sans régime', 'Végétarien', 'Sans régime'];
  for (const [index, [first, last, number]] of families.entries()) {
    const request = number === null ? {} : { backoffice_url: `${app.url}backoffice/management/stages/${number}/` };
    const hooks =
      number === null ? {} : { cancel_callback_url: `${app.url}api/forms/stages/${number}/hooks/annulation/` };
    const more = {
      ...request,
      ...hooks,
      user_phone_number: '06 39 98 18 03',
      regime: regimes[index] ?? '',
      allergie: index === 2 ? 'arachide' : '',
    };
    booked.set(last, await app.book('stages-noel/fillslot/multisport', person(first, last, more)));
  }
  // Appointments of this very day, some of them over: no address books what is past.
  for (const [name, time, type] of appointments) {
    const [first = '', last = ''] = name.split(' ');
    const slot = await app.meetingSlot('passeports', type, `2026-12-16 ${time}:00`);
    const request = `${app.url}backoffice/management/papiers/${last.length}/`;
    const id = await app.book(`passeports/fillslot/${slot}`, person(first, last, { backoffice_url: request }));
    booked.set(last, id);
  }
  await sql`update agendas.taken set span = int4range(lower(span) - 1440, upper(span) - 1440) where desk_id is not null`.execute(
    db,
  );
  await sql`update agendas.booking set user_was_present = false where user_last_name = 'Gary'`.execute(db);
  chromium = await browser();
  context = await chromium.newContext({ reducedMotion: 'reduce', locale: 'fr-FR' });
  const page = await context.newPage();
  await page.goto(`${app.url}login/`);
  const { email, password } = app.credentials('editor');
  await page.getByLabel('Courriel').fill(email);
  await page.getByLabel('Mot de passe').fill(password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(/backoffice|\/$/);
  await page.close();
});

after(async () => {
  await chromium?.close();
});

/** Where `SHOTS` names a folder, each page is left there as a picture. */
const folder = process.env['SHOTS'];

async function look(page: Page, name: string): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'])
      .analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
    assert.deepEqual(found, [], `${name} at ${width}`);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(sideways <= 0, `${name} scrolls sideways at ${width}`);
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
}

const pages = [
  { name: 'accueil', path: () => home, title: 'Agendas' },
  { name: 'agenda', path: () => agenda, title: 'Stages de Noël' },
  { name: 'agenda-passe', path: () => `${agenda}?view=past`, title: 'Stages de Noël' },
  { name: 'agenda-rien', path: () => `${agenda}?q=xyz`, title: 'Stages de Noël' },
  { name: 'evenement', path: () => event, title: 'Multisport, lundi 21 décembre' },
  { name: 'evenement-vide', path: () => `${agenda}events/theatre/`, title: 'Théâtre, lundi 21 décembre' },
  {
    name: 'annuler',
    path: () => `${agenda}bookings/${booked.get('Roux')}/cancel/`,
    title: 'Annuler la réservation de Léa Roux ?',
  },
  {
    name: 'sans-adresse',
    path: () => `${agenda}bookings/${booked.get('Haddad')}/cancel/`,
    title: 'Annuler la réservation de Malik Haddad ?',
  },
  {
    name: 'modifier',
    path: () => `${agenda}bookings/${booked.get('Roux')}/change/`,
    title: 'Modifier la réservation de Léa Roux',
  },
  {
    name: 'modifier-faux',
    path: () => `${agenda}bookings/${booked.get('Roux')}/change/?places=x`,
    title: 'Modifier la réservation de Léa Roux',
  },
  {
    name: 'deplacer',
    path: () => `${agenda}bookings/${booked.get('Roux')}/change/?to=theatre`,
    title: 'Déplacer la réservation de Léa Roux ?',
  },
  { name: 'pointage', path: () => `${event}check/`, title: 'Pointage' },
  { name: 'pointage-vide', path: () => `${agenda}events/theatre/check/`, title: 'Pointage' },
  { name: 'jour', path: () => `${home}agendas/passeports/2026-12-15/`, title: 'Mardi 15 décembre' },
  { name: 'jour-ferme', path: () => `${home}agendas/passeports/2026-12-20/`, title: 'Dimanche 20 décembre' },
  { name: 'jour-evenements', path: () => `${agenda}2026-12-21/`, title: 'Lundi 21 décembre' },
  { name: 'reglages', path: () => `${home}agendas/passeports/settings/`, title: 'Réglages' },
  { name: 'reglages-evenements', path: () => `${agenda}settings/`, title: 'Réglages' },
];
for (const { name, path, title } of pages) {
  test(`axe finds nothing on the page « ${name} », and it never scrolls sideways`, async () => {
    const page = await context.newPage();
    await page.goto(path());
    assert.equal((await page.locator('h1').innerText()).replaceAll('\u00a0', ' '), title);
    await look(page, name);
    await page.close();
  });
}

test('the same pages in English', async () => {
  const english = await chromium.newContext({ reducedMotion: 'reduce', storageState: await context.storageState() });
  const page = await english.newPage();
  await page.goto(`${app.url}langue/en/?next=/agendas/manage/`);
  const titles = [
    [event, 'Multisport, Monday 21 December'],
    [`${event}check/`, 'Presence'],
    [`${home}agendas/passeports/2026-12-15/`, 'Tuesday 15 December'],
  ] as const;
  for (const [path, title] of titles) {
    await page.goto(path);
    assert.equal(await page.locator('h1').innerText(), title);
    await look(page, `en-${title.slice(0, 9).replaceAll(' ', '')}`);
  }
  await english.close();
});

test('« Annuler » asks in a dialog, the keyboard is on the safe button, and the result links back to the row', async () => {
  const page = await context.newPage();
  await page.goto(event);
  await page.getByRole('link', { name: 'Annuler la réservation de Léa Roux' }).click();
  const dialog = page.getByRole('dialog', { name: /Annuler la réservation de Léa Roux/ });
  await dialog.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Ne pas annuler');
  await dialog.getByRole('button', { name: 'Annuler la réservation' }).click();
  await page.getByText('La réservation de Léa Roux est annulée. Sa demande va être prévenue.').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Voir la ligne');
  await look(page, 'apres-annulation');
  await page.close();
});

test('without script: the page without an address, « Annuler tout de même », accepting, ticking, marking', async () => {
  const plain = await chromium.newContext({
    javaScriptEnabled: false,
    locale: 'fr-FR',
    storageState: await context.storageState(),
  });
  const page = await plain.newPage();
  await page.goto(event);
  await page.getByRole('link', { name: 'Annuler la réservation de Malik Haddad' }).click();
  await page.getByRole('heading', { name: "Cette réservation n'a pas d'adresse d'annulation connue" }).waitFor();
  await page.getByRole('button', { name: 'Annuler tout de même' }).click();
  await page.getByText('La réservation de Malik Haddad est annulée. Sa demande n’a pas été prévenue.').waitFor();
  await page.getByRole('button', { name: 'Accepter Hugo Marty en liste principale' }).click();
  await page.getByText('Hugo Marty passe en liste principale.').waitFor();
  await page.getByRole('link', { name: 'Pointer les présences' }).click();
  await page
    .getByRole('group', { name: /Abadie Inès/ })
    .getByLabel('Absent')
    .check();
  await page.getByLabel('Motif d’absence de Abadie Inès').selectOption('Absence justifiée');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Pointage enregistré. Aucune demande n’est prévenue.').waitFor();
  await page.getByRole('button', { name: /Marquer présente? .* restante?s?/ }).click();
  await page.getByRole('button', { name: "Marquer l'évènement comme étant pointé" }).click();
  await page.getByText(/Évènement pointé\./).waitFor();
  await plain.close();
});

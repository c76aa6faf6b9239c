import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What is true of a visit whatever the page: its language, its width, whether axe can run (it needs scripting). */
export type Visit = { page: Page; axe: boolean };

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One stands on a page: its heading is read, axe finds nothing, nothing has to be scrolled sideways. No page can be visited untested. */
async function arrive({ page, axe }: Visit, heading: string | RegExp): Promise<void> {
  const title = page.getByRole('heading', { level: 1 });
  await title.waitFor();
  // The heading comes before the stylesheet, by which axe measures.
  await page.waitForLoadState('load');
  const text = (await title.innerText()).replaceAll(/\s+/g, ' ');
  if (typeof heading === 'string') assert.equal(text, heading);
  else assert.match(text, heading);
  if (!axe) return;
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  assert.deepEqual(found, [], `axe on ${page.url()}`);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.equal(overflow, 0, `${page.url()} has to be scrolled sideways`);
}

export async function homePage(visit: Visit, heading: string | RegExp = 'Que voulez-vous faire ?') {
  const { page } = visit;
  await arrive(visit, heading);
  return { choose: (form: string) => page.getByRole('link', { name: form }).click() };
}

export type Buttons = { next: string; previous: string; confirm: string };
export const french: Buttons = { next: 'Suivant', previous: 'Précédent', confirm: 'Valider' };
export const english: Buttons = { next: 'Next', previous: 'Previous', confirm: 'Confirm' };

export async function fillPage(visit: Visit, heading: string | RegExp, buttons = french) {
  const { page } = visit;
  await arrive(visit, heading);
  return {
    fill: (label: string | RegExp, value: string) => page.getByLabel(label).fill(value),
    /** A slot by what its label says; its face covers the radio, which is what a reader meets. */
    slot: (words: RegExp) => page.getByRole('radio', { name: words }),
    choose: (words: RegExp) => page.getByRole('radio', { name: words }).check({ force: true }),
    next: () => page.getByRole('button', { name: buttons.next, exact: true }).click(),
    previous: () => page.getByRole('button', { name: buttons.previous, exact: true }).click(),
    errors: () => page.getByRole('alert').innerText(),
  };
}

export async function summaryPage(
  visit: Visit,
  heading: string | RegExp = 'Vérifiez avant de valider',
  buttons = french,
) {
  const { page } = visit;
  await arrive(visit, heading);
  return {
    text: () => page.getByRole('main').innerText(),
    confirm: () => page.getByRole('button', { name: buttons.confirm, exact: true }).click(),
  };
}

/** A request as its author sees it; its heading names the form, its standing says the status. */
export async function requestPage(visit: Visit, heading: string | RegExp) {
  const { page } = visit;
  await arrive(visit, heading);
  return {
    url: page.url(),
    text: async () => (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' '),
    reload: () => page.reload(),
    /** Opens what folds the action away, then presses it. */
    async press(name: RegExp) {
      const summary = page.locator('details > summary', { hasText: name });
      if (await summary.count()) await summary.first().click();
      await page.getByRole('button', { name }).last().click();
    },
  };
}

const signingIn = {
  fr: { email: 'Courriel', password: 'Mot de passe', button: 'Se connecter' },
  en: { email: 'Email', password: 'Password', button: 'Sign in' },
};

export async function signInPage(
  visit: Visit,
  heading: string | RegExp = 'Se connecter',
  language: 'fr' | 'en' = 'fr',
) {
  const { page } = visit;
  await arrive(visit, heading);
  const words = signingIn[language];
  return {
    async signIn(email: string, password: string) {
      await page.getByLabel(words.email).fill(email);
      await page.getByLabel(words.password).fill(password);
      await page.getByRole('main').getByRole('button', { name: words.button }).click();
      await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    },
  };
}

/** A page that is only looked at. */
export async function somePage(visit: Visit): Promise<void> {
  await arrive(visit, /\S/);
}

/** Any page of the back offices: its links and buttons are found by what they say. */
export async function deskPage(visit: Visit, heading: string | RegExp) {
  const { page } = visit;
  await arrive(visit, heading);
  const main = page.getByRole('main');
  return {
    text: async () => (await main.innerText()).replaceAll(/\s+/g, ' '),
    follow: (name: string | RegExp) => main.getByRole('link', { name }).first().click(),
    press: (name: string | RegExp) => main.getByRole('button', { name }).first().click(),
    section: async (name: string | RegExp) =>
      (await main.getByRole('table', { name }).innerText()).replaceAll(/\s+/g, ' '),
  };
}

/** Reads the page again until it says so: what the agenda owes leaves within moments. */
export async function until(page: Page, words: RegExp): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    if (words.test(await page.getByRole('main').innerText())) return;
    await wait(100);
    await page.reload();
  }
  assert.match(await page.getByRole('main').innerText(), words);
}

import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { globalSetup, globalTeardown } from '../setup.ts';
import { demoTown, visits } from './demo.ts';
import { fillPage, homePage, requestPage, signInPage, summaryPage } from './pages.ts';

// The pictures of the documents, taken on the demo town: `node bin/guichet.js --run test/journeys/pictures.ts`.
const folder = new URL('../../docs/images/', import.meta.url);
const picture = (page: Page, name: string) => page.screenshot({ path: new URL(`${name}.png`, folder).pathname });

await globalSetup();
await mkdir(folder, { recursive: true });
const town = await demoTown(false);
const { visit, close } = await visits(town, false);

async function enrol(child: string, pictured: boolean): Promise<void> {
  const at = await visit();
  const take = (name: string) => (pictured ? picture(at.page, name) : null);
  await (await homePage(at)).choose('Inscription à un stage');
  const who = await fillPage(at, 'Inscription à un stage');
  await who.fill(/Prénom/, child);
  await who.fill(/Nom de/, 'Roux');
  await who.fill(/courriel/, 'famille.roux@example.org');
  await who.next();
  const which = await fillPage(at, 'Inscription à un stage');
  await which.choose(/Escalade/);
  await at.page.getByRole('heading', { name: /Quel stage/ }).scrollIntoViewIfNeeded();
  await at.page.mouse.wheel(0, 180);
  await at.page.waitForTimeout(200);
  await take('choosing-an-event');
  await which.next();
  await (await summaryPage(at)).confirm();
  await requestPage(at, /Inscription/);
  await take('a-request');
}

await enrol('Léa', true);
await enrol('Hugo', false);
const desk = await visit({ width: 1280 });
await desk.page.goto(`${town.url}login/`);
const email = 'ana.dupre@saint-aubin.example';
await (await signInPage(desk)).signIn(email, town.passwords.get(email) ?? '');
await desk.page.goto(`${town.agendasUrl}manage/agendas/stages-ete/events/escalade-mardi/`);
await picture(desk.page, 'an-event');
await desk.page.goto(`${town.url}backoffice/`);
await picture(desk.page, 'the-queue');
await close();
await town.close();
await globalTeardown();

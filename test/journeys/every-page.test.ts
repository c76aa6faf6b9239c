import test from 'node:test';
import { demoTown, visits, type VisitOptions } from './demo.ts';
import {
  english,
  fillPage,
  french,
  homePage,
  requestPage,
  signInPage,
  somePage,
  summaryPage,
  type Visit,
} from './pages.ts';

const town = await demoTown();
const { visit } = await visits(town);

/** A request of somebody else's, so that agents' pages have something to show. */
async function enrol(options: VisitOptions): Promise<Visit> {
  const at = await visit(options);
  const buttons = options.language === 'en' ? english : french;
  const title = 'Inscription à un stage';
  await (await homePage(at, /./)).choose(title);
  const who = await fillPage(at, title, buttons);
  await who.fill(/Prénom/, 'Léa');
  await who.fill(/Nom de/, 'Roux');
  await who.fill(/courriel/, 'roux@example.org');
  await who.next();
  const which = await fillPage(at, title, buttons);
  await which.choose(/Escalade/);
  await which.next();
  await (await summaryPage(at, /./, buttons)).confirm();
  await requestPage(at, title);
  return at;
}

const looks = [
  { name: 'on a telephone, in French', width: 360, language: 'fr' },
  { name: 'on a desk, in English', width: 1280, language: 'en' },
] as const;

const open = [
  '/',
  '/inscription-a-un-stage/',
  '/rendez-vous-passeport/',
  '/spectacle/',
  '/login/',
  '/accessibilite/',
  '/mentions-legales/',
  '/donnees-personnelles/',
  '/nulle-part/',
  '/api/',
];
const desk = [
  '/backoffice/',
  '/backoffice/?view=all',
  '/backoffice/mails/',
  '/backoffice/management/inscription-a-un-stage/',
  '/backoffice/management/inscription-a-un-stage/1/',
  '/agendas/manage/',
  '/agendas/manage/agendas/stages-ete/',
  '/agendas/manage/agendas/stages-ete/settings/',
  '/agendas/manage/agendas/stages-ete/events/escalade-mardi/',
  '/agendas/manage/agendas/stages-ete/events/escalade-mardi/check/',
  '/agendas/manage/agendas/stages-ete/bookings/1/cancel/',
  '/agendas/manage/agendas/passeports/',
  '/agendas/manage/agendas/passeports/settings/',
];

for (const { name, ...look } of looks) {
  test(`every page ${name}: one heading, nothing for axe, nothing to scroll sideways`, async (t) => {
    const citizen = await enrol({ ...look, scripts: 'blocked' });
    for (const path of open) {
      await t.test(path, async () => {
        await citizen.page.goto(new URL(path, town.url).href);
        await somePage(citizen);
      });
    }
    const agent = await visit(look);
    await agent.page.goto(`${town.url}login/`);
    const email = 'admin@saint-aubin.example';
    await (await signInPage(agent, /./, look.language)).signIn(email, town.passwords.get(email) ?? '');
    for (const path of desk) {
      await t.test(path, async () => {
        await agent.page.goto(new URL(path, town.url).href);
        await somePage(agent);
      });
    }
  });
}

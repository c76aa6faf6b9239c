import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { importAccounts } from '../../src/accounts/accounts-site-file.ts';
import type { SharedTables } from '../../src/accounts/tables.ts';
import { keepMail } from '../../src/platform/mail/keep.ts';
import { testApp } from '../app.ts';
import { browser } from '../browser.ts';

const app = await testApp();
const { db } = app.open.of<SharedTables>();
const password = 'cheval-pile-agrafe';
await importAccounts(db, { users: [{ email: 'admin@example.org', password, admin: true }] });
const now = app.open.town.clock();
for (const index of [1, 2]) {
  const body = [
    'Bonjour,',
    'Nous vous attendons mardi 1er décembre à 9 h : Passeport.',
    { href: 'https://demarches.example.org/passeport/12/', label: 'Modifier ou annuler le rendez-vous' },
    'Saint-Aubin-sur-Vère\n2, place du Marché',
  ];
  const subject = 'Rappel : Passeport, mardi 1er décembre à 9 h';
  const usefulUntil = now.add({ hours: 24 });
  await keepMail(
    db,
    { address: `famille-${index}@example.org`, topic: 'reminder', about: '', subject, body, usefulUntil },
    now,
  );
}
const chromium = await browser();
after(() => chromium.close());

for (const width of [360, 1280]) {
  test(`an administrator reads a mail; its reader stops the next ones, ${width} px wide`, async () => {
    const context = await chromium.newContext({ viewport: { width, height: 800 }, locale: 'fr-FR' });
    const page = await context.newPage();
    const stand = async (heading: string): Promise<void> => {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.waitForLoadState('load');
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
      );
      assert.equal(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
        0,
      );
      const pictures = process.env['PICTURES'];
      if (pictures) await page.screenshot({ path: `${pictures}/${heading.slice(0, 12)}-${width}.png`, fullPage: true });
    };
    await page.goto(`${app.url}login/?next=/backoffice/mails/`);
    await page.getByLabel('Courriel').fill('admin@example.org');
    await page.getByLabel('Mot de passe').fill(password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await stand('Courriels');
    await page.getByRole('link', { name: 'Rappel : Passeport' }).first().click();
    await stand('Rappel : Passeport, mardi 1er décembre à 9 h');
    const stop = await page.getByRole('link', { name: 'Ne plus recevoir ces courriels' }).getAttribute('href');
    await context.clearCookies();
    await page.goto(new URL(new URL(stop!).pathname, app.url).href);
    await stand('Ne plus recevoir de rappels ?');
    await page.getByRole('button', { name: 'Arrêter les rappels' }).click();
    await stand('Les rappels sont arrêtés');
    await page.getByRole('button', { name: 'Recevoir de nouveau les rappels' }).click();
    await stand('Ne plus recevoir de rappels ?');
    await context.close();
  });
}

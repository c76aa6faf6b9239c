import assert from 'node:assert/strict';
import test from 'node:test';
import { publishedAgendas } from '../../src/agendas/api/description/published.ts';
import { publishedForms } from '../../src/forms/api/description/published.ts';
import { testApp } from '../app.ts';
import { visits } from '../journeys/demo.ts';
import { deskPage } from '../journeys/pages.ts';

const town = await testApp();
const { visit } = await visits(town);
const parts = [
  {
    base: town.agendasUrl,
    part: publishedAgendas,
    headings: { fr: 'Agendas : l’API', en: 'Agendas: the API' },
    // As long as the agendas' page is, axe takes a quarter of a minute; it found nothing, and sees the same drawing on the forms' page.
    looks: [
      { width: 1280, language: 'en', scripts: 'off' },
      { width: 360, language: 'fr', scripts: 'off' },
    ],
  },
  {
    base: town.url,
    part: publishedForms,
    headings: { fr: 'Formulaires : l’API', en: 'Forms: the API' },
    looks: [
      { width: 360, language: 'fr' },
      { width: 1280, language: 'en' },
    ],
  },
] as const;

for (const { base, part, headings, looks } of parts) {
  for (const look of looks) {
    test(`the page of the API « ${part.title.fr} », ${JSON.stringify(look)}`, async () => {
      const at = await visit(look);
      await at.page.goto(`${base}api/`);
      // What is folded is opened by a press, without a script of ours. All calls are drawn alike: axe sees one opened.
      for (const fold of [0, 1]) await at.page.locator('div:has(> [id^="post-"]) summary').nth(fold).click();
      assert.ok(await at.page.locator('div:has(> [id^="post-"]) table').first().isVisible());
      const { text } = await deskPage(at, headings[look.language]);
      assert.doesNotMatch(await text(), /undefined|\[object|`/);
      const calls = await at.page.getByRole('heading', { level: 3 }).allInnerTexts();
      assert.equal(calls.length, part.calls.length);
      assert.match(await text(), /POST \/api\/formdefs\/\{slug\}\/submit|POST \/api\/agenda\/\{agenda\}\/fillslots/);
    });
  }
  test(`the document « ${part.title.fr} » names its own address`, async () => {
    const answer = await fetch(`${base}api/openapi.json`);
    const document = (await answer.json()) as { openapi: string; servers: { url: string }[]; paths: object };
    assert.equal(document.openapi, '3.1.0');
    assert.equal(`${document.servers[0]!.url}/`, base);
    assert.equal(Object.keys(document.paths).length, new Set(part.calls.map(({ path }) => path)).size);
  });
}

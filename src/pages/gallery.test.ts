import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { browser } from '../../test/browser.ts';
import { assets } from './assets.ts';
import type { Appearance, Language } from './frame.ts';
import { sampleFrame, samples } from './gallery.tsx';
import { renderPage } from './layout.tsx';
import { themeCss } from './theme.ts';

/** The policy that pages have to live under; `unsafe-inline` nowhere, no `data:`. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";

let server: Server;
let chromium: Browser;
let origin: string;

before(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const asset = assets().get(url.pathname);
    if (asset) return response.setHeader('content-type', asset.type).end(asset.body);
    if (url.pathname === '/theme.css') return response.setHeader('content-type', 'text/css').end(themeCss('#0e5b6b'));
    if (url.pathname === '/logo.svg') return response.setHeader('content-type', 'image/svg+xml').end(logo);
    const sample = samples[url.pathname.slice(1)];
    if (sample === undefined) return response.writeHead(404).end();
    const language = (url.searchParams.get('language') ?? 'fr') as Language;
    const appearance = (url.searchParams.get('appearance') ?? 'auto') as Appearance;
    response.setHeader('content-type', 'text/html; charset=utf-8').setHeader('content-security-policy', policy);
    return response.end(
      renderPage(sample({ ...sampleFrame(language, appearance), path: `${url.pathname}${url.search}` })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
  server?.close();
});

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="#0e5b6b" d="M5 24V17a15 15 0 0 1 30 0v7h-6v-5a9 9 0 0 0-18 0v5z"/></svg>`;

/** Two looks have both widths, languages and appearances between them. */
const pairs = [
  [
    { width: 360, language: 'fr', appearance: 'light' },
    { width: 1280, language: 'en', appearance: 'dark' },
  ],
  [
    { width: 360, language: 'en', appearance: 'dark' },
    { width: 1280, language: 'fr', appearance: 'light' },
  ],
] as const;

/** Where `GALLERY` names a folder, every page is seen in all four looks and its pictures are left there. */
const folder = process.env['GALLERY'];

for (const [index, name] of Object.keys(samples).entries()) {
  const looks = folder === undefined ? (pairs[index % 2] ?? pairs[0]) : pairs.flat();
  test(`axe finds nothing on the page « ${name} », and it never scrolls sideways`, async () => {
    const context = await chromium.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const refused = refusals(page);
    for (const { width, language, appearance } of looks) {
      await page.setViewportSize({ width, height: 800 });
      refused.length = 0;
      await page.goto(`${origin}/${name}?language=${language}&appearance=${appearance}`);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
      );
      assert.deepEqual(found, [], `${name} at ${width}, ${language}, ${appearance}`);
      await page.setViewportSize({ width: Math.min(width, 320), height: 800 });
      assert.ok((await sideways(page)) <= 0, `${name} scrolls sideways at 320 px in ${language}`);
      assert.deepEqual(refused, [], 'nothing is refused by the content security policy');
      await shoot(page, name, width, appearance);
    }
    await context.close();
  });
}

test('without script, a form that comes back with errors leads to their summary by its address', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/errors#erreurs`);
  await page.locator('#erreurs:focus').waitFor({ timeout: 5000 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  // The first Tab after the summary is its first link, to the field.
  await page.waitForURL(/#f7$/);
  assert.equal(await page.locator('form.form').getAttribute('action'), '#erreurs');
  await context.close();
});

test('with script, the summary of errors has the focus', async () => {
  const page = await chromium.newPage();
  await page.goto(`${origin}/errors`);
  await page.waitForFunction(() => document.activeElement?.id === 'erreurs');
  await page.close();
});

test('the first Tab shows the way to the content, a slot is chosen by keys, and a full one never', async () => {
  const page = await chromium.newPage();
  await page.goto(`${origin}/slots`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
  await page.locator('input[value="multisport"]').focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.locator('input[name="f7"]:checked').inputValue(), 'theatre');
  assert.ok(await page.locator('input[value="cirque"]').isDisabled());
  await page.close();
});

test('ticking rows is counted, and keys go through them', async () => {
  const page = await chromium.newPage();
  await page.goto(`${origin}/queue`);
  await page.locator('[data-keys="rows"]').waitFor({ state: 'visible' });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  assert.equal(await page.locator('.bulk b').textContent(), '1 demande cochée');
  await page.locator('input[data-ticks]').check();
  assert.equal(await page.locator('.bulk b').textContent(), '5 demandes cochées');
  await page.close();
});

test('the list follows what is typed, and so does the address', async () => {
  const page = await chromium.newPage();
  await page.goto(`${origin}/queue`);
  await page.locator('.filters input[type="search"]').pressSequentially('Timéo');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.waitForURL(/q=Tim%C3%A9o$/);
  assert.equal(await page.locator('.filters + [role="status"]').textContent(), '1 demandes.');
  await page.locator('input[data-ticks]').check();
  assert.equal(await page.locator('.bulk b').textContent(), '1 demande cochée');
  await page.close();
});

test('presence is answered by P and A, and the reason of an absence shows', async () => {
  const page = await chromium.newPage();
  await page.goto(`${origin}/presence`);
  await page.locator('input[name="p0"][value="present"]').focus();
  await page.keyboard.press('a');
  assert.equal(await page.locator('input[name="p0"]:checked').inputValue(), 'absent');
  assert.ok(await page.locator('select[name="m0"]').isVisible());
  assert.ok(await page.locator('select[name="m2"]').isHidden());
  await page.close();
});

test('a question is asked in a dialog, whose safe button has the focus and gives it back', async () => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/event`);
  await page.locator('main a[data-dialog]').first().click();
  await page.locator('#dialog-title').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Ne pas annuler');
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );
  await page.keyboard.press('Escape');
  assert.ok(await page.evaluate(() => document.activeElement?.matches('a[data-dialog]')));
  await context.close();
});

test('in forced colours what is chosen still differs from what is not', async () => {
  const context = await chromium.newContext({ forcedColors: 'active' });
  const page = await context.newPage();
  await page.goto(`${origin}/slots`);
  const widths = await page.evaluate(() =>
    ['escalade', 'poterie'].map((value) => {
      const face = document.querySelector(`input[value="${value}"] + .face`);
      return face === null ? '' : getComputedStyle(face).borderTopWidth;
    }),
  );
  assert.deepEqual(widths, ['4px', '2px']);
  await context.close();
});

test('text spaced as WCAG 1.4.12 asks is neither cut nor pushed out', async () => {
  const page = await chromium.newPage({ viewport: { width: 320, height: 800 } });
  for (const name of ['slots', 'fields', 'queue', 'request']) {
    await page.goto(`${origin}/${name}`);
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
      );
      document.adoptedStyleSheets = [sheet];
    });
    assert.ok((await sideways(page)) <= 0, name);
  }
  await page.close();
});

/** By how many pixels the page is wider than its window. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

function refusals(page: Page): string[] {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  page.on('pageerror', (error) => refused.push(error.message));
  return refused;
}

async function shoot(page: Page, name: string, width: number, appearance: string): Promise<void> {
  if (folder === undefined) return;
  await page.setViewportSize({ width, height: 800 });
  await page.screenshot({ path: `${folder}/${name}-${width}-${appearance}.png`, fullPage: true });
}

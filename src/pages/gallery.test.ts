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
    return response.end(renderPage(sample(sampleFrame(language, appearance))));
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

const looks = [
  { width: 360, language: 'fr', appearance: 'light' },
  { width: 360, language: 'en', appearance: 'dark' },
  { width: 1280, language: 'fr', appearance: 'dark' },
  { width: 1280, language: 'en', appearance: 'light' },
] as const;

for (const name of Object.keys(samples)) {
  test(`axe finds nothing on the page « ${name} », and it never scrolls sideways`, async () => {
    for (const { width, language, appearance } of looks) {
      const context = await chromium.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const refused = refusals(page);
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
      await context.close();
    }
  });
}

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

/** Pictures for people, where `GALLERY` names a folder. */
async function shoot(page: Page, name: string, width: number, appearance: string): Promise<void> {
  const folder = process.env['GALLERY'];
  if (folder === undefined) return;
  await page.setViewportSize({ width, height: 800 });
  await page.screenshot({ path: `${folder}/${name}-${width}-${appearance}.png`, fullPage: true });
}

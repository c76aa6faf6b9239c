import { after } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { fillEmptySite } from '../../src/cli/first-start.ts';
import { testApp, type TestApp } from '../app.ts';
import { browser as openBrowser } from '../browser.ts';
import type { Visit } from './pages.ts';

export type DemoTown = TestApp & { passwords: ReadonlyMap<string, string> };

/** The demo town on a fresh database, with the passwords that its first start said. */
export async function demoTown(cleanup = true): Promise<DemoTown> {
  const app = await testApp({}, { cleanup });
  const said = await fillEmptySite(app.open, app.open.town.settings);
  const pairs = [...said.matchAll(/(\S+@\S+)\s+(\S+)/g)].map(
    ([, email = '', password = '']) => [email, password] as const,
  );
  return { ...app, passwords: new Map(pairs) };
}

export type VisitOptions = {
  width?: 360 | 1280;
  language?: 'fr' | 'en';
  /** `blocked`: the page's own scripts don't load, axe runs all the same; `off`: no scripting at all, so no axe. */
  scripts?: 'on' | 'blocked' | 'off';
};

export type Visits = { visit(options?: VisitOptions): Promise<Visit>; close(): Promise<void> };

/** A browser for the file's tests; each visit is somebody else, with cookies of his own. */
export async function visits(town: TestApp, cleanup = true): Promise<Visits> {
  const browser: Browser = await openBrowser();
  if (cleanup) after(() => browser.close());
  return {
    close: () => browser.close(),
    async visit({ width = 360, language = 'fr', scripts = 'on' } = {}) {
      const options: BrowserContextOptions = {
        viewport: { width, height: width === 360 ? 740 : 900 },
        javaScriptEnabled: scripts !== 'off',
      };
      const context = await browser.newContext(options);
      if (scripts === 'blocked') await context.route('**/*.js', (route) => route.abort());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(language === 'en' ? `${town.url}langue/en/?next=/` : town.url);
      return { page, axe: scripts !== 'off' };
    },
  };
}

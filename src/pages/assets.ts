/**
 * The files that pages call: the stylesheet, the fonts, the script. Each address holds a hash of its content, so that a
 * browser may keep it for ever. Made once a process, at the first page (esbuild takes some 100 ms).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync, transformSync } from 'esbuild';
import { themeCss } from './theme.ts';

export type Asset = { type: string; body: Buffer; etag: string };

/** The order of the stylesheet; layers decide who wins, the order only within one. */
const sheets = [
  'layers',
  'reset',
  'tokens',
  'base',
  'layout',
  'buttons',
  'fields',
  'picker',
  'levels',
  'request',
  'home',
  'desk',
  'table',
  'presence',
  'dayview',
  'forced',
  'print',
];

const fonts = {
  'source-sans': '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2',
  'source-sans-ext': '@fontsource-variable/source-sans-3/files/source-sans-3-latin-ext-wght-normal.woff2',
  'young-serif': '@fontsource/young-serif/files/young-serif-latin-400-normal.woff2',
  'young-serif-ext': '@fontsource/young-serif/files/young-serif-latin-ext-400-normal.woff2',
} as const;

type Built = { files: ReadonlyMap<string, Asset>; stylesheet: string; script: string; textFont: string };

let built: Built | undefined;

/** Every file by its address (`/assets/…`), to be served with `Cache-Control: public, max-age=31536000, immutable`. */
export function assets(): ReadonlyMap<string, Asset> {
  return made().files;
}

export function stylesheetUrl(): string {
  return made().stylesheet;
}

export function scriptUrl(): string {
  return made().script;
}

/** The font that nearly all text is set in, to be fetched beside the stylesheet. */
export function textFontUrl(): string {
  return made().textFont;
}

let theme: { colour: string; url: string } | undefined;

/** Where the town's palette stands; its content is `themeCss(colour)`. The last one is kept: every page asks for it. */
export function themeUrl(colour: string): string {
  if (theme?.colour !== colour) theme = { colour, url: `/theme.css?v=${hash(Buffer.from(themeCss(colour)))}` };
  return theme.url;
}

function made(): Built {
  built ??= build();
  return built;
}

function build(): Built {
  const files = new Map<string, Asset>();
  const add = (name: string, ending: string, type: string, body: Buffer): string => {
    const mark = hash(body);
    const address = `/assets/${name}.${mark}.${ending}`;
    files.set(address, { type, body, etag: `"${mark}"` });
    return address;
  };
  const addresses: Record<string, string> = {};
  for (const [name, path] of Object.entries(fonts)) {
    addresses[name] = add(name, 'woff2', 'font/woff2', readFileSync(fileURLToPath(import.meta.resolve(path))));
  }
  const stylesheet = add('guichet', 'css', 'text/css; charset=utf-8', Buffer.from(styles(addresses)));
  const script = add('guichet', 'js', 'text/javascript; charset=utf-8', Buffer.from(islands()));
  return { files, stylesheet, script, textFont: addresses['source-sans'] ?? '' };
}

function styles(addresses: Readonly<Record<string, string>>): string {
  const source = sheets.map((name) => readFileSync(new URL(`style/${name}.css`, import.meta.url), 'utf8')).join('\n');
  const placed = source.replace(/url\('font:([a-z-]+)'\)/g, (_, name: string) => `url('${addresses[name] ?? ''}')`);
  return transformSync(placed, { loader: 'css', minify: true, target: ['safari15.4', 'chrome99', 'firefox97'] }).code;
}

function islands(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('islands/main.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['safari15.4', 'chrome99', 'firefox97'],
  });
  return outputFiles[0]?.text ?? '';
}

function hash(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 12);
}

import { type Palette, palettes } from './palette.ts';

/**
 * The stylesheet of a town's colour, for `/theme.css`. Hexadecimal only: neither `oklch()` nor `color-mix()` reaches a
 * browser, so a phone of 2022 shows the same page. A colour that can't be read gives an empty sheet: the default stays.
 */
export function themeCss(colour: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return '';
  const { light, dark } = palettes(colour.toLowerCase());
  return [
    `@layer tokens{:root{${declarations(light)}}`,
    `@media screen and (prefers-color-scheme:dark){:root:not([data-theme="light"]){${declarations(dark)}}}`,
    `@media screen{:root[data-theme="dark"]{${declarations(dark)}}}}`,
  ].join('\n');
}

function declarations(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(';');
}

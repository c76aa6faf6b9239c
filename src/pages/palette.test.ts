import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contrast, hexOf, oklchOf } from './oklch.ts';
import { black, type Palette, palettes, white } from './palette.ts';
import { themeCss } from './theme.ts';

/** Seven towns: the figures of the visual language's fourteenth screen. */
const towns = [
  {
    colour: '#0e5b6b',
    light: {
      band: '#0e5b6b',
      onBand: white,
      act: '#0e5b6b',
      actHover: '#004757',
      tint: '#e3f4f8',
      townLine: '#a4c4cd',
    },
    dark: {
      band: '#055766',
      act: '#79bdcf',
      actHover: '#8cd1e3',
      enamelHover: '#216878',
      tint: '#1f3136',
      townLine: '#405d65',
    },
  },
  {
    colour: '#ffd100',
    light: {
      band: '#ffd100',
      onBand: black,
      act: '#715700',
      actHover: '#5b4500',
      tint: '#f5f0e0',
      townLine: '#cbbd92',
    },
    dark: {
      band: '#614a00',
      act: '#f1d474',
      actHover: '#ffe888',
      enamelHover: '#755a00',
      tint: '#342d19',
      townLine: '#64572f',
    },
  },
  {
    colour: '#c8102e',
    light: {
      band: '#c8102e',
      onBand: white,
      act: '#b2001c',
      actHover: '#900012',
      tint: '#ffebe9',
      townLine: '#e2afac',
    },
    dark: {
      band: '#822b2d',
      act: '#f4918e',
      actHover: '#ffa4a0',
      enamelHover: '#963d3d',
      tint: '#3e2726',
      townLine: '#764a49',
    },
  },
  {
    colour: '#7ac143',
    light: {
      band: '#7ac143',
      onBand: black,
      act: '#2f6c00',
      actHover: '#225600',
      tint: '#eaf4e5',
      townLine: '#aec7a0',
    },
    dark: {
      band: '#2f5a01',
      act: '#91c272',
      actHover: '#a4d584',
      enamelHover: '#3f6b1b',
      tint: '#273220',
      townLine: '#4a603d',
    },
  },
  {
    colour: '#00a3e0',
    light: {
      band: '#00a3e0',
      onBand: black,
      act: '#006495',
      actHover: '#004f79',
      tint: '#e3f3fd',
      townLine: '#98c5df',
    },
    dark: {
      band: '#005581',
      act: '#59bdf2',
      actHover: '#6dd1ff',
      enamelHover: '#006696',
      tint: '#1b313d',
      townLine: '#345e75',
    },
  },
  {
    colour: '#5b2a86',
    light: {
      band: '#5b2a86',
      onBand: white,
      act: '#5b2a86',
      actHover: '#481370',
      tint: '#f3edfc',
      townLine: '#c7b5dd',
    },
    dark: {
      band: '#57337b',
      act: '#c39dee',
      actHover: '#d6b0ff',
      enamelHover: '#68448d',
      tint: '#32293c',
      townLine: '#604f73',
    },
  },
  {
    colour: '#808080',
    light: {
      band: '#979189',
      onBand: black,
      act: '#423c35',
      actHover: '#302a24',
      tint: '#f1f0ed',
      townLine: '#c0bdb9',
    },
    dark: {
      band: '#524c45',
      act: '#d6d0c7',
      actHover: '#eae3db',
      enamelHover: '#625d55',
      tint: '#2f2d2b',
      townLine: '#5a5754',
    },
  },
] as const;

for (const { colour, light, dark } of towns) {
  test(`the palette of a town in ${colour}`, () => {
    const made = palettes(colour);
    assert.deepEqual(differences(made.light, light), []);
    assert.deepEqual(differences(made.dark, dark), []);
  });
}

/** What differs by more than 1 of 255 in a part: where sRGB can't hold a colour, rounding decides the last digits. */
function differences(made: Palette, told: Partial<Palette>): string[] {
  return Object.entries(told).flatMap(([name, want]) => {
    const got = made[name as keyof Palette];
    const far = [1, 3, 5].some((at) => Math.abs(part(got, at) - part(want, at)) > 1);
    return far ? [`${name}: ${got}, not ${want}`] : [];
  });
}

function part(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 2), 16);
}

const colours = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);
const grounds = { light: ['#faf7f0', '#fefdfa', '#f1ede5'], dark: ['#191713', '#23201c', '#13100d'] } as const;

test('whatever the colour, links, bands and buttons can be read', () => {
  fc.assert(
    fc.property(colours, (colour) => {
      const made = palettes(colour);
      for (const mode of ['light', 'dark'] as const) {
        const p = made[mode];
        for (const ground of [...grounds[mode], p.tint])
          assert.ok(contrast(p.act, ground) >= 5.5, `${mode} act on ${ground}`);
        for (const ground of grounds[mode])
          assert.ok(contrast(p.actHover, ground) >= 4.5, `${mode} hover on ${ground}`);
        assert.ok(contrast(p.onBand, p.band) >= 5, `${mode} band`);
        assert.ok(contrast(p.onEnamel, p.enamel) >= 5, `${mode} enamel`);
        assert.ok(contrast(p.onEnamel, p.enamelHover) >= 4.5, `${mode} enamel hover`);
        assert.ok(contrast(mode === 'light' ? '#27201b' : '#f0ece5', p.tint) >= 7, `${mode} ink on tint`);
        assert.ok(contrast(mode === 'light' ? '#585149' : '#bcb7ae', p.tint) >= 4.5, `${mode} second ink on tint`);
        assert.ok(contrast(p.act, grounds[mode][1]) >= 3, `${mode} border of enamel on a sheet`);
      }
    }),
    { numRuns: 300 },
  );
});

test('a colour read and written again is the same', () => {
  fc.assert(fc.property(colours, (colour) => assert.equal(hexOf(oklchOf(colour)), colour)));
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

test('a theme is hexadecimal only, in both appearances', () => {
  const css = themeCss('#0E5B6B');
  assert.match(css, /--band:#0e5b6b/);
  assert.match(css, /:root\[data-theme="dark"\]\{--band:#055766/);
  assert.doesNotMatch(css, /oklch|color-mix|light-dark|NaN/);
});

for (const colour of ['', 'red', '#fff', '#0e5b6b;}body{display:none', '#gggggg']) {
  test(`a colour that can't be read leaves the default: ${colour}`, () => assert.equal(themeCss(colour), ''));
}

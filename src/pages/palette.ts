/** A town gives one colour; what is read and pressed is computed from it so that it can be read, in light and in dark. */
import { contrast, hexOf, type Oklch, oklchOf } from './oklch.ts';

export const white = '#fefdfa';
export const black = '#27201b';

/** What the town's colour has no say in, and is read against. */
const papers = {
  light: { paper: '#faf7f0', sheet: '#fefdfa', sunk: '#f1ede5', focus: '#27201b', onAct: '#fefdfa' },
  dark: { paper: '#191713', sheet: '#23201c', sunk: '#13100d', focus: '#f0ece5', onAct: '#13100d' },
} as const;

/** Colours as `#rrggbb`; the two keylines with their transparency, `#rrggbbaa`. */
export type Palette = {
  band: string;
  onBand: string;
  bandKey: string;
  act: string;
  actHover: string;
  onAct: string;
  enamel: string;
  enamelHover: string;
  onEnamel: string;
  key: string;
  tint: string;
  townLine: string;
  focus: string;
};

const step = 0.01;
const readable = { band: 5, act: 5.5 };

/** Both palettes of a town. Throws a RangeError on anything but `#rrggbb`. */
export function palettes(colour: string): { light: Palette; dark: Palette } {
  const given = oklchOf(colour);
  const grey = given.c < 0.03;
  const base = grey ? { l: given.l, c: 0.014, h: 75 } : given;
  return { light: light(colour, base, grey), dark: dark(base, grey) };
}

function light(colour: string, base: Oklch, grey: boolean): Palette {
  const tint = hexOf({ ...base, l: 0.955, c: Math.min(base.c / 4, 0.022) });
  const band = readableBand(grey ? hexOf(base) : colour, base);
  const grounds = [papers.light.paper, papers.light.sheet, papers.light.sunk, tint];
  const act = until({ ...base, l: Math.min(base.l, grey ? 0.36 : 0.47) }, -step, (hex) => readableOn(hex, grounds));
  const hover = hexOf({ ...base, l: act.l < 0.2 ? act.l + 0.12 : act.l - 0.07 });
  return {
    band: band.band,
    onBand: band.onBand,
    bandKey: `${band.onBand}73`,
    act: act.hex,
    actHover: hover,
    onAct: papers.light.onAct,
    enamel: act.hex,
    enamelHover: hover,
    onEnamel: white,
    key: `${white}8c`,
    tint,
    townLine: hexOf({ ...base, l: 0.8, c: Math.min(base.c / 2, 0.06) }),
    focus: papers.light.focus,
  };
}

function dark(base: Oklch, grey: boolean): Palette {
  const chroma = Math.min(base.c, 0.12);
  const quiet = Math.min(base.c * 0.35, 0.035);
  const tint = hexOf({ ...base, l: 0.3, c: quiet });
  const deep = { ...base, l: Math.min(base.l, 0.42), c: chroma };
  const band = readableBand(hexOf(deep), deep);
  const grounds = [papers.dark.paper, papers.dark.sheet, papers.dark.sunk, tint];
  const act = until({ ...base, l: Math.max(base.l, grey ? 0.86 : 0.76), c: chroma }, step, (hex) =>
    readableOn(hex, grounds),
  );
  return {
    band: band.band,
    onBand: band.onBand,
    bandKey: `${band.onBand}73`,
    act: act.hex,
    actHover: hexOf({ ...base, l: Math.min(1, act.l + 0.06), c: chroma }),
    onAct: papers.dark.onAct,
    enamel: band.band,
    enamelHover: hexOf({ ...base, l: band.l + 0.06, c: chroma }),
    onEnamel: band.onBand,
    key: act.hex,
    tint,
    townLine: hexOf({ ...base, l: 0.46, c: Math.min(base.c / 2, 0.06) }),
    focus: papers.dark.focus,
  };
}

/** The colour as given where its text can be read, else moved away from its text. */
function readableBand(given: string, from: Oklch): { band: string; onBand: string; l: number } {
  const onBand = contrast(white, given) >= contrast(black, given) ? white : black;
  if (contrast(onBand, given) >= readable.band) return { band: given, onBand, l: from.l };
  const { hex, l } = until(
    from,
    onBand === white ? -step : step,
    (candidate) => contrast(onBand, candidate) >= readable.band,
  );
  return { band: hex, onBand, l };
}

function readableOn(hex: string, grounds: readonly string[]): boolean {
  return grounds.every((ground) => contrast(hex, ground) >= readable.act);
}

/** The first colour, going by `by` from `from`, that will do; at the end of the scale the last one. */
function until(from: Oklch, by: number, willDo: (hex: string) => boolean): { l: number; hex: string } {
  let { l } = from;
  let hex = hexOf(from);
  while (!willDo(hex) && l + by >= 0 && l + by <= 1) {
    l += by;
    hex = hexOf({ ...from, l });
  }
  return { l, hex };
}

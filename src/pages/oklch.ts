/**
 * Colours as lightness (0 to 1), chroma and hue (degrees), in which steps look even. Björn Ottosson's matrices
 * (https://bottosson.github.io/posts/oklab/); contrast and sRGB's curve as in WCAG 2.2.
 */
export type Oklch = { l: number; c: number; h: number };

/** Red, green, blue of the light itself, 0 to 1 where sRGB can show them. */
type Linear = readonly [number, number, number];

/** Throws a RangeError on anything but `#rrggbb`. */
export function oklchOf(hex: string): Oklch {
  const [l, a, b] = oklabOf(linearOf(hex));
  return { l, c: Math.hypot(a, b), h: ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360 };
}

function oklabOf([r, g, b]: Linear): readonly [number, number, number] {
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}

/**
 * `#rrggbb`, with as much of the chroma as sRGB shows at this lightness and hue: the chroma is halved in on until what
 * is cut off can't be seen (CSS Color 4, section 13.2: a difference of 0.02 in oklab).
 */
export function hexOf(colour: Oklch): string {
  const light = linear(colour);
  if (shown(light)) return written(light);
  if (unseen(colour)) return written(clipped(colour));
  let low = 0;
  let high = colour.c;
  while (high - low > 0.0001) {
    const c = (low + high) / 2;
    if (unseen({ ...colour, c })) low = c;
    else high = c;
  }
  return written(clipped({ ...colour, c: low }));
}

function clipped(colour: Oklch): Linear {
  const [r, g, b] = linear(colour);
  return [clamp(r), clamp(g), clamp(b)];
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}

/** Whether cutting the colour to what sRGB shows changes nothing that can be seen. */
function unseen(colour: Oklch): boolean {
  const cut = oklabOf(clipped(colour));
  const angle = (colour.h * Math.PI) / 180;
  return Math.hypot(cut[0] - colour.l, cut[1] - colour.c * Math.cos(angle), cut[2] - colour.c * Math.sin(angle)) < 0.02;
}

function written(light: Linear): string {
  return `#${light.map((part) => byte(part).toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG's contrast ratio of two `#rrggbb`, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = linearOf(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function linearOf(hex: string): Linear {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (parts === null) throw new RangeError(`not a colour written #rrggbb: ${hex}`);
  const part = (index: number) => {
    const value = Number.parseInt(parts[index] ?? '0', 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(2), part(3)];
}

function linear({ l, c, h }: Oklch): Linear {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
}

/** Within sRGB, but for what rounding takes back. */
function shown(light: Linear): boolean {
  return light.every((part) => part >= -0.0005 && part <= 1.0005);
}

function byte(part: number): number {
  const value = Math.min(1, Math.max(0, part));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

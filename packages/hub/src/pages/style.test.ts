import { describe, expect, it } from 'vitest';
import { STYLE } from './style.ts';

/** WCAG 2.2, 1.4.3: text of ordinary size. */
const AA_CONTRAST = 4.5;
const TEXT_COLORS = ['ink', 'soft', 'accent', 'good', 'warn', 'bad'];
/** WCAG 2.2, 1.4.11: pictures. */
const PICTURE_CONTRAST = 3;
const PICTURE_COLORS = [0, 1, 2, 3, 4, 5].map((part) => `part-${part}`);
const GROUNDS = ['card', 'paper'];

function palettes(): { readonly name: string; readonly colors: ReadonlyMap<string, string> }[] {
  const blocks = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) => block);
  return blocks.map((block, index) => ({
    name: index === 0 ? 'light' : 'dark',
    colors: new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = '', color = '']) => [name, color])),
  }));
}

/** Relative luminance as WCAG defines it. */
function luminanceOf(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('the style sheet', () => {
  const pairsOf = (inks: readonly string[], grounds: readonly string[]) =>
    palettes().flatMap(({ name, colors }) =>
      inks.flatMap((ink) => grounds.map((ground) => ({ name, ink, ground, text: colors.get(ink) ?? '', under: colors.get(ground) ?? '' }))),
    );

  it('has a light and a dark palette', () => {
    expect(palettes().map(({ name, colors }) => [name, colors.size])).toEqual([
      ['light', 15],
      ['dark', 15],
    ]);
  });

  it.each(pairsOf(TEXT_COLORS, GROUNDS))('can be read: $ink on $ground, $name', ({ text, under }) => {
    expect(contrastOf(text, under)).toBeGreaterThanOrEqual(AA_CONTRAST);
  });

  it.each(pairsOf(PICTURE_COLORS, ['card']))('can be seen: $ink on $ground, $name', ({ text, under }) => {
    expect(contrastOf(text, under)).toBeGreaterThanOrEqual(PICTURE_CONTRAST);
  });
});

import picocolors from 'picocolors';

export type Paint = (text: string) => string;

/** The few styles in use, each with one meaning. */
export interface Palette {
  readonly heading: Paint;
  readonly quiet: Paint;
  readonly warn: Paint;
  readonly bad: Paint;
  readonly good: Paint;
}

/** Colour only where a person reads it: https://no-color.org, FORCE_COLOR, a dumb terminal, a pipe. */
export function wantsColour(isTty: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTty && env.TERM !== 'dumb';
}

/** Styles that do nothing when colour is off. */
export function createPalette(enabled: boolean): Palette {
  const { bold, dim, yellow, red, green } = picocolors.createColors(enabled);
  return { heading: bold, quiet: dim, warn: yellow, bad: red, good: green };
}

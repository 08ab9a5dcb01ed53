import type { Io } from '../io.ts';
import { createPalette, type Palette, wantsColour } from './colour.ts';

/** How a report is to look. */
export interface View {
  /** Columns to stay within; Infinity for a pipe, where nothing is cut. */
  readonly width: number;
  readonly palette: Palette;
}

export function viewOf(io: Pick<Io, 'out' | 'env'>): View {
  const width = io.out.isTty ? (io.out.columns ?? 100) : Number.POSITIVE_INFINITY;
  return { width, palette: createPalette(wantsColour(io.out.isTty, io.env)) };
}

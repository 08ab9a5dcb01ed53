import type { PriceSource } from '@openfinops/core';
import { WORLD_PRICE } from './world.ts';

/** One price for whatever is asked about, at any time. @param name of the source, as charges tell it */
export function createWorldPrices(name: string): PriceSource {
  return {
    name,
    find: () => ({
      rows: [
        {
          fromMs: 0,
          listPrice: WORLD_PRICE,
          effectivePrice: WORLD_PRICE,
          unit: 'h',
          currency: 'USD',
          source: 'bundled',
          asOf: '2026-07-20',
          id: null,
          basis: 'list',
          estimated: false,
          tierNotApplied: false,
        },
      ],
    }),
  };
}

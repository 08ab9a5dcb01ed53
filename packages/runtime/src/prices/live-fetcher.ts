import type { BookRow, LivePriceFetcher, PricedThing } from '@openfinops/core';

export type { LivePriceFetcher, PricedThing };

/** One region of one service, as it was fetched. */
export interface LiveRegion {
  readonly service: string;
  readonly region: string;
  /** Epoch ms. */
  readonly fetchedMs: number;
  readonly rows: readonly BookRow[];
}

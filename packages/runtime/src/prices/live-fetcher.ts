import type { BookRow, ProviderId } from '@openfinops/core';

/** Asks a provider what its price list says today. */
export interface LivePriceFetcher {
  readonly provider: ProviderId;
  /** Services that it knows prices of, named as in scopes. */
  readonly services: readonly string[];
  /**
   * Every price of a service that is in force in one region; `fromMs` is 0 unless the provider says since when.
   * Rejects when the answer is not whole (a full page without a successor is not), and with the signal's reason when it aborts.
   */
  fetch(service: string, region: string, signal: AbortSignal): Promise<readonly BookRow[]>;
}

/** One region of one service, as it was fetched. */
export interface LiveRegion {
  readonly service: string;
  readonly region: string;
  /** Epoch ms. */
  readonly fetchedMs: number;
  readonly rows: readonly BookRow[];
}

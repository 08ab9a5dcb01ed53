import type { MissingReason } from '@openfinops/core';

/** Why something has no price, and what its reader can do about it. */
export const REASONS: Readonly<Record<MissingReason, { readonly why: string; readonly todo: string }>> = {
  'sku-unknown': { why: 'the price list does not have it', todo: 'Update the agent, or set a price for it under `prices.overrides`.' },
  'region-unknown': { why: 'no price is known in this region', todo: 'Set a price for the region under `prices.overrides`.' },
  'zone-unknown': { why: 'the provider did not say its zone', todo: 'Nothing: it is priced as soon as the zone is told.' },
  'state-unknown': { why: 'the provider did not say whether it runs', todo: 'Nothing: it is charged as soon as the state is told.' },
  licence: { why: 'its licence has a price of its own that is not known', todo: 'Set a price for the licence under `prices.overrides`.' },
  'rate-card': { why: 'the rate card does not say what it costs', todo: 'Complete the rate card of this machine in the agent’s configuration.' },
  'metric-missing': {
    why: 'the metric that it is billed by was not delivered',
    todo: 'Look at the problems on the first page: a permission or a source is missing.',
  },
  'price-suspect': { why: 'the price that was found cannot be right', todo: 'Compare it with the bill, and set it under `prices.overrides`.' },
  currency: { why: 'its price is in another currency', todo: 'Configure a rate of exchange with its date.' },
};

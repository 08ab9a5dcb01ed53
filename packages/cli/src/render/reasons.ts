import type { MissingReason } from '@openfinops/core';

/** Why a figure is not known, in words. */
export const REASON_TEXT: Readonly<Record<MissingReason, string>> = {
  'sku-unknown': 'the price list does not have it',
  'region-unknown': 'no prices for this region',
  'zone-unknown': 'the zone that sets the price is not known',
  'state-unknown': 'the provider did not say whether it runs',
  licence: 'the licence that sets the price is not known',
  'rate-card': 'no rate card says what this hardware costs',
  'metric-missing': 'the figure that it is charged by was not measured',
  'price-suspect': 'the price found cannot be right',
  currency: 'prices exist in another currency only',
};

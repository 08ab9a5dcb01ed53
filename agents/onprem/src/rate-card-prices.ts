import { type Decimal, type PriceAnswer, type PriceKey, type PriceRow, type PriceSource, toDecimal, type Window } from '@openfinops/core';
import { capexPerHour, cardTimes, opexPerHour } from './card-rates.ts';
import type { RateCard } from './rate-card.ts';
import { tariffChanges } from './tariff-changes.ts';

export interface RateCardPricesOptions {
  readonly accountId: string;
  /** undefined: the machine has none, and its cost is unknown. */
  readonly card: RateCard | undefined;
  /** The card is an example: every price says so. */
  readonly isExample: boolean;
}

/** What to do about a cost that nobody can know. */
export const CARD_HINT = 'Say what the machine cost: `openfinops-agent config init > openfinops.yaml`, then fill in onprem.card.';

/** Prices of the machines of one account, off its rate card. */
export function createRateCardPrices({ accountId, card, isExample }: RateCardPricesOptions): PriceSource {
  const name = isExample ? 'rate-card-example' : 'rate-card';
  return {
    name,
    find(key, window) {
      if (key.provider !== 'onprem' || key.service !== 'host' || key.accountId !== accountId) return null;
      if (card === undefined) return { missing: 'rate-card', hint: CARD_HINT };
      return answerOf(card, key, window, name);
    },
  };
}

function answerOf(card: RateCard, key: PriceKey, window: Window, source: PriceRow['source']): PriceAnswer | null {
  const { inServiceMs } = cardTimes(card);
  const common = {
    source,
    asOf: card.asOf ?? card.purchase.inService,
    id: null,
    currency: card.currency,
    estimated: key.attributes.basis === 'estimate',
    tierNotApplied: false,
  };
  const rowOf = (fromMs: number, price: Decimal, unit: string, basis: PriceRow['basis']): PriceRow => ({
    ...common,
    fromMs,
    listPrice: price,
    effectivePrice: price,
    unit,
    basis,
  });
  if (key.meter === 'capex') return { rows: [rowOf(inServiceMs, capexPerHour(card.purchase), 'h', 'amortized')] };
  if (key.meter === 'opex' && card.opex !== undefined) return { rows: [rowOf(inServiceMs, opexPerHour(card.opex), 'h', 'rate-card')] };
  if (key.meter !== 'energy') return null;
  if (card.tariff === undefined) return { missing: 'rate-card', hint: 'Say what a kWh costs: add onprem.card.tariff to openfinops.yaml.' };
  const rows = tariffChanges(card.tariff, window).map(({ fromMs, pricePerKwh }) => rowOf(fromMs, toDecimal(pricePerKwh), 'kWh', 'rate-card'));
  return { rows };
}

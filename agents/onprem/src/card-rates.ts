import { type Decimal, divide, HOUR_MS, multiply, subtract, sum, toDecimal } from '@openfinops/core';
import type { OperatingCost, PurchaseCost, RateCard } from './rate-card.ts';

/** A year of 365 days, as every rate per hour on a card is made. */
const HOURS_PER_YEAR = 8760;

/** Straight-line depreciation: price x (1 - residual) / hours of life, per hour. */
export function capexPerHour({ price, residualRatio, lifeYears }: PurchaseCost): Decimal {
  const writtenOff = multiply(toDecimal(price), subtract('1', toDecimal(residualRatio)));
  return divide(writtenOff, multiply(toDecimal(lifeYears), String(HOURS_PER_YEAR)));
}

/** Support, staff, colocation and the rest, per hour. */
export function opexPerHour(opex: OperatingCost): Decimal {
  const colo = multiply(toDecimal(opex.coloPerMonth), '12');
  const perYear = sum([toDecimal(opex.supportPerYear), toDecimal(opex.staffPerYear), toDecimal(opex.otherPerYear), colo]);
  return divide(perYear, String(HOURS_PER_YEAR));
}

/** What the building draws for the machine, kW: watts / 1000 x PUE, exact. */
export function facilityKw(watts: Decimal, pue: number): Decimal {
  return multiply(multiply(watts, '0.001'), toDecimal(pue));
}

/** When a card's machine went into service, was written off and was retired, epoch ms. */
export interface CardTimes {
  readonly inServiceMs: number;
  /** After its last hour of life nothing is left to write off. */
  readonly writtenOffMs: number;
  readonly retiredMs: number | undefined;
}

export function cardTimes({ purchase }: RateCard): CardTimes {
  const inServiceMs = Date.parse(purchase.inService);
  return {
    inServiceMs,
    writtenOffMs: inServiceMs + Math.round(purchase.lifeYears * HOURS_PER_YEAR * HOUR_MS),
    retiredMs: purchase.retired === undefined ? undefined : Date.parse(purchase.retired),
  };
}

/** Whether the machine's electricity is charged by the kWh at all. */
export function chargesEnergy(card: RateCard): boolean {
  return card.power !== undefined && card.opex?.coloIncludesPower !== true;
}

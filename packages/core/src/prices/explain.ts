import type { Decimal } from '../model.ts';
import { multiply, subtract } from '../money.ts';
import type { PriceKey, PriceRow, PriceSourceName, PriceTerm } from '../pricing.ts';
import { sumTerms } from './terms.ts';

/** One line of an explanation: `amount x price = value`. */
export interface ExplainStep {
  readonly what: string;
  readonly amount: Decimal;
  readonly price: Decimal;
  /** `amount x price`, exact. */
  readonly value: Decimal;
  /** What one unit of `amount` is priced by. */
  readonly unit: string;
  readonly source: PriceSourceName;
  readonly asOf: string;
}

/** How a price came to be: steps whose values add up to it exactly, and the same in words. */
export interface PriceExplanation {
  readonly listPrice: Decimal;
  readonly effectivePrice: Decimal;
  readonly unit: string;
  readonly currency: string;
  readonly listSteps: readonly ExplainStep[];
  /** Empty: what is paid is the list price. */
  readonly effectiveSteps: readonly ExplainStep[];
  /** Whole sentences for somebody who pays the bill, not for somebody who wrote the agent. */
  readonly sentences: readonly string[];
}

export function explainPrice(key: PriceKey, row: PriceRow): PriceExplanation {
  const { listPrice, effectivePrice, unit, currency } = row;
  const listTerms = row.listTerms ?? [listTerm(key, row)];
  const effectiveTerms = row.effectiveTerms ?? (effectivePrice === listPrice ? [] : [givenTerm(row)]);
  return {
    listPrice,
    effectivePrice,
    unit,
    currency,
    listSteps: listTerms.map(stepOf),
    effectiveSteps: effectiveTerms.map(stepOf),
    sentences: [saySubject(key, row), saySource(row), ...sayEstimate(row), ...sayEffective(row), ...sayTiers(row)],
  };
}

/** Whether the steps add up to both prices to the last digit. */
export function multipliesOut({ listPrice, effectivePrice, listSteps, effectiveSteps }: PriceExplanation): boolean {
  const isSum = (price: Decimal, steps: readonly ExplainStep[]): boolean => subtract(price, sumTerms(steps.map(asTerm))) === '0';
  return isSum(listPrice, listSteps) && (effectiveSteps.length === 0 ? effectivePrice === listPrice : isSum(effectivePrice, effectiveSteps));
}

function asTerm({ value: _, ...step }: ExplainStep): PriceTerm {
  return { part: 'machine', ...step };
}

function stepOf({ part: _, ...term }: PriceTerm): ExplainStep {
  return { ...term, value: multiply(term.amount, term.price) };
}

function listTerm(key: PriceKey, { listPrice: price, unit, source, asOf }: PriceRow): PriceTerm {
  return { part: 'machine', what: `${key.sku} in ${key.region}`, amount: '1', price, unit, source, asOf };
}

/** An effective price that was given as such. */
function givenTerm({ effectivePrice: price, unit, source, asOf }: PriceRow): PriceTerm {
  return { part: 'discount', what: 'what is really paid', amount: '1', price, unit, source, asOf };
}

const PURCHASES: Readonly<Record<PriceKey['purchase'], string>> = {
  'on-demand': 'bought on demand',
  spot: 'bought as spare capacity (spot)',
  'capacity-block': 'bought as a capacity block',
  owned: 'owned',
  unknown: 'bought in an unknown way',
};

function saySubject(key: PriceKey, { listPrice, unit, currency }: PriceRow): string {
  const attributes = Object.values(key.attributes).filter((value) => value !== '');
  const details = [`${key.provider} ${key.service}`, key.region, ...attributes, PURCHASES[key.purchase]].join(', ');
  return `One ${unit} of ${key.sku} (${details}) costs ${listPrice} ${currency}.`;
}

const SOURCES: Readonly<Record<PriceSourceName, string>> = {
  override: 'You set this price yourself in prices.overrides',
  'rate-card': 'It comes from the rate card of the hardware’s owner',
  'rate-card-example': 'It comes from an example rate card, not from your own',
  live: 'The provider’s price list said so',
  cache: 'The provider’s price list said so when it was last reached',
  bundled: 'It stands in the price table that came with this version',
  composed: 'It is put together from prices of its parts',
  'region-factor': 'It is carried over from another region',
};

function saySource(row: PriceRow): string {
  const id = row.id === null ? '' : `; the provider’s own number for this price is ${row.id}`;
  return `${SOURCES[row.source]}, as of ${row.asOf}${id}.`;
}

function sayEstimate(row: PriceRow): string[] {
  if (!row.estimated) return [];
  const why = row.estimatedBecause ?? [];
  return [why.length === 0 ? 'It is an estimate.' : `It is an estimate: ${why.join('; ')}.`];
}

function sayEffective(row: PriceRow): string[] {
  if (row.effectivePrice === row.listPrice) return [];
  const how = (row.effectiveTerms ?? []).map(({ what, amount, price }) => `${amount} x ${price} (${what})`).join(' + ');
  return [`With your terms it costs ${row.effectivePrice} ${row.currency}${how === '' ? '' : ` = ${how}`}.`];
}

function sayTiers(row: PriceRow): string[] {
  return row.tierNotApplied ? ['Larger quantities cost less; this is the price of the first paid step.'] : [];
}

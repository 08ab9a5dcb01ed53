import { AgentError, compareDecimals, type Decimal, divide, isDecimal, sum } from '@openfinops/core';
import * as z from 'zod';

/** AWS spreads what is paid upfront over years of so many hours. */
const HOURS_PER_YEAR = 8760;

const Texts = z.record(z.string(), z.unknown()).transform(keepTexts);
const Dimension = z.object({ unit: z.string().catch(''), beginRange: z.string().optional().catch(undefined), pricePerUnit: Texts.catch({}) });
const Term = z.object({
  effectiveDate: z.string().optional().catch(undefined),
  priceDimensions: z.record(z.string(), Dimension).catch({}),
  termAttributes: Texts.optional().catch(undefined),
});
const Terms = z.record(z.string(), Term).optional().catch(undefined);

/** An entry of the price list: the fields that are read, whatever else it has. A field that cannot be read is one that is not there. */
const Product = z.object({
  product: z.object({ sku: z.string().catch(''), attributes: Texts.catch({}) }),
  terms: z.object({ OnDemand: Terms, Reserved: Terms }).catch({}),
});
export type Product = z.output<typeof Product>;
type Term = z.output<typeof Term>;

/** An entry as it comes: a text, which the SDK wraps into an object. Throws SOURCE_GARBLED for what is no entry at all. */
export function parseProduct(entry: unknown): Product {
  try {
    return Product.parse(JSON.parse(String(entry)));
  } catch (error) {
    throw new AgentError('SOURCE_GARBLED', 'the price list of AWS has an entry that cannot be read', { cause: error });
  }
}

/** What a unit costs on demand. */
export interface OnDemandPrice {
  /** `'0'`: the list names no price, or 0, which is none. */
  readonly price: Decimal;
  /** As the list spells it: `Hrs`, `GB-Mo`, … */
  readonly unit: string;
  /** Epoch ms; 0: not said. */
  readonly fromMs: number;
  /** There are further steps, for larger amounts. */
  readonly isFirstOfSeveral: boolean;
}

/** The first paid step of the price on demand; undefined: it is not sold on demand. */
export function onDemandPriceOf({ terms }: Product, currency: string): OnDemandPrice | undefined {
  const [term] = Object.values(terms.OnDemand ?? {});
  if (term === undefined) return undefined;
  const steps = Object.values(term.priceDimensions).sort((a, b) => Number(a.beginRange ?? 0) - Number(b.beginRange ?? 0));
  const paid = steps.find(({ pricePerUnit }) => isPaid(pricePerUnit[currency]));
  const unit = (paid ?? steps[0])?.unit ?? '';
  return { price: plain(paid?.pricePerUnit[currency]), unit, fromMs: instantOf(term.effectiveDate), isFirstOfSeveral: steps.length > 1 };
}

export type ReservedColumn = `reserved-${1 | 3}y-${'standard' | 'convertible'}`;

/** Hourly rates of the reservations that nothing is paid upfront for. */
export function reservedPricesOf({ terms }: Product, currency: string): Partial<Record<ReservedColumn, Decimal>> {
  const prices: Partial<Record<ReservedColumn, Decimal>> = {};
  for (const term of Object.values(terms.Reserved ?? {})) {
    const { LeaseContractLength: length, OfferingClass: offering, PurchaseOption: payment } = term.termAttributes ?? {};
    if (payment !== 'No Upfront' || (length !== '1yr' && length !== '3yr')) continue;
    const years = length === '1yr' ? 1 : 3;
    const price = hourlyRate(term, currency, years);
    if (isPaid(price)) prices[`reserved-${years}y-${offering === 'convertible' ? 'convertible' : 'standard'}`] = price;
  }
  return prices;
}

/** Prices are in dollars, those of the regions in China in yuan. */
export function currencyOf(region: string): string {
  return region.startsWith('cn-') ? 'CNY' : 'USD';
}

/** What recurs by the hour, and what is paid at once spread over the term. */
function hourlyRate({ priceDimensions }: Term, currency: string, years: number): Decimal | undefined {
  const parts: Decimal[] = [];
  for (const { unit, pricePerUnit } of Object.values(priceDimensions)) {
    const price = pricePerUnit[currency];
    if (price === undefined || !isDecimal(price)) return undefined;
    parts.push(unit === 'Quantity' ? divide(price, `${HOURS_PER_YEAR * years}`) : price);
  }
  return plain(sum(parts));
}

function keepTexts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) if (typeof value === 'string') texts[name] = value;
  return texts;
}

function isPaid(price: string | undefined): price is Decimal {
  return price !== undefined && isDecimal(price) && compareDecimals(price, '0') > 0;
}

/** The list writes ten decimals: `0.0960000000`. */
function plain(price: Decimal | undefined): Decimal {
  return price === undefined ? '0' : sum([price, '0']);
}

function instantOf(date: string | undefined): number {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? 0 : ms;
}

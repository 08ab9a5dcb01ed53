import type { Decimal } from '../model.ts';
import { multiply, sum } from '../money.ts';
import type { PricePart, PriceRow, PriceSourceName, PriceTerm } from '../pricing.ts';

/** What the lines of a calculation add up to, exactly. */
export function sumTerms(terms: readonly PriceTerm[]): Decimal {
  return sum(terms.map(({ amount, price }) => multiply(amount, price)));
}

/** A listed price as a line of a calculation. */
export function termOf(row: PriceRow, part: PricePart, what: string, amount: Decimal = '1'): PriceTerm {
  return { part, what, amount, price: row.listPrice, unit: row.unit, source: row.source, asOf: row.asOf };
}

/** A price that lines add up to; it is as old as the oldest of them. */
export function composeRow(
  base: PriceRow,
  terms: readonly PriceTerm[],
  made: { readonly source: PriceSourceName; readonly because: readonly string[] },
): PriceRow {
  const price = sumTerms(terms);
  const because = [...(base.estimatedBecause ?? []), ...made.because];
  const estimated = base.estimated || because.length > 0;
  const { estimatedBecause: _, effectiveTerms: __, ...kept } = base;
  const row: PriceRow = {
    ...kept,
    listPrice: price,
    effectivePrice: price,
    source: made.source,
    asOf: oldestOf(terms),
    id: null,
    basis: estimated && base.basis !== 'spot' ? 'estimate' : base.basis,
    estimated,
    listTerms: terms,
  };
  return because.length === 0 ? row : { ...row, estimatedBecause: because };
}

function oldestOf(terms: readonly PriceTerm[]): string {
  let oldest = '';
  for (const { asOf } of terms) if (oldest === '' || asOf < oldest) oldest = asOf;
  return oldest;
}

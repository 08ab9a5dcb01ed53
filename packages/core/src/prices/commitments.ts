import { AgentError } from '../errors.ts';
import type { Decimal, Window } from '../model.ts';
import { compareDecimals, divide, isDecimal, multiply, subtract } from '../money.ts';
import { matcherOf, type OverrideMatch } from '../overrides.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceTerm } from '../pricing.ts';
import { listedPrice } from './book-source.ts';
import type { BooksOf } from './books.ts';
import { licencePriceOf } from './os-surcharge.ts';
import { PRICE_COLUMNS, type PriceColumn } from './price-book.ts';
import { canonicalKey } from './spellings.ts';
import { markStaleRow } from './stale.ts';
import { sumTerms } from './terms.ts';

/** What a price table calls a commitment whose rate it lists. */
export type CommitmentColumn = Exclude<PriceColumn, 'on-demand' | 'spot' | 'capacity-block'>;
export const COMMITMENT_COLUMNS = PRICE_COLUMNS.filter(isCommitmentColumn);

/** What the operator has committed to: reserved instances, savings plans, committed use. Nobody can see it on one machine, so it is told. */
export interface Commitment {
  readonly match: OverrideMatch;
  /** A column of the price table (`reserved-1y-standard`, `cud-3y`), whose rate is used; any other name needs `rate` or `discount`. */
  readonly kind: string;
  /** Share of the matched hours that it covers, 0..1. */
  readonly coverage: Decimal;
  /** What one covered unit costs. */
  readonly rate?: Decimal;
  /** Percent that a covered unit costs less than the list price, 0..100. */
  readonly discount?: Decimal;
  readonly asOf?: string;
}

/** The rate of a commitment as a table lists it, for the machine without its licence; undefined: no table does. */
export type CommitmentRates = (key: PriceKey, column: CommitmentColumn, window: Window) => PriceRow | undefined;

export interface Commitments {
  /** The answer with what a unit costs on average under the first commitment that matches; null: none does. */
  apply(key: PriceKey, answer: PriceAnswer, window: Window): PriceAnswer | null;
  /** Indexes of the commitments that have matched nothing so far. */
  unused(): number[];
  /** Indexes of those that matched, but whose rate no table lists: they changed nothing. */
  unrated(): number[];
}

/** Effective price = coverage x committed rate + (1 - coverage) x list price; the list price stays. Throws CONFIG_INVALID. */
export function createCommitments(commitments: readonly Commitment[], rates: CommitmentRates): Commitments {
  const entries = commitments.map((commitment, index) => ({ commitment: checked(commitment, index), index, matches: matcherOf(commitment.match) }));
  const used = new Set<number>();
  const unrated = new Set<number>();
  return {
    apply(key, answer, window) {
      if ('missing' in answer || key.purchase !== 'on-demand') return null;
      const hit = entries.find((entry) => entry.matches(key));
      if (hit === undefined) return null;
      used.add(hit.index);
      const rows = answer.rows.map((row) => commit(row, hit.commitment, key, window, rates));
      if (rows.some((row) => row === undefined)) unrated.add(hit.index);
      return { rows: rows.map((row, index) => row ?? (answer.rows[index] as PriceRow)) };
    },
    unused: () => entries.filter(({ index }) => !used.has(index)).map(({ index }) => index),
    unrated: () => [...unrated].sort((a, b) => a - b),
  };
}

/** The rates that the books list, best book first. */
export function createCommitmentRates(booksOf: BooksOf): CommitmentRates {
  return (asked, column, window) => {
    const key = canonicalKey(asked);
    const { os: _, licence: __, ...attributes } = key.attributes;
    for (const book of booksOf(key.provider)) {
      const row = listedPrice(book, key, column, window) ?? listedPrice(book, { ...key, attributes }, column, window);
      if (row !== undefined) return markStaleRow(row, window.startMs);
    }
    return undefined;
  };
}

export function isCommitmentColumn(kind: string): kind is CommitmentColumn {
  const isColumn = (PRICE_COLUMNS as readonly string[]).includes(kind);
  return isColumn && kind !== 'on-demand' && kind !== 'spot' && kind !== 'capacity-block';
}

/** The covered share of a price, and why its rate is an estimate. */
interface Covered {
  readonly terms: readonly PriceTerm[];
  readonly because: readonly string[];
}

/** undefined: the rate is not known, or is in another currency or unit. */
function commit(row: PriceRow, commitment: Commitment, key: PriceKey, window: Window, rates: CommitmentRates): PriceRow | undefined {
  const covered = coverPart(row, commitment, key, window, rates);
  if (covered === undefined) return undefined;
  const { listPrice: price, unit, source, asOf } = row;
  const uncovered = subtract('1', commitment.coverage);
  const rest: PriceTerm = { part: 'machine', what: 'share at the list price', amount: uncovered, price, unit, source, asOf };
  const effectiveTerms = [...covered.terms, rest].filter(({ amount }) => compareDecimals(amount, '0') > 0);
  const paid: PriceRow = { ...row, effectivePrice: sumTerms(effectiveTerms), basis: 'amortized', effectiveTerms };
  if (covered.because.length === 0) return paid;
  return { ...paid, estimated: true, estimatedBecause: [...(row.estimatedBecause ?? []), ...covered.because] };
}

function coverPart(row: PriceRow, commitment: Commitment, key: PriceKey, window: Window, rates: CommitmentRates): Covered | undefined {
  const { kind, coverage, rate, discount } = commitment;
  const { unit, source, listPrice } = row;
  const share = { part: 'commitment', what: `share under ${kind}`, amount: coverage, unit } as const;
  const asOf = commitment.asOf ?? row.asOf;
  if (rate !== undefined) return { terms: [{ ...share, price: rate, source: 'override', asOf }], because: [] };
  if (discount !== undefined) {
    const price = multiply(listPrice, divide(subtract('100', discount), '100'));
    return { terms: [{ ...share, what: `${share.what}, ${discount} % off`, price, source, asOf }], because: [] };
  }
  const listed = isCommitmentColumn(kind) ? rates(key, kind, window) : undefined;
  if (listed === undefined || listed.currency !== row.currency || listed.unit !== unit) return undefined;
  const machine: PriceTerm = { ...share, price: listed.listPrice, source: listed.source, asOf: listed.asOf };
  const news = (listed.estimatedBecause ?? []).filter((why) => row.estimatedBecause?.includes(why) !== true);
  const because = news.map((why) => `rate of ${kind}: ${why}`);
  const licence = licencePriceOf(row);
  if (licence === '0') return { terms: [machine], because };
  const licensed: PriceTerm = {
    part: 'licence',
    what: 'licence of the covered share',
    amount: coverage,
    price: licence,
    unit,
    source,
    asOf: row.asOf,
  };
  return { terms: [machine, licensed], because };
}

function checked(commitment: Commitment, index: number): Commitment {
  const { kind, coverage, rate, discount } = commitment;
  const fail = (what: string, hint: string): never => {
    throw new AgentError('CONFIG_INVALID', `commitment ${index + 1} (${kind}) ${what}`, { hint });
  };
  if (!isShare(coverage, '1')) fail(`has a coverage of ${coverage}`, 'Give the covered share of the hours, from 0 to 1: 0.7 is 70 %.');
  if (discount !== undefined && !isShare(discount, '100')) fail(`has a discount of ${discount}`, 'Give percent off the list price, from 0 to 100.');
  if (rate !== undefined && (!isDecimal(rate) || compareDecimals(rate, '0') < 0)) fail(`has a rate of ${rate}`, 'Give what one covered unit costs.');
  if (rate !== undefined && discount !== undefined) fail('has both a rate and a discount', 'Keep one of them.');
  if (rate === undefined && discount === undefined && !isCommitmentColumn(kind)) {
    fail('has neither a rate nor a discount', `Give one, or a kind that the price tables list: ${COMMITMENT_COLUMNS.join(', ')}.`);
  }
  return commitment;
}

function isShare(text: Decimal, most: Decimal): boolean {
  return isDecimal(text) && compareDecimals(text, '0') >= 0 && compareDecimals(text, most) <= 0;
}

import type { Decimal, MeterName, Purchase, Window } from './model.ts';
import { divide, isDecimal, multiply, subtract } from './money.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceSource } from './pricing.ts';

/** Which keys an override speaks for: each field exact, or a glob with `*`; a field that is left out matches everything. */
export interface OverrideMatch {
  readonly provider?: string;
  readonly accountId?: string;
  readonly service?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly sku?: string;
  readonly meter?: MeterName | string;
  readonly purchase?: Purchase | string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What the operator knows better: a price of their own, or a discount on the list price. */
export interface PriceOverride {
  readonly match: OverrideMatch;
  readonly price?: Decimal;
  readonly effectivePrice?: Decimal;
  readonly unit?: string;
  readonly currency?: string;
  /** Percent off the list price of the next source, 0..100; changes the effective price only. */
  readonly percent?: Decimal;
  readonly asOf: string;
}

/** The operator's overrides over all other sources (COST-MODEL section 3): exact first, then globs, then percent discounts. */
export interface Overrides {
  /** A price of the operator's own; null: none. */
  readonly source: PriceSource;
  /** The operator's discount on what another source answered. */
  discount(key: PriceKey, answer: PriceAnswer): PriceAnswer;
  /** Indexes of the overrides that have matched nothing so far. */
  unused(): number[];
}

export function createOverrides(overrides: readonly PriceOverride[]): Overrides {
  const used = new Set<number>();
  const entries = overrides.map((override, index) => ({ override, index, matches: matcherOf(override.match) }));
  const exactFirst = [...entries.filter(({ override }) => !hasGlob(override.match)), ...entries.filter(({ override }) => hasGlob(override.match))];
  const priced = exactFirst.filter(({ override }) => override.price !== undefined);
  const percents = exactFirst.filter(({ override }) => override.price === undefined && override.percent !== undefined);

  return {
    source: {
      name: 'override',
      find(key: PriceKey, window: Window) {
        const hit = priced.find((entry) => entry.matches(key));
        if (hit === undefined) return null;
        used.add(hit.index);
        return { rows: [rowOf(hit.override, window)] };
      },
    },
    discount(key, answer) {
      if ('missing' in answer) return answer;
      const hit = percents.find((entry) => entry.matches(key));
      if (hit?.override.percent === undefined) return answer;
      used.add(hit.index);
      const { percent } = hit.override;
      return { rows: answer.rows.map((row) => discountRow(row, percent)) };
    },
    unused: () => entries.filter(({ index }) => !used.has(index)).map(({ index }) => index),
  };
}

function discountRow(row: PriceRow, percent: Decimal): PriceRow {
  const amount = divide(subtract('100', percent), '100');
  const { listPrice: price, unit, source, asOf } = row;
  const effectiveTerms = [{ part: 'discount' as const, what: `list price less ${percent} %`, amount, price, unit, source, asOf }];
  return { ...row, effectivePrice: multiply(price, amount), basis: 'negotiated', effectiveTerms };
}

function rowOf(override: PriceOverride, window: Window): PriceRow {
  const price = override.price as Decimal;
  if (!isDecimal(price)) throw new RangeError(`override price "${price}" is no decimal`);
  return {
    fromMs: window.startMs,
    listPrice: price,
    effectivePrice: override.effectivePrice ?? price,
    unit: override.unit ?? 'h',
    currency: override.currency ?? 'USD',
    source: 'override',
    asOf: override.asOf,
    id: null,
    basis: 'negotiated',
    estimated: false,
    tierNotApplied: false,
  };
}

const MATCHED_FIELDS = ['provider', 'accountId', 'service', 'region', 'zone', 'sku', 'meter', 'purchase'] as const;

/** Whether a key is one that a match speaks for. */
export function matcherOf(match: OverrideMatch): (key: PriceKey) => boolean {
  const tests = MATCHED_FIELDS.filter((field) => match[field] !== undefined).map((field) => ({ field, test: globOf(match[field] as string) }));
  const attributes = Object.entries(match.attributes ?? {}).map(([name, pattern]) => ({ name, test: globOf(pattern) }));
  return (key) => tests.every(({ field, test }) => test(key[field] ?? '')) && attributes.every(({ name, test }) => test(key.attributes[name] ?? ''));
}

function hasGlob(match: OverrideMatch): boolean {
  const patterns = [...MATCHED_FIELDS.map((field) => match[field]), ...Object.values(match.attributes ?? {})];
  return patterns.some((pattern) => pattern?.includes('*'));
}

function globOf(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern;
  const expression = new RegExp(`^${pattern.split('*').map(escapeRegExp).join('.*')}$`, 's');
  return (text) => expression.test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

import {
  type Commitment,
  type CommitmentColumn,
  canonicalKey,
  createBooksOf,
  createCommitmentRates,
  createPriceSources,
  createResolver,
  type Decimal,
  HOUR_MS,
  hourOf,
  isCommitmentColumn,
  METERS,
  type MeterName,
  type MissingReason,
  type PriceBook,
  type PriceKey,
  type PriceOverride,
  type PriceRow,
  priceAt,
  type ResolverWithOverrides,
} from '@openfinops/core';

/** What prices are looked up in, and when. */
export interface PriceWorld {
  readonly books: readonly PriceBook[];
  readonly overrides: readonly PriceOverride[];
  readonly commitments: readonly Commitment[];
  readonly nowMs: number;
}

/** A price as it is asked for, in anybody's spelling. */
export interface PriceQuestion {
  readonly key: Omit<PriceKey, 'meter'>;
  /** Whose rate is asked for, in place of the price on demand. */
  readonly commitment?: CommitmentColumn | undefined;
  /** undefined: compute, or the first of those that the SKU has. */
  readonly meter?: MeterName | undefined;
  /** undefined: whatever the list quotes. */
  readonly currency?: string | undefined;
}

/** The answer: a price, or the reason why there is none. */
export type FoundPrice = {
  /** As the price tables spell it. */
  readonly key: PriceKey;
  readonly commitment: CommitmentColumn | null;
} & (
  | { readonly row: PriceRow /** What was asked for: the list price, or the rate of the commitment. */; readonly price: Decimal }
  | { readonly row: null; readonly missing: MissingReason; readonly hint: string | null }
);

export type LookUp = (question: PriceQuestion) => FoundPrice;

/** Answers questions as the agent would price a resource now. */
export function createLookUp(world: PriceWorld): LookUp {
  const sources = createPriceSources(world.books);
  const commitmentRates = createCommitmentRates(createBooksOf(() => world.books));
  const startMs = hourOf(world.nowMs);
  const window = { startMs, endMs: startMs + HOUR_MS };
  const resolvers = new Map<CommitmentColumn | null, ResolverWithOverrides>();
  const resolverFor = (column: CommitmentColumn | null): ResolverWithOverrides => {
    const commitments = column === null ? world.commitments : [{ match: { provider: '*' }, kind: column, coverage: '1' }];
    const resolver = resolvers.get(column) ?? createResolver({ overrides: world.overrides, commitments, commitmentRates, sources });
    resolvers.set(column, resolver);
    return resolver;
  };

  return ({ key: asked, commitment = null, meter, currency }) => {
    const spelled = canonicalKey({ ...asked, meter: meter ?? 'compute' });
    const key = { ...spelled, meter: meter ?? usualMeter(world.books, spelled) };
    const about = { key, commitment };
    const answer = resolverFor(commitment).resolve(key, window);
    if ('missing' in answer) return { ...about, row: null, missing: answer.missing, hint: answer.hint ?? sayNoProvider(world.books, key) };
    const row = priceAt(answer.rows, world.nowMs);
    if (row === undefined) return { ...about, row: null, missing: 'sku-unknown', hint: null };
    if (currency !== undefined && row.currency !== currency) return { ...about, row: null, missing: 'currency', hint: sayCurrency(row, currency) };
    if (commitment === null) return { ...about, row, price: row.listPrice };
    if (row.basis === 'amortized') return { ...about, row, price: row.effectivePrice };
    return { ...about, row: null, missing: 'sku-unknown', hint: sayNoRate(key, commitment, row) };
  };
}

/** `reserved-1y-standard`, `cud-3y`: a commitment; anything else is a way to buy. */
export function asCommitment(purchase: string): CommitmentColumn | undefined {
  const plain = purchase.trim().toLowerCase();
  return isCommitmentColumn(plain) ? plain : undefined;
}

/** A disk is stored before it does operations: the first meter, in the order of the closed list, that the books quote for the SKU. */
function usualMeter(books: readonly PriceBook[], { provider, service, region, sku }: PriceKey): MeterName {
  const own = books.filter((book) => book.provider === provider);
  const quoted = new Set(own.flatMap((book) => [...book.rows(service, region, sku), ...book.rows(service, 'global', sku)].map(({ meter }) => meter)));
  const names = Object.keys(METERS) as MeterName[];
  return names.find((name) => quoted.has(name)) ?? 'compute';
}

/** null: there are books of the provider, and what they lack was said. */
function sayNoProvider(books: readonly PriceBook[], { provider }: PriceKey): string | null {
  const known = [...new Set(books.map((book) => book.provider))].sort();
  if (known.includes(provider)) return null;
  return `there is no price table of ${provider}${known.length === 0 ? '' : ` (there are ${known.join(', ')})`}; prices.overrides can give it a price of your own`;
}

function sayCurrency({ currency }: PriceRow, wanted: string): string {
  return `the price list quotes ${currency}; it is not turned into ${wanted} without an exchange rate of yours (prices.overrides takes prices in any currency)`;
}

function sayNoRate({ sku, region }: PriceKey, commitment: CommitmentColumn, { listPrice, unit, currency }: PriceRow): string {
  return `no table lists the rate of ${commitment} for ${sku} in ${region}; on demand it costs ${listPrice} ${currency} per ${unit}`;
}

import {
  type BookRow,
  createPriceSources,
  createResolver,
  type PriceAnswer,
  type PriceBook,
  type PriceKey,
  type PriceResolver,
  type Purchase,
  shapeOf,
  type Window,
} from '@openfinops/core';

/** How far estimates lie from the truth: rows are hidden from the resolver, which is asked for them. */
export interface HiddenRowsReport {
  readonly provider: string;
  readonly hiddenRows: number;
  /** Prices of hidden rows that were answered with a reason. */
  readonly missing: number;
  readonly methods: readonly MethodErrors[];
  /** Answers that pretend to be listed, as sentences: there must be none. */
  readonly pretended: readonly string[];
}

export interface MethodErrors {
  /** `parts`: exact sums of vCPU, memory, accelerators and disks; `size`: scaled inside a family; `region`: carried over by a factor. */
  readonly method: 'parts' | 'size' | 'region';
  readonly answers: number;
  /** Share by which the answer differs from the hidden price: 0.02 is 2 %. */
  readonly medianError: number;
  readonly p95Error: number;
  readonly greatestError: number;
}

/** Which rows are hidden: one key at a time, or every size of a family in a region at once. */
export type Hiding = 'rows' | 'families';

/** Hides a share of a book's rows by seed and asks for the on-demand and the spot price of each. */
export function measureHiddenRows(book: PriceBook, hiding: Hiding, share: number, seed: number, window: Window): HiddenRowsReport {
  const isHidden = (row: BookRow) => drawOf(`${seed} ${nameOf(row, hiding, book.provider)}`) < share;
  const prices = createResolver({ sources: createPriceSources([hideRows(book, isHidden)]) });
  const errors = new Map<MethodErrors['method'], number[]>();
  const pretended: string[] = [];
  let hiddenRows = 0;
  let missing = 0;
  for (const row of everyRow(book)) {
    if (!isHidden(row)) continue;
    hiddenRows += 1;
    for (const purchase of ['on-demand', 'spot'] as const) {
      const truth = row.prices[purchase];
      if (truth === undefined) continue;
      const answer = ask(prices, book.provider, row, purchase, window);
      const method = methodOf(answer);
      if (method === 'missing') missing += 1;
      else if (method === 'listed') pretended.push(`${purchase} ${row.service} ${row.region} ${row.sku} ${JSON.stringify(answer)}`);
      else errors.set(method, [...(errors.get(method) ?? []), errorOf(answer, truth)]);
    }
  }
  const methods = [...errors].map(([method, all]) => summarize(method, all)).sort((a, b) => (a.method < b.method ? -1 : 1));
  return { provider: book.provider, hiddenRows, missing, methods, pretended };
}

/** Every row of a book, service by service and region by region. */
export function* everyRow(book: PriceBook): Generator<BookRow> {
  for (const service of book.services()) {
    for (const region of book.regions(service)) {
      for (const sku of book.skus(service, region)) yield* book.rows(service, region, sku);
    }
  }
}

/** The question to which a row is the answer. */
export function keyOf(provider: string, row: BookRow, purchase: Purchase): PriceKey {
  const { service, region, sku, meter, attributes } = row;
  const key = { provider, accountId: '123456789012', service, region, sku, meter, purchase, attributes };
  return row.zone === undefined ? key : { ...key, zone: row.zone };
}

/** A book without some of its rows; what has no row left is not listed. */
function hideRows(book: PriceBook, isHidden: (row: BookRow) => boolean): PriceBook {
  const visible = (service: string, region: string, sku: string) => book.rows(service, region, sku).filter((row) => !isHidden(row));
  const listed = new Map<string, string[]>();
  return {
    ...book,
    rows: visible,
    skus(service, region) {
      const place = `${service} ${region}`;
      const skus = listed.get(place) ?? book.skus(service, region).filter((sku) => visible(service, region, sku).length > 0);
      listed.set(place, skus);
      return skus;
    },
  };
}

function ask(prices: PriceResolver, provider: string, row: BookRow, purchase: Purchase, window: Window): PriceAnswer {
  return prices.resolve(keyOf(provider, row, purchase), window);
}

/** An exact sum of parts is the one answer that need not be an estimate. */
function methodOf(answer: PriceAnswer): MethodErrors['method'] | 'missing' | 'listed' {
  if ('missing' in answer) return 'missing';
  const [row] = answer.rows;
  if (row?.source === 'composed') return row.listTerms?.[0]?.part === 'machine' ? (row.estimated ? 'size' : 'listed') : 'parts';
  return row?.source === 'region-factor' && row.estimated ? 'region' : 'listed';
}

function errorOf(answer: PriceAnswer, truth: string): number {
  const price = 'missing' in answer ? Number.NaN : Number(answer.rows[0]?.listPrice);
  return Math.abs(price / Number(truth) - 1);
}

function summarize(method: MethodErrors['method'], errors: number[]): MethodErrors {
  const ascending = errors.sort((a, b) => a - b);
  const at = (quantile: number) => ascending[Math.min(ascending.length - 1, Math.floor(quantile * ascending.length))] ?? Number.NaN;
  return { method, answers: errors.length, medianError: at(0.5), p95Error: at(0.95), greatestError: at(1) };
}

function nameOf(row: BookRow, hiding: Hiding, provider: string): string {
  const place = `${row.service} ${row.region} ${row.meter}`;
  if (hiding === 'families') return `${place} ${shapeOf(provider, row.sku)?.family ?? row.sku}`;
  return `${place} ${row.sku} ${JSON.stringify(row.attributes)}`;
}

/** 0..1 out of a text: FNV-1a with a final mix, so that rows next to each other are drawn apart. */
function drawOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

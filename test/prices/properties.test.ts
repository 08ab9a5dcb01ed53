import {
  type BookRow,
  type Commitment,
  createBooksOf,
  createCommitmentRates,
  createMemoryBook,
  createPriceSources,
  createResolver,
  explainPrice,
  isCommitmentColumn,
  type MachineSpec,
  multipliesOut,
  PRICE_COLUMNS,
  type PriceBook,
  type PriceKey,
  type Purchase,
  shapeOf,
} from '@openfinops/core';
import { findTablesDir, openTables } from '@openfinops/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyRow, keyOf } from './hidden-rows.ts';

const window = { startMs: Date.parse('2026-11-21T00:00:00Z'), endMs: Date.parse('2026-11-21T01:00:00Z') };
const books = [...openTables(findTablesDir({})).books.values()];
const clouds = books.filter(({ provider }) => ['aws', 'azure', 'gcp'].includes(provider));
const MINUTE_MS = 60_000;

function resolverOf(all: readonly PriceBook[], commitments: readonly Commitment[] = []) {
  const commitmentRates = createCommitmentRates(createBooksOf(() => all));
  return createResolver({ sources: createPriceSources(all), commitments, commitmentRates });
}

/** Whatever is asked: a number above 0 that its explanation adds up to, or a named reason. */
function expectSound(key: PriceKey, prices: ReturnType<typeof resolverOf>): void {
  const answer = prices.resolve(key, window);
  if ('missing' in answer) {
    expect(answer.missing).toMatch(/^[a-z-]+$/);
    return;
  }
  expect(answer.rows.length).toBeGreaterThan(0);
  for (const row of answer.rows) {
    expect(Number(row.listPrice)).toBeGreaterThan(0);
    expect(Number(row.effectivePrice)).toBeGreaterThan(0);
    expect(multipliesOut(explainPrice(key, row))).toBe(true);
  }
}

const price = fc.integer({ min: 1, max: 10_000_000 }).map((millionths) => `${millionths / 1_000_000}`);
const share = fc.integer({ min: 0, max: 99 }).map((percent) => `${percent / 100}`);
const SIZES = ['medium', 'large', 'xlarge', '2xlarge', '9xlarge', '12xlarge', 'metal'];
const sku = fc.tuple(fc.constantFrom('m5', 'c5', 'g5'), fc.constantFrom(...SIZES)).map((parts) => parts.join('.'));
const region = fc.constantFrom('us-east-1', 'eu-west-3');

const row = fc.record({ sku, region, cells: fc.dictionary(fc.constantFrom(...PRICE_COLUMNS), price) }).map(
  ({ cells, ...names }): BookRow => ({
    service: 'ec2',
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    attributes: { os: 'linux' },
    prices: cells,
    basis: 'list',
    asOf: '2026-07-20',
    fromMs: 0,
    id: null,
    ...names,
  }),
);

/** A third of the worlds price by size, and alike in both regions, so that every way of estimating has something to go by. */
const world = fc
  .tuple(fc.uniqueArray(row, { selector: (one) => `${one.region} ${one.sku}` }), fc.constantFrom('wild', 'linear', 'linear-dear'))
  .map(([rows, kind]): PriceBook => {
    const specs = rows.map((one) => ({ ...noSpec, service: 'ec2', sku: one.sku }));
    const surcharge = { service: 'ec2', os: 'windows', skus: [], minVcpu: null, maxVcpu: null, per: 'vCPU-h', price: '0.046' } as const;
    const surcharges = [{ ...surcharge, currency: 'USD', asOf: '2026-07-20', basis: 'list' } as const];
    return createMemoryBook({
      provider: 'aws',
      origin: 'bundled',
      rows: kind === 'wild' ? rows : rows.map((one) => bySize(one, kind)),
      specs,
      surcharges,
    });
  });
const noSpec: MachineSpec = { sku: '', vcpu: 4, memoryGib: null, arch: null, gpuModel: null, gpuCount: 0, localSsdGib: null };

function bySize(one: BookRow, kind: string): BookRow {
  const units = shapeOf('aws', one.sku)?.units;
  const perUnit = kind === 'linear-dear' && one.region !== 'us-east-1' ? 0.03 : 0.025;
  return { ...one, prices: { ...one.prices, 'on-demand': String((typeof units === 'number' ? units : 48) * perUnit) } };
}

const key = fc
  .record({ sku, region, purchase: fc.constantFrom<Purchase>('on-demand', 'spot', 'unknown'), os: fc.constantFrom('', 'linux', 'windows', 'rhel') })
  .map(({ os, ...asked }): PriceKey => ({ provider: 'aws', accountId: '1', service: 'ec2', meter: 'compute', attributes: { os }, ...asked }));

const commitment = fc
  .record({ kind: fc.constantFrom(...PRICE_COLUMNS), coverage: share, discount: fc.option(share, { nil: undefined }) })
  .filter(({ kind, discount }) => isCommitmentColumn(kind) || discount !== undefined)
  .map(({ discount, ...terms }): Commitment => (discount === undefined ? { match: {}, ...terms } : { match: {}, ...terms, discount }));

describe('prices of any world', () => {
  it('are never 0, and every explanation multiplies out to the last digit', () => {
    fc.assert(
      fc.property(world, fc.array(key, { minLength: 1 }), fc.array(commitment, { maxLength: 1 }), (book, keys, commitments) => {
        const prices = resolverOf([book], commitments);
        for (const asked of keys) expectSound(asked, prices);
      }),
    );
  });

  it('are listed prices wherever a row exists', () => {
    fc.assert(
      fc.property(world, key, (book, asked) => {
        const [listed] = book.rows('ec2', asked.region, asked.sku);
        const cell = asked.purchase === 'spot' || asked.purchase === 'on-demand' ? listed?.prices[asked.purchase] : undefined;
        const isLinux = asked.attributes.os !== 'windows' && asked.attributes.os !== 'rhel';
        fc.pre(cell !== undefined && isLinux);

        const answer = resolverOf([book]).resolve(asked, window);

        if ('missing' in answer) expect(answer.missing).toBe('price-suspect');
        else expect(answer.rows).toMatchObject([{ listPrice: cell, source: 'bundled' }]);
      }),
    );
  });
});

describe('prices out of the tables', () => {
  it.each(clouds)(
    'of $provider are the row’s own wherever there is one, above 0, and add up',
    (book) => {
      const prices = resolverOf([book]);
      let asked = 0;
      for (const listed of sampleOf(book, 40)) {
        const cell = listed.prices['on-demand'];
        if (cell === undefined) continue;
        asked += 1;
        const question = keyOf(book.provider, listed, 'on-demand');
        expect(prices.resolve(question, window)).toMatchObject({ rows: [{ listPrice: cell, source: 'bundled' }] });
        expectSound(question, prices);
      }
      expect(asked).toBeGreaterThan(300);
    },
    MINUTE_MS,
  );

  it.each(clouds)(
    'of $provider are sound for whatever system and way of buying',
    (book) => {
      const prices = resolverOf([book]);
      for (const listed of sampleOf(book, 400)) {
        for (const os of ['linux', 'windows', 'rhel', 'sles']) {
          for (const purchase of ['on-demand', 'spot'] as const) {
            expectSound({ ...keyOf(book.provider, listed, purchase), attributes: { ...listed.attributes, os } }, prices);
          }
        }
      }
    },
    MINUTE_MS,
  );

  it.each([
    { provider: 'aws', service: 'ec2', cheaperWhenLarger: [] },
    { provider: 'azure', service: 'vm', cheaperWhenLarger: ['southafricanorth Standard_DS13_v2_Promo', 'southafricanorth Standard_DS4_v2_Promo'] },
    { provider: 'gcp', service: 'compute', cheaperWhenLarger: [] },
  ])(
    'of $provider never fall as vCPUs grow within a family of equal GPUs, local disks and constraint (but where the source says so)',
    ({ provider, service, cheaperWhenLarger }) => {
      const book = clouds.find((one) => one.provider === provider);

      const found = book === undefined ? ['no table'] : findCheaperWhenLarger(book, service);

      expect(found).toEqual(cheaperWhenLarger);
    },
    MINUTE_MS,
  );
});

/** Every n-th row, beginning with the first. */
function sampleOf(book: PriceBook, step: number): BookRow[] {
  return [...everyRow(book)].filter((_, index) => index % step === 0);
}

/** `<region> <sku>` of machines that cost less than one of their family with fewer vCPUs. */
function findCheaperWhenLarger(book: PriceBook, service: string): string[] {
  const found: string[] = [];
  for (const place of book.regions(service)) {
    for (const family of familiesOf(book, service, place).values()) {
      for (const machine of family) {
        if (family.some((smaller) => smaller.vcpu < machine.vcpu && smaller.price > machine.price)) found.push(`${place} ${machine.sku}`);
      }
    }
  }
  return found.sort();
}

/** Machines alike in all but size, as far as their hardware is known; sizes with fewer vCPUs than their machine has are left out. */
function familiesOf(book: PriceBook, service: string, place: string): Map<string, { sku: string; vcpu: number; price: number }[]> {
  const families = new Map<string, { sku: string; vcpu: number; price: number }[]>();
  for (const name of book.skus(service, place)) {
    const spec = book.spec(service, name);
    const shape = shapeOf(book.provider, name);
    const [listed] = book.rows(service, place, name);
    const isWhole = typeof shape?.units === 'number' && !/\d-\d|metal/.test(name.replace(/^[a-z]\w*-[a-z]+-/, ''));
    if (!isWhole || spec === undefined || spec.vcpu === null || listed?.prices['on-demand'] === undefined) continue;
    const id = `${shape?.family} ${spec.gpuCount} ${spec.localSsdGib}`;
    const family = families.get(id) ?? [];
    families.set(id, family);
    family.push({ sku: name, vcpu: spec.vcpu, price: Number(listed.prices['on-demand']) });
  }
  return families;
}

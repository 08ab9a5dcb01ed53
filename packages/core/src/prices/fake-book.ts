import type { Window } from '../model.ts';
import type { PriceKey } from '../pricing.ts';
import { type BookContents, createMemoryBook } from './memory-book.ts';
import type { BookRow, MachineSpec, PriceBook, Surcharge } from './price-book.ts';

/** A small world of prices for tests: round figures, nobody's list. */
export const AS_OF = '2026-07-20';
export const HOUR: Window = { startMs: Date.parse('2026-11-21T10:00:00Z'), endMs: Date.parse('2026-11-21T11:00:00Z') };

export function fakeRow(part: Partial<BookRow> & Pick<BookRow, 'sku'>): BookRow {
  return {
    service: 'ec2',
    region: 'us-east-1',
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    attributes: { os: 'linux' },
    prices: { 'on-demand': '0.2' },
    basis: 'list',
    asOf: AS_OF,
    fromMs: 0,
    id: null,
    ...part,
  };
}

export function fakeKey(part: Partial<PriceKey> = {}): PriceKey {
  return {
    provider: 'aws',
    accountId: '123456789012',
    service: 'ec2',
    region: 'us-east-1',
    sku: 'm5.xlarge',
    meter: 'compute',
    purchase: 'on-demand',
    attributes: {},
    ...part,
  };
}

export function fakeSpec(part: Partial<MachineSpec> & { readonly sku: string; readonly service?: string }): MachineSpec & { service: string } {
  return { service: 'ec2', vcpu: 4, memoryGib: 16, arch: 'x86_64', gpuModel: null, gpuCount: 0, localSsdGib: null, ...part };
}

export function fakeSurcharge(part: Partial<Surcharge> = {}): Surcharge {
  return {
    service: 'ec2',
    os: 'windows',
    skus: [],
    minVcpu: null,
    maxVcpu: null,
    per: 'vCPU-h',
    price: '0.046',
    currency: 'USD',
    asOf: AS_OF,
    basis: 'list',
    ...part,
  };
}

export function fakeBook(contents: Partial<BookContents> & Pick<BookContents, 'rows'>): PriceBook {
  return createMemoryBook({ provider: 'aws', origin: 'bundled', ...contents });
}

/** On-demand rows of SKUs in one region. */
export function fakeRows(prices: Readonly<Record<string, string>>, part: Partial<BookRow> = {}): BookRow[] {
  return Object.entries(prices).map(([sku, price]) => fakeRow({ sku, prices: { 'on-demand': price }, ...part }));
}

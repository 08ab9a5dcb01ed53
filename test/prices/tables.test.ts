import { appendFileSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openTables } from '@openfinops/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import { readPrices } from '../../packages/runtime/src/prices/tables/read-prices.ts';
import { checkFile, checkFolder, listProviders } from '../../scripts/prices/check-folder.ts';
import { formatJson } from '../../scripts/prices/format-manifest.ts';
import { measureRegionFactors, REFERENCES } from '../../scripts/prices/region-factors.ts';
import { hashOf, loadTables, writeTables } from '../../scripts/prices/table-set.ts';

const TABLES = fileURLToPath(new URL('../../pricing-tables', import.meta.url));
const PROVIDERS = listProviders(TABLES);

describe('the price tables that are shipped', () => {
  it.each(PROVIDERS)('are sound: %s', (provider) => {
    const { faults, rows } = checkFolder(TABLES, provider);

    expect(faults).toEqual([]);
    expect(rows).toBeGreaterThan(20);
  });

  it('stay below 4 MB, and below 1 MB packed', () => {
    const texts = PROVIDERS.flatMap((provider) => {
      const manifest = readFileSync(join(TABLES, provider, 'manifest.json'), 'utf8');
      return [manifest, ...loadTables(TABLES, provider).tables.map(({ text }) => text)];
    });
    const whole = Buffer.from(texts.join(''));

    expect(whole.byteLength).toBeLessThan(4_000_000);
    expect(gzipSync(whole, { level: 9 }).byteLength).toBeLessThan(1_000_000);
  });

  it('answer for every service in every region, and find nothing wrong on the way', () => {
    const { books, problems } = openTables(TABLES);
    const silent: string[] = [];
    for (const [provider, book] of books) {
      for (const service of book.services()) {
        for (const region of book.regions(service)) {
          const [sku = ''] = book.skus(service, region);
          if (book.rows(service, region, sku).length === 0) silent.push(`${provider}/${service}/${region}`);
        }
      }
    }

    expect(silent).toEqual([]);
    expect(problems()).toEqual([]);
    expect([...books.keys()]).toEqual(['aws', 'azure', 'gcp', 'llm']);
  });

  it('name a licence for every source, and a reason for every gap', () => {
    const statuses = openTables(TABLES).status();

    const sources = statuses.flatMap((status) => status.sources);
    const gaps = statuses.flatMap((status) => status.gaps);
    expect(sources.filter(({ licence }) => licence === '')).toEqual([]);
    expect(gaps.filter(({ what, why }) => what === '' || why === '')).toEqual([]);
    expect(gaps.length).toBeGreaterThan(20);
  });

  it.each([
    { provider: 'aws', service: 'ec2', region: 'us-east-1', sku: 'm5.large', price: { 'on-demand': '0.096' } },
    { provider: 'aws', service: 'ec2', region: 'cn-north-1', sku: 'c3.large', price: { 'on-demand': '1.054' }, currency: 'CNY' },
    { provider: 'azure', service: 'vm', region: 'eastus', sku: 'standard_d2s_v5', price: { 'on-demand': '0.096' } },
    { provider: 'azure', service: 'disk', region: 'eastus', sku: 'P10 LRS', price: { 'on-demand': '19.71' } },
    { provider: 'gcp', service: 'compute', region: 'us-central1', sku: 'nvidia-tesla-t4', price: { 'on-demand': '0.35', spot: '0.11' } },
    { provider: 'llm', service: 'anthropic', region: 'global', sku: 'claude-3-haiku', price: { 'on-demand': '0.00000025' } },
  ])('hold $provider $service $sku in $region', ({ provider, service, region, sku, price, currency = 'USD' }) => {
    const rows = openTables(TABLES).books.get(provider)?.rows(service, region, sku);

    expect(rows?.[0]).toMatchObject({ prices: price, currency });
  });
});

describe('making the tables', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tables-'));
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('rebuilds them out of themselves, byte by byte', () => {
    const set = loadTables(TABLES, 'gcp');
    const others = set.tables.filter(({ file }) => file.kind !== 'region-factors');

    writeTables(dir, { ...set, tables: [measureRegionFactors(others, REFERENCES.gcp), ...others] });

    const again = loadTables(dir, 'gcp');
    expect(readFileSync(join(dir, 'gcp/manifest.json'), 'utf8')).toBe(readFileSync(join(TABLES, 'gcp/manifest.json'), 'utf8'));
    expect(again.tables.map(({ text }) => text)).toEqual(set.tables.map(({ text }) => text));
  });

  it('writes each table of prices as it is, from nothing but its rows', () => {
    const tables = loadTables(TABLES, 'gcp').tables.filter(({ file }) => file.kind === 'prices');

    const written = tables.map(({ text, file }) => formatPrices(readPrices(text, { ...file, sha256: '' }).rows, file));

    expect(tables).toHaveLength(44);
    for (const [index, { text, file }] of tables.entries()) {
      expect(written[index]?.text).toBe(text);
      expect(written[index]?.file).toEqual(file);
    }
  });

  it('replaces a folder whole: what is not written again is gone', () => {
    const set = loadTables(TABLES, 'gpu');
    writeTables(dir, set);
    writeFileSync(join(dir, 'gpu/left-over.csv'), 'x\n');

    writeTables(dir, set);

    expect(checkFolder(dir, 'gpu').faults).toEqual([]);
    expect(listProviders(dir)).toEqual(['gpu']);
  });

  it('refuses to load a folder in which a file was changed', () => {
    cpSync(join(TABLES, 'gpu'), join(dir, 'gpu'), { recursive: true });
    appendFileSync(join(dir, 'gpu/models.csv'), 'x\n');

    const load = () => loadTables(dir, 'gpu');

    expect(load).toThrow('gpu/models.csv is not the file that its manifest lists');
  });

  it('writes a manifest as the formatter would', () => {
    const text = formatJson({ words: ['a', 'b'], none: [], list: [{ a: 1 }], nothing: undefined, empty: {} });

    expect(text).toBe('{\n  "words": ["a", "b"],\n  "none": [],\n  "list": [\n    {\n      "a": 1\n    }\n  ],\n  "empty": {}\n}\n');
  });
});

describe('checking a table of prices', () => {
  const ENTRY = { path: 'vm/eastus.csv', kind: 'prices', service: 'vm', region: 'eastus', meter: 'compute', unit: 'h', currency: 'USD' } as const;

  it.each([
    { name: 'rows out of order', text: 'sku,on-demand\nb,1\na,1\n', fault: 'is not sorted' },
    { name: 'a price with a nought too many', text: 'sku,on-demand\na,1.50\nb,1\n', fault: 'has prices for on-demand that can be written shorter' },
    {
      name: 'a needless column',
      text: 'sku,os,on-demand\na,linux,1\nb,linux,1\n',
      fault: 'says the same os in every row: that belongs to the manifest',
    },
    { name: 'another number of rows', text: 'sku,on-demand\na,1\n', fault: 'has 1 rows where the manifest says 2' },
    { name: 'an unknown column', text: 'sku,size,on-demand\na,x,1\nb,y,1\n', fault: 'cannot be read: column "size" is unknown' },
    { name: 'a foreign word for a currency', text: 'sku,currency,on-demand\na,EUR,1\nb,euro,1\n', fault: 'line 3 has the currency "euro"' },
  ])('finds $name', ({ text, fault }) => {
    const file = { ...ENTRY, asOf: '2026-06-18', sources: ['list'], method: 'list prices', rows: 2, sha256: hashOf(text) };

    const faults = checkFile(text, file);

    expect(faults).toEqual([fault]);
  });
});

describe('checking the tables', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tables-'));
    cpSync(join(TABLES, 'llm'), join(dir, 'llm'), { recursive: true });
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const file = () => join(dir, 'llm/token-prices.csv');
  const text = () => readFileSync(file(), 'utf8');

  it.each([
    { name: 'a changed price', change: () => writeFileSync(file(), text().replace(',8,24,', ',8,25,')), fault: 'its sha256 differs' },
    { name: 'a price of 0', change: () => writeFileSync(file(), text().replace(',8,24,', ',8,0,')), fault: 'has "0", which is no price above 0' },
    { name: 'CRLF', change: () => writeFileSync(file(), text().replaceAll('\n', '\r\n')), fault: 'has a byte order mark or CRLF' },
    { name: 'a byte order mark', change: () => writeFileSync(file(), `\uFEFF${text()}`), fault: 'has a byte order mark or CRLF' },
    {
      name: 'a lost row',
      change: () => writeFileSync(file(), `${text().trimEnd().split('\n').slice(0, -1).join('\n')}\n`),
      fault: 'has 590 rows where the manifest says 591',
    },
    { name: 'rows out of order', change: () => writeFileSync(file(), reorder(text())), fault: 'is not sorted' },
    { name: 'a file too many', change: () => writeFileSync(join(dir, 'llm/more.csv'), 'x\n'), fault: 'more.csv is in no manifest' },
    { name: 'a file too few', change: () => rmSync(file()), fault: 'token-prices.csv is not there' },
    { name: 'no manifest', change: () => renameSync(join(dir, 'llm/manifest.json'), join(dir, 'llm/old.json')), fault: 'manifest.json: ENOENT' },
  ])('finds $name', ({ change, fault }) => {
    change();

    const { faults } = checkFolder(dir, 'llm');

    expect(faults.join('\n')).toContain(fault);
  });
});

function reorder(text: string): string {
  const [header = '', first = '', second = '', ...rest] = text.split('\n');
  return [header, second, first, ...rest].join('\n');
}

import { describe, expect, it } from 'vitest';
import { createFakeFolder, fakeTables } from './fake-tables.ts';
import { openTables } from './open-tables.ts';

const IRELAND = 'sku,on-demand\nm5.large,0.107\n';
const OHIO = 'sku,on-demand\nm5.large,0.096\n';
const OTHER = 'service,region,sku,meter,unit,on-demand\nebs,eu-west-1,gp3,storage,GiB-month,0.088\nec2,eu-west-1,host,compute,h,5\n';
const TEXTS = { 'ec2/eu-west-1.csv': IRELAND, 'ec2/us-east-2.csv': OHIO, 'other.csv': OTHER };
const FILES = [
  {},
  { path: 'ec2/us-east-2.csv', region: 'us-east-2' },
  { path: 'other.csv', service: undefined, region: undefined, meter: undefined, unit: undefined, services: { ebs: 1, ec2: 1 }, rows: 2 },
];

describe('the bundled price tables', () => {
  it('reads a region at the first question about it, once', () => {
    const folder = createFakeFolder(fakeTables(TEXTS, FILES));
    const { books, problems } = openTables('tables', { files: folder });
    const before = [...folder.reads];

    const prices = ['m5.large', 'M5.LARGE', 'x'].map((sku) => books.get('aws')?.rows('ec2', 'eu-west-1', sku)[0]?.prices['on-demand']);

    expect(before).toEqual(['aws/manifest.json']);
    expect(prices).toEqual(['0.107', '0.107', undefined]);
    expect(folder.reads).toEqual(['aws/manifest.json', 'aws/ec2/eu-west-1.csv', 'aws/other.csv']);
    expect(problems()).toEqual([]);
  });

  it('answers of services, regions and SKUs across files', () => {
    const book = openTables('tables', { files: createFakeFolder(fakeTables(TEXTS, FILES)) }).books.get('aws');

    expect(book?.services()).toEqual(['ebs', 'ec2']);
    expect(book?.regions('ec2')).toEqual(['eu-west-1', 'us-east-2']);
    expect(book?.regions('ebs')).toEqual(['eu-west-1']);
    expect(book?.regions('nonsense')).toEqual([]);
    expect(book?.skus('ec2', 'eu-west-1')).toEqual(['m5.large', 'host']);
    expect(book?.skus('ec2', 'mars-1')).toEqual([]);
  });

  it('has read a region when loading it has ended', async () => {
    const folder = createFakeFolder(fakeTables(TEXTS, FILES));
    const book = openTables('tables', { files: folder }).books.get('aws');
    await book?.load('ec2', 'us-east-2');
    const reads = folder.reads.length;

    const rows = book?.rows('ec2', 'us-east-2', 'm5.large');

    expect(rows?.[0]?.prices).toEqual({ 'on-demand': '0.096' });
    expect(folder.reads).toHaveLength(reads);
  });

  it.each([
    {
      name: 'changed by a byte',
      texts: (all: Map<string, string>) => all.set('aws/ec2/eu-west-1.csv', IRELAND.replace('7', '8')),
      why: 'is not the one its manifest lists',
    },
    {
      name: 'cut off',
      texts: (all: Map<string, string>) => all.set('aws/ec2/eu-west-1.csv', IRELAND.slice(0, -3)),
      why: 'is not the one its manifest lists',
    },
    {
      name: 'rewritten with CRLF',
      texts: (all: Map<string, string>) => all.set('aws/ec2/eu-west-1.csv', IRELAND.replaceAll('\n', '\r\n')),
      why: 'is not the one its manifest lists',
    },
    {
      name: 'gone',
      texts: (all: Map<string, string>) => new Map([...all].filter(([path]) => path !== 'aws/ec2/eu-west-1.csv')),
      why: 'cannot be read (ENOENT: aws/ec2/eu-west-1.csv)',
    },
  ])('refuses a file that is $name, says so once, and goes on with the rest', ({ texts, why }) => {
    const tables = openTables('tables', { files: createFakeFolder(texts(fakeTables(TEXTS, FILES))) });
    const book = tables.books.get('aws');

    const prices = ['eu-west-1', 'eu-west-1', 'us-east-2'].map((region) => book?.rows('ec2', region, 'm5.large')[0]?.prices['on-demand']);

    expect(prices).toEqual([undefined, undefined, '0.096']);
    expect(tables.problems().map(({ message }) => message)).toEqual([`The price table aws/ec2/eu-west-1.csv ${why}: it is not used`]);
    expect(tables.problems()[0]?.hint).toContain('OPENFINOPS_PRICING_TABLES');
  });

  it('reads past a bad row and names its line', () => {
    const texts = { 'ec2/eu-west-1.csv': 'sku,on-demand\na,NaN\nb,1\n' };
    const { books, problems } = openTables('tables', { files: createFakeFolder(fakeTables(texts, [{}])) });

    const rows = ['a', 'b'].map((sku) => books.get('aws')?.rows('ec2', 'eu-west-1', sku).length);

    expect(rows).toEqual([0, 1]);
    expect(problems()[0]?.message).toBe(
      'The price table aws/ec2/eu-west-1.csv has rows that are not used: line 2 has "NaN" for on-demand, which is no price above 0',
    );
  });

  it.each([
    { name: 'of another major', manifest: { schemaVersion: '2.0' }, why: 'its schemaVersion is 2.0, this version reads 1.0' },
    { name: 'of no version', manifest: { schemaVersion: undefined }, why: 'it has no schemaVersion' },
    { name: 'of another provider', manifest: { provider: 'azure' }, why: 'it speaks of "azure"' },
    {
      name: 'with a source that it does not name',
      manifest: { sources: {} },
      why: 'ec2/eu-west-1.csv comes from "list", which is no source of this manifest',
    },
  ])('refuses a manifest $name and opens nothing behind it', ({ manifest, why }) => {
    const tables = openTables('tables', { files: createFakeFolder(fakeTables(TEXTS, FILES, manifest)) });

    expect(tables.books.size).toBe(0);
    expect(tables.problems().map(({ code, message }) => [code, message])).toEqual([
      ['SOURCE_GARBLED', `No price of aws can be read from the tables: aws/manifest.json: ${why}`],
    ]);
  });

  it('reads tables of a newer minor, past what it does not know', () => {
    const { books, problems } = openTables('tables', {
      files: createFakeFolder(fakeTables(TEXTS, FILES, { schemaVersion: '1.7', weather: 'fine' })),
    });

    const rows = books.get('aws')?.rows('ec2', 'eu-west-1', 'm5.large');

    expect(rows).toHaveLength(1);
    expect(problems()).toEqual([]);
  });

  it('refuses a manifest whose files lie outside its folder', () => {
    const tables = openTables('tables', { files: createFakeFolder(fakeTables(TEXTS, [{ path: '../secret.csv' }])) });

    expect(tables.books.size).toBe(0);
    expect(tables.problems()[0]?.message).toContain('must be a CSV file in this folder or one below');
  });

  it('opens the other providers where one has no manifest', () => {
    const folder = createFakeFolder(new Map([...fakeTables(TEXTS, FILES), ['azure/vm/eastus.csv', 'x']]));

    const tables = openTables('tables', { files: folder });

    expect([...tables.books.keys()]).toEqual(['aws']);
    expect(tables.problems().map(({ code }) => code)).toEqual(['SOURCE_MISSING']);
  });

  it('reads no manifest but those of the providers that are asked for', () => {
    const folder = createFakeFolder(new Map([...fakeTables(TEXTS, FILES), ['azure/manifest.json', '{}']]));

    const tables = openTables('tables', { providers: ['aws'], files: folder });

    expect([...tables.books.keys()]).toEqual(['aws']);
    expect(folder.reads).toEqual(['aws/manifest.json']);
    expect(tables.problems()).toEqual([]);
  });

  it('says where tables are looked for when there are none', () => {
    const tables = openTables(undefined);

    expect(tables.books.size).toBe(0);
    expect(tables.problems()).toMatchObject([{ code: 'SOURCE_MISSING', message: 'There are no price tables beside the program' }]);
  });

  it('tells what it holds, from where, of when, and what it lacks', () => {
    const gap = { service: 'rds', what: 'Oracle', why: 'no public source' };
    const files = [{}, { path: 'ec2/us-east-2.csv', region: 'us-east-2', asOf: '2025-04-04' }];
    const tables = openTables('tables', { files: createFakeFolder(fakeTables(TEXTS, files, { gaps: [gap], dropped: { 'zero-price': 3 } })) });

    const status = tables.status();

    const ec2 = { service: 'ec2', regions: 2, rows: 2, oldestAsOf: '2025-04-04', newestAsOf: '2026-07-20', currencies: ['USD'] };
    expect(status).toEqual([
      {
        provider: 'aws',
        generatedAt: '2026-11-21T00:00:00Z',
        services: [ec2],
        sources: [{ name: 'The price list', licence: 'facts' }],
        gaps: [gap],
        dropped: { 'zero-price': 3 },
      },
    ]);
  });
});

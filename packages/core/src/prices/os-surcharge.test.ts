import { describe, expect, it } from 'vitest';
import { createBookSource } from './book-source.ts';
import { AS_OF, fakeBook, fakeKey, fakeRow, fakeSpec, fakeSurcharge, HOUR } from './fake-book.ts';
import type { BookContents } from './memory-book.ts';
import { createSurchargeSource } from './os-surcharge.ts';

const surcharges = [
  fakeSurcharge(),
  fakeSurcharge({ skus: ['m7i-flex.*'], price: '0.0437' }),
  fakeSurcharge({ skus: ['t3.nano', 't3a.nano'], per: 'h', price: '0.0046' }),
  fakeSurcharge({ os: 'rhel', maxVcpu: 8, price: '0.0144' }),
  fakeSurcharge({ os: 'rhel', minVcpu: 9, maxVcpu: 127, price: '0.0108' }),
  fakeSurcharge({ os: 'sles', per: 'h', price: '0.11', asOf: '2026-07-01', basis: 'unverified' }),
];
const machines = [
  { sku: 'm5.xlarge', vcpu: 4 },
  { sku: 'm7i-flex.xlarge', vcpu: 4 },
  { sku: 't3.nano', vcpu: 2 },
  { sku: 'm5.4xlarge', vcpu: 16 },
  { sku: 'm5.48xlarge', vcpu: 192 },
  { sku: 'new.xlarge', vcpu: null },
];

function find(part: Partial<ReturnType<typeof fakeKey>>, contents: Partial<BookContents> = {}) {
  const book = fakeBook({
    rows: machines.map(({ sku }) => fakeRow({ sku, prices: { 'on-demand': '1', spot: '0.3' } })),
    specs: machines.map((machine) => fakeSpec(machine)),
    surcharges,
    ...contents,
  });
  return createSurchargeSource(createBookSource(book), () => [book]).find(fakeKey(part), HOUR);
}

describe('createSurchargeSource', () => {
  it('adds the licence to what the machine costs with Linux', () => {
    const answer = find({ attributes: { os: 'windows' } });

    expect(answer).toMatchObject({
      rows: [
        {
          listPrice: '1.184',
          source: 'composed',
          basis: 'list',
          estimated: false,
          asOf: AS_OF,
          listTerms: [
            { part: 'machine', amount: '1', price: '1', source: 'bundled' },
            { part: 'licence', amount: '4', price: '0.046', unit: 'vCPU-h' },
          ],
        },
      ],
    });
  });

  it.each([
    { sku: 'm7i-flex.xlarge', os: 'windows', price: '1.1748', why: 'a family has a price of its own' },
    { sku: 't3.nano', os: 'windows', price: '1.0046', why: 'a size has a price a machine' },
    { sku: 'm5.xlarge', os: 'rhel', price: '1.0576', why: 'small machines pay more a vCPU' },
    { sku: 'm5.4xlarge', os: 'rhel', price: '1.1728', why: 'larger machines pay less a vCPU' },
    { sku: 'new.xlarge', os: 'sles', price: '1.11', why: 'a price a machine needs no number of vCPUs' },
  ])('charges $os on $sku as the closest surcharge says: $why', ({ sku, os, price }) => {
    const answer = find({ sku, attributes: { os } });

    expect(answer).toMatchObject({ rows: [{ listPrice: price }] });
  });

  it('is an estimate, and as old, as its surcharge', () => {
    const answer = find({ attributes: { os: 'sles' } });

    expect(answer).toMatchObject({ rows: [{ estimated: true, basis: 'estimate', asOf: '2026-07-01' }] });
  });

  it('adds nothing for a licence that the owner brings: the listed price stays as it is', () => {
    const answer = find({ attributes: { os: 'windows', licence: 'byol' } });

    expect(answer).toMatchObject({ rows: [{ listPrice: '1', source: 'bundled', basis: 'list', estimated: false }] });
  });

  it.each([
    { what: 'the system is a stranger', key: { attributes: { os: 'templeos' } } },
    { what: 'the number of vCPUs is not known', key: { sku: 'new.xlarge', attributes: { os: 'windows' } } },
    { what: 'no surcharge is for that many vCPUs', key: { sku: 'm5.48xlarge', attributes: { os: 'rhel' } } },
    { what: 'the spot market prices systems apart', key: { purchase: 'spot' as const, attributes: { os: 'windows' } } },
  ])('names the licence as missing where $what, and what Linux costs', ({ key }) => {
    const answer = find(key);

    expect(answer).toMatchObject({ missing: 'licence', hint: expect.stringContaining('with linux it costs') });
  });

  it('never adds up two currencies', () => {
    const rows = [fakeRow({ sku: 'm5.xlarge', currency: 'CNY' })];

    expect(find({ attributes: { os: 'windows' } }, { rows })).toMatchObject({ missing: 'currency' });
  });

  it.each([
    { what: 'Linux', key: {} },
    { what: 'another meter', key: { meter: 'storage' as const, attributes: { os: 'windows' } } },
    { what: 'a machine nobody knows', key: { sku: 'x9.huge', attributes: { os: 'windows' } } },
  ])('leaves $what to others', ({ key }) => {
    const answer = find(key);

    expect(answer).toBeNull();
  });

  it('counts the vCPUs of the whole machine, though a size of Azure shows fewer', () => {
    const book = fakeBook({
      provider: 'azure',
      rows: [fakeRow({ service: 'vm', region: 'eastus', sku: 'Standard_E64-16s_v5', prices: { 'on-demand': '4' } })],
      specs: [fakeSpec({ service: 'vm', sku: 'Standard_E64-16s_v5', vcpu: 16 })],
      surcharges: [fakeSurcharge({ service: 'vm' })],
    });
    const key = fakeKey({ provider: 'azure', service: 'vm', region: 'eastus', sku: 'Standard_E64-16s_v5', attributes: { os: 'windows' } });

    const answer = createSurchargeSource(createBookSource(book), () => [book]).find(key, HOUR);

    expect(answer).toMatchObject({ rows: [{ listPrice: '6.944' }] });
  });

  it.each([
    { sku: 'n2-standard-4', price: '1.184', how: 'the vCPUs of its hardware' },
    { sku: 'n2-custom-4-8192', price: '1.184', how: 'the vCPUs of its name' },
    { sku: 'z3-highmem-88-highlssd', price: '5.048', how: 'its vCPUs, though its disks are not known' },
  ])('counts on Google Cloud $sku by $how', ({ sku, price }) => {
    const specs = [
      fakeSpec({ service: 'compute', sku: 'n2-standard-4', vcpu: 4 }),
      fakeSpec({ service: 'compute', sku: 'z3-highmem-88-highlssd', vcpu: 88 }),
    ];

    expect(findOnGcp(sku, specs)).toMatchObject({ rows: [{ listPrice: price }] });
  });

  it('does not count the vCPUs of a machine with a share of a core', () => {
    const specs = [fakeSpec({ service: 'compute', sku: 'f1-micro', vcpu: 1 })];

    expect(findOnGcp('f1-micro', specs)).toMatchObject({ missing: 'licence' });
  });
});

function findOnGcp(sku: string, specs: BookContents['specs'] & object) {
  const place = { service: 'compute', region: 'us-central1', sku };
  const book = fakeBook({
    provider: 'gcp',
    rows: [fakeRow({ ...place, prices: { 'on-demand': '1' } })],
    specs,
    surcharges: [fakeSurcharge({ service: 'compute' })],
  });
  const key = fakeKey({ provider: 'gcp', ...place, attributes: { os: 'windows' } });
  return createSurchargeSource(createBookSource(book), () => [book]).find(key, HOUR);
}

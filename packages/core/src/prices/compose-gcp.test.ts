import { describe, expect, it } from 'vitest';
import { createAttachedGpuSource } from './attached-gpu.ts';
import { createBookSource } from './book-source.ts';
import { createGcpSource } from './compose-gcp.ts';
import { AS_OF, fakeBook, fakeKey, fakeRow, fakeSpec, HOUR } from './fake-book.ts';
import type { BookContents } from './memory-book.ts';
import type { UnitPrice } from './price-book.ts';

const region = 'us-central1';
const unitPrices = (['n1', 'n2', 'e2', 'c3', 'c4', 'g2', 'n2-custom', 'n2-custom-extended'] as const).map((family) => unitPrice(family));
const specs = [
  fakeSpec({ service: 'compute', sku: 'n2-standard-4', vcpu: 4, memoryGib: 16 }),
  fakeSpec({ service: 'compute', sku: 'e2-micro', vcpu: 2, memoryGib: 1 }),
  fakeSpec({ service: 'compute', sku: 'c3-standard-4-lssd', vcpu: 4, memoryGib: 16, localSsdGib: 375 }),
  fakeSpec({ service: 'compute', sku: 'c4-standard-4-lssd', vcpu: 4, memoryGib: 16, localSsdGib: 375 }),
  fakeSpec({ service: 'compute', sku: 'g2-standard-8', vcpu: 8, memoryGib: 32, gpuModel: 'nvidia-l4', gpuCount: 1 }),
  fakeSpec({ service: 'compute', sku: 'n1-standard-4', vcpu: 4, memoryGib: 16 }),
  fakeSpec({ service: 'compute', sku: 'm4-ultramem-112', vcpu: 112, memoryGib: 2976 }),
];
const rows = [
  fakeRow({ service: 'compute', region, sku: 'nvidia-l4', attributes: {}, prices: { 'on-demand': '0.5', spot: '0.2' } }),
  fakeRow({ service: 'compute', region, sku: 'nvidia-tesla-t4', attributes: {}, prices: { 'on-demand': '0.35' } }),
  fakeRow({ service: 'compute', region, sku: 'n1-standard-8', prices: { 'on-demand': '0.4' } }),
  fakeRow({
    service: 'disk',
    region,
    sku: 'local-ssd',
    meter: 'storage',
    unit: 'GiB-month',
    attributes: {},
    prices: { 'on-demand': '0.073' },
    asOf: '2026-07-01',
  }),
];

/** 0.03 a vCPU and 0.004 a GiB; custom 0.04 and 0.005; extended 0.01 a GiB; spot a tenth. */
function unitPrice(family: string, part: Partial<UnitPrice> = {}): UnitPrice & { service: string } {
  const isCustom = family.endsWith('-custom');
  const perGibHour = family.endsWith('-extended') ? '0.01' : isCustom ? '0.005' : '0.004';
  return { service: 'compute', family, region, column: 'on-demand', perVcpuHour: isCustom ? '0.04' : '0.03', perGibHour, asOf: AS_OF, ...part };
}

function find(part: Partial<ReturnType<typeof fakeKey>>, contents: Partial<BookContents> = {}) {
  const book = fakeBook({ provider: 'gcp', rows, specs, unitPrices, ...contents });
  return createGcpSource(() => [book]).find(fakeKey({ provider: 'gcp', service: 'compute', region, ...part }), HOUR);
}

describe('createGcpSource', () => {
  it('adds up vCPU and memory, which is how the machine is billed: no estimate', () => {
    const answer = find({ sku: 'n2-standard-4' });

    expect(answer).toMatchObject({
      rows: [
        {
          listPrice: '0.184',
          unit: 'h',
          source: 'composed',
          basis: 'list',
          estimated: false,
          asOf: AS_OF,
          listTerms: [
            { part: 'vcpu', amount: '4', price: '0.03', unit: 'vCPU-h' },
            { part: 'memory', amount: '16', price: '0.004', unit: 'GiB-h' },
          ],
        },
      ],
    });
  });

  it.each([
    { sku: 'e2-micro', price: '0.0115', why: 'bills a quarter of a vCPU' },
    { sku: 'c3-standard-4-lssd', price: '0.2215', why: 'includes 375 GiB of local disk' },
    { sku: 'g2-standard-8', price: '0.868', why: 'includes an accelerator' },
    { sku: 'n2-custom-4-8192', price: '0.2', why: 'has prices of its own' },
    { sku: 'n2-custom-4-65536-ext', price: '0.64', why: 'bills memory beyond 8 GiB a vCPU at another price' },
    { sku: 'e2-custom-2-4096', price: '0.076', why: 'costs what a predefined one costs' },
    { sku: 'e2-custom-small-2048', price: '0.023', why: 'bills half a vCPU' },
  ])('knows exactly that $sku $why', ({ sku, price }) => {
    const answer = find({ sku });

    expect(answer).toMatchObject({ rows: [{ listPrice: price, estimated: false }] });
  });

  it('estimates a custom machine out of predefined prices where it has none of its own', () => {
    const answer = find({ sku: 'custom-4-8192' });

    expect(answer).toMatchObject({ rows: [{ listPrice: '0.1595176', basis: 'estimate', estimated: true }] });
  });

  it('is as old as its oldest part', () => {
    const answer = find({ sku: 'c3-standard-4-lssd' });

    expect(answer).toMatchObject({ rows: [{ asOf: '2026-07-01' }] });
  });

  it('composes spot prices out of spot prices only', () => {
    const spot = unitPrice('n2', { column: 'spot', perVcpuHour: '0.003', perGibHour: '0.0004' });

    const answers = ['n2-standard-4', 'g2-standard-8'].map((sku) => find({ sku, purchase: 'spot' }, { unitPrices: [...unitPrices, spot] }));

    expect(answers).toMatchObject([{ rows: [{ listPrice: '0.0184', basis: 'spot', estimated: false }] }, null]);
  });

  it.each([
    { what: 'local disks of the family’s own, without their price', key: { sku: 'c4-standard-4-lssd' } },
    { what: 'a family without unit prices', key: { sku: 'm4-ultramem-112' } },
    { what: 'attached accelerators', key: { sku: 'n1-standard-4', attributes: { gpu: 'nvidia-tesla-t4' } } },
    { what: 'a licensed system', key: { sku: 'n2-standard-4', attributes: { os: 'windows' } } },
    { what: 'another region', key: { sku: 'n2-standard-4', region: 'europe-west1' } },
    { what: 'another service', key: { sku: 'n2-standard-4', service: 'sql' } },
    { what: 'another meter', key: { sku: 'n2-standard-4', meter: 'licence' as const } },
    { what: 'an unknown purchase option', key: { sku: 'n2-standard-4', purchase: 'unknown' as const } },
  ])('composes nothing for $what', ({ key }) => {
    const answer = find(key);

    expect(answer).toBeNull();
  });
});

describe('createAttachedGpuSource', () => {
  const book = fakeBook({ provider: 'gcp', rows, specs, unitPrices });
  const bases = { listed: createBookSource(book), composed: createGcpSource(() => [book]) };

  function findWithGpu(base: keyof typeof bases, part: Partial<ReturnType<typeof fakeKey>>) {
    const key = fakeKey({ provider: 'gcp', service: 'compute', region, ...part });
    return createAttachedGpuSource(bases[base], () => [book]).find(key, HOUR);
  }

  it.each([
    { base: 'listed', sku: 'n1-standard-8', attributes: { gpu: 'nvidia-tesla-t4' }, price: '0.75' },
    { base: 'composed', sku: 'n1-standard-4', attributes: { gpu: 'nvidia-tesla-t4', gpuCount: '2' }, price: '0.884' },
  ] as const)('adds accelerators to a $base machine', ({ base, sku, attributes, price }) => {
    const answer = findWithGpu(base, { sku, attributes });

    expect(answer).toMatchObject({ rows: [{ listPrice: price, source: 'composed', estimated: false }] });
  });

  it.each([
    { what: 'an accelerator whose price is not known', sku: 'n1-standard-8', attributes: { gpu: 'nvidia-tesla-v100' } },
    { what: 'a machine that takes none', sku: 'n2-standard-4', attributes: { gpu: 'nvidia-tesla-t4' } },
    { what: 'a number that is none', sku: 'n1-standard-8', attributes: { gpu: 'nvidia-tesla-t4', gpuCount: '0' } },
    { what: 'a key without accelerators', sku: 'n1-standard-8', attributes: {} },
    { what: 'a machine nobody knows', sku: 'n1-standard-3', attributes: { gpu: 'nvidia-tesla-t4' } },
  ])('answers nothing for $what', ({ sku, attributes }) => {
    const answer = findWithGpu('listed', { sku, attributes });

    expect(answer).toBeNull();
  });
});

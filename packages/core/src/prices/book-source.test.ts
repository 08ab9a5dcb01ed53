import { describe, expect, it } from 'vitest';
import { createBookSource } from './book-source.ts';
import { AS_OF, fakeBook, fakeKey, fakeRow, HOUR } from './fake-book.ts';

function sourceOf(...rows: Parameters<typeof fakeBook>[0]['rows']) {
  return createBookSource(fakeBook({ rows }));
}

describe('createBookSource', () => {
  it('answers a listed price with all that is known of it', () => {
    const source = sourceOf(fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': '0.192' }, id: 'JRTC', tierNotApplied: true }));

    expect(source.find(fakeKey(), HOUR)).toEqual({
      rows: [
        {
          fromMs: 0,
          listPrice: '0.192',
          effectivePrice: '0.192',
          unit: 'h',
          currency: 'USD',
          source: 'bundled',
          asOf: AS_OF,
          id: 'JRTC',
          basis: 'list',
          estimated: false,
          tierNotApplied: true,
        },
      ],
    });
  });

  it.each([
    { what: 'another provider', key: { provider: 'gcp' } },
    { what: 'another region', key: { region: 'eu-west-1' } },
    { what: 'another SKU', key: { sku: 'm5.large' } },
    { what: 'another meter', key: { meter: 'licence' as const } },
    { what: 'a purchase option without a price', key: { purchase: 'spot' as const } },
    { what: 'an unknown purchase option', key: { purchase: 'unknown' as const } },
    { what: 'another system', key: { attributes: { os: 'windows' } } },
    { what: 'hardware of one’s own', key: { attributes: { tenancy: 'dedicated' } } },
    { what: 'a licence of one’s own', key: { attributes: { licence: 'byol' } } },
    { what: 'an accelerator attached', key: { attributes: { gpu: 'nvidia-tesla-t4' } } },
  ])('leaves $what to others', ({ key }) => {
    const source = sourceOf(fakeRow({ sku: 'm5.xlarge' }));

    expect(source.find(fakeKey(key), HOUR)).toBeNull();
  });

  it('takes a key that names the usual case as one that names nothing', () => {
    const source = sourceOf(fakeRow({ sku: 'm5.xlarge', attributes: {} }));

    const named = source.find(fakeKey({ attributes: { os: 'linux', tenancy: 'shared', licence: 'included', arch: 'arm64' } }), HOUR);

    expect(named).toMatchObject({ rows: [{ listPrice: '0.2' }] });
  });

  it('tells the engines and deployments of a database apart', () => {
    const row = (engine: string, deployment: string, price: string) =>
      fakeRow({ service: 'rds', sku: 'db.m5.large', attributes: { engine, deployment }, prices: { 'on-demand': price } });
    const source = sourceOf(row('mysql', 'single-az', '1'), row('mysql', 'multi-az', '2'), row('postgresql', 'single-az', '3'));
    const find = (attributes: Record<string, string>) => source.find(fakeKey({ service: 'rds', sku: 'db.m5.large', attributes }), HOUR);

    expect(find({ engine: 'mysql' })).toMatchObject({ rows: [{ listPrice: '1' }] });
    expect(find({ engine: 'mysql', deployment: 'multi-az' })).toMatchObject({ rows: [{ listPrice: '2' }] });
    expect(find({ engine: 'postgresql' })).toMatchObject({ rows: [{ listPrice: '3' }] });
    expect(find({})).toBeNull();
  });

  it('answers no row that names more than was asked', () => {
    const tokens = (direction: string, price: string) =>
      fakeRow({ service: 'anthropic', region: 'global', sku: 'opus', meter: 'tokens', attributes: { direction }, prices: { 'on-demand': price } });
    const source = sourceOf(tokens('input', '1'), tokens('output', '5'));
    const find = (attributes: Record<string, string>) =>
      source.find(fakeKey({ service: 'anthropic', sku: 'opus', meter: 'tokens', attributes }), HOUR);

    expect(find({ direction: 'output' })).toMatchObject({ rows: [{ listPrice: '5' }] });
    expect(find({})).toBeNull();
  });

  it.each([
    { basis: 'parity' as const, shown: 'estimate' },
    { basis: 'scaled' as const, shown: 'estimate' },
    { basis: 'unverified' as const, shown: 'estimate' },
  ])('flags a row of basis $basis as an estimate, and says why', ({ basis, shown }) => {
    const source = sourceOf(fakeRow({ sku: 'm5.xlarge', basis }));

    const answer = source.find(fakeKey(), HOUR);

    expect(answer).toMatchObject({ rows: [{ source: 'bundled', basis: shown, estimated: true, estimatedBecause: [expect.any(String)] }] });
  });

  it('knows that a column may be of another basis and date than its row', () => {
    const row = fakeRow({
      sku: 'm5.xlarge',
      prices: { 'on-demand': '0.2', spot: '0.06' },
      bases: { spot: 'advisor' },
      dates: { spot: '2025-06-28' },
    });

    const answers = (['on-demand', 'spot'] as const).map((purchase) => sourceOf(row).find(fakeKey({ purchase }), HOUR));

    expect(answers).toMatchObject([
      { rows: [{ listPrice: '0.2', basis: 'list', estimated: false, asOf: AS_OF }] },
      { rows: [{ listPrice: '0.06', basis: 'spot', estimated: true, asOf: '2025-06-28' }] },
    ]);
  });

  it('suspects a spot price above the on-demand price', () => {
    const source = sourceOf(fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': '0.2', spot: '0.200001' } }));

    expect(source.find(fakeKey({ purchase: 'spot' }), HOUR)).toMatchObject({ missing: 'price-suspect' });
  });

  it.each(['0', '0.000', '-0.2', 'NaN', '1e3', ''])('takes "%s" for no price', (price) => {
    const source = sourceOf(fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': price } }));

    expect(source.find(fakeKey(), HOUR)).toBeNull();
  });

  it('prefers the zone’s own price, then one for the whole region, and guesses no zone', () => {
    const inZone = (zone: string, price: string) => fakeRow({ sku: 'm5.xlarge', zone, prices: { spot: price } });
    const spot = fakeKey({ purchase: 'spot' });
    const zones = [inZone('us-east-1a', '0.05'), inZone('us-east-1b', '0.07')];
    const region = fakeRow({ sku: 'm5.xlarge', prices: { spot: '0.06' } });

    expect(sourceOf(...zones).find({ ...spot, zone: 'us-east-1b' }, HOUR)).toMatchObject({ rows: [{ listPrice: '0.07' }] });
    expect(sourceOf(...zones).find(spot, HOUR)).toMatchObject({ missing: 'zone-unknown' });
    expect(sourceOf(...zones, region).find({ ...spot, zone: 'us-east-1c' }, HOUR)).toMatchObject({ rows: [{ listPrice: '0.06' }] });
  });

  it('answers every price in force within the window, and the first of all before any is', () => {
    const since = (fromMs: number, price: string) => fakeRow({ sku: 'm5.xlarge', fromMs, prices: { 'on-demand': price } });
    const rows = [since(HOUR.startMs + 60_000, '3'), since(5, '1'), since(HOUR.startMs - 5, '2'), since(HOUR.endMs, '4')];

    const now = sourceOf(...rows).find(fakeKey(), HOUR);
    const before = sourceOf(...rows).find(fakeKey(), { startMs: 0, endMs: 4 });

    expect(now).toMatchObject({ rows: [{ listPrice: '2' }, { listPrice: '3' }] });
    expect(now).toHaveProperty('rows.length', 2);
    expect(before).toMatchObject({ rows: [{ listPrice: '1' }] });
  });

  it('suspects two prices at once, and not the same price twice', () => {
    const twice = (first: string, second: string) =>
      sourceOf(fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': first } }), fakeRow({ sku: 'M5.XLARGE', prices: { 'on-demand': second } }));

    expect(twice('1', '2').find(fakeKey(), HOUR)).toMatchObject({ missing: 'price-suspect' });
    expect(twice('1', '1').find(fakeKey(), HOUR)).toMatchObject({ rows: [{ listPrice: '1' }] });
  });

  it('finds what has one price everywhere, and a scale set’s machines among machines', () => {
    const tokens = fakeRow({ service: 'openai', region: 'global', sku: 'gpt-5', meter: 'tokens', unit: 'token', attributes: {} });
    const machine = fakeRow({ service: 'vm', region: 'eastus', sku: 'Standard_D4s_v5' });
    const azure = createBookSource(fakeBook({ provider: 'azure', rows: [machine] }));

    expect(sourceOf(tokens).find(fakeKey({ service: 'openai', region: 'eu', sku: 'gpt-5', meter: 'tokens' }), HOUR)).not.toBeNull();
    expect(azure.find(fakeKey({ provider: 'azure', service: 'vmss', region: 'eastus', sku: 'standard_d4s_v5' }), HOUR)).not.toBeNull();
  });
});

import { sampleBookRow } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { checkIsWhole, checkRows, countChanged, mergeRows } from './live-rows.ts';

const NOW = Date.UTC(2026, 10, 21, 10);
const HOUR = 3_600_000;
const KEEP = 48 * HOUR;

describe('checkRows', () => {
  it.each([
    { what: 'zero', row: sampleBookRow({ prices: { 'on-demand': '0' } }) },
    { what: 'zero with decimals', row: sampleBookRow({ prices: { 'on-demand': '0.000' } }) },
    { what: 'a negative price', row: sampleBookRow({ prices: { 'on-demand': '-0.1' } }) },
    { what: 'an exponent', row: sampleBookRow({ prices: { 'on-demand': '9.6e-2' } }) },
    { what: 'no price at all', row: sampleBookRow({ prices: {} }) },
    { what: 'no number', row: sampleBookRow({ prices: { 'on-demand': 'NaN' } }) },
    { what: 'a unit of another meter', row: sampleBookRow({ unit: 'kWh' }) },
    { what: 'a currency that is none', row: sampleBookRow({ currency: 'usd' }) },
  ])('leaves out $what and counts it', ({ row }) => {
    const checked = checkRows([row, sampleBookRow()]);

    expect(checked).toEqual({ rows: [sampleBookRow()], suspects: 1, suspectSkus: ['m5.large'] });
  });

  it('drops a spot price above the on-demand price, and nothing else of the row', () => {
    const checked = checkRows([sampleBookRow({ prices: { 'on-demand': '0.096', spot: '0.097' } })]);

    expect(checked).toEqual({ rows: [sampleBookRow()], suspects: 1, suspectSkus: ['m5.large'] });
  });

  it('keeps a spot price as high as the on-demand price', () => {
    const row = sampleBookRow({ prices: { 'on-demand': '0.096', spot: '0.096' } });

    const checked = checkRows([row]);

    expect(checked).toEqual({ rows: [row], suspects: 0, suspectSkus: [] });
  });
});

describe('checkIsWhole', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => sampleBookRow({ sku: `m5.${index}` }));

  it.each([{ count: 95 }, { count: 100 }, { count: 200 }])('takes $count prices where there were 100', ({ count }) => {
    expect(() => checkIsWhole(rows(count), rows(100), 'aws ec2')).not.toThrow();
  });

  it.each([{ count: 94 }, { count: 1 }])('refuses $count prices where there were 100', ({ count }) => {
    expect(() => checkIsWhole(rows(count), rows(100), 'aws ec2')).toThrow(`the price list of aws ec2 came with ${count} prices where there were 100`);
  });

  it('does not count the past of a price as a price', () => {
    const before = [...rows(10), ...rows(10).map((row) => ({ ...row, fromMs: NOW }))];

    expect(() => checkIsWhole(rows(10), before, 'aws ec2')).not.toThrow();
  });

  it('refuses an empty list even where nothing was known', () => {
    expect(() => checkIsWhole([], [], 'aws ec2 in mars-1')).toThrow('the price list of aws ec2 in mars-1 came without a single usable price');
  });
});

describe('mergeRows', () => {
  const cheaper = sampleBookRow({ prices: { 'on-demand': '0.09' }, asOf: '2026-11-22' });

  it('keeps the time since when an unchanged price is in force, and takes its new date', () => {
    const before = [sampleBookRow({ fromMs: 1000 })];

    const merged = mergeRows(before, [sampleBookRow({ asOf: '2026-11-22' })], NOW, KEEP);

    expect(merged).toEqual([sampleBookRow({ fromMs: 1000, asOf: '2026-11-22' })]);
  });

  it('puts a changed price in force now, after the one it replaces', () => {
    const merged = mergeRows([sampleBookRow()], [cheaper], NOW, KEEP);

    expect(merged).toEqual([sampleBookRow(), { ...cheaper, fromMs: NOW }]);
  });

  it('believes the provider who says since when', () => {
    const merged = mergeRows([sampleBookRow()], [{ ...cheaper, fromMs: NOW - HOUR }], NOW, KEEP);

    expect(merged.map(({ fromMs }) => fromMs)).toEqual([0, NOW - HOUR]);
  });

  it.each([
    { ageMs: KEEP - 1, kept: 2 },
    { ageMs: KEEP, kept: 1 },
  ])('knows $kept prices $ageMs ms after the change', ({ ageMs, kept }) => {
    const changed = mergeRows([sampleBookRow()], [cheaper], NOW, KEEP);

    const merged = mergeRows(changed, [cheaper], NOW + ageMs, KEEP);

    expect(merged).toHaveLength(kept);
    expect(merged.at(-1)).toEqual({ ...cheaper, fromMs: NOW });
  });

  it('knows two systems on one machine apart', () => {
    const windows = sampleBookRow({ attributes: { os: 'windows' }, prices: { 'on-demand': '0.188' } });

    const merged = mergeRows([sampleBookRow(), windows], [windows, sampleBookRow()], NOW, KEEP);

    expect(merged).toEqual([windows, sampleBookRow()]);
  });

  it('forgets what the list no longer has', () => {
    const merged = mergeRows([sampleBookRow(), sampleBookRow({ sku: 'm1.small' })], [sampleBookRow()], NOW, KEEP);

    expect(merged).toEqual([sampleBookRow()]);
  });
});

describe('countChanged', () => {
  const now = sampleBookRow({ prices: { 'on-demand': '0.09' }, fromMs: 5 });

  it.each([
    { what: 'a price since a time that the provider said', before: [sampleBookRow()], after: [sampleBookRow(), now], changed: 1 },
    { what: 'the same price since another time', before: [sampleBookRow()], after: [sampleBookRow({ fromMs: 5 })], changed: 0 },
    { what: 'a past price that is dropped', before: [sampleBookRow(), now], after: [now], changed: 0 },
    { what: 'something new', before: [], after: [now], changed: 0 },
    { what: 'another system of the same machine', before: [sampleBookRow({ attributes: { os: 'windows' } })], after: [now], changed: 0 },
  ])('counts $changed for $what', ({ before, after, changed }) => {
    expect(countChanged(before, after)).toBe(changed);
  });
});

import type { MachineSpec } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { checkRefresh } from '../../scripts/refresh-prices/gates.ts';
import { tableRow } from './refresh-fixtures.ts';

const noSpec = () => undefined;
const specOf =
  (vcpu: number, memoryGib = vcpu * 4) =>
  (sku: string): MachineSpec => ({ sku, vcpu, memoryGib, arch: null, gpuModel: null, gpuCount: 0, localSsdGib: null });
const hundred = (price = '0.1') => Array.from({ length: 100 }, (_, index) => tableRow(`x${index}.large`, price));

describe('checkRefresh', () => {
  it('lets a table through in which little has changed', () => {
    const after = [...hundred().slice(0, 98), tableRow('x98.large', '0.11'), tableRow('new.large', '0.5')];

    const report = checkRefresh(hundred(), after, noSpec);

    expect(report).toEqual({ refusals: [], jumps: [], added: 1, removed: 1, changed: 1, unchanged: 98 });
  });

  it.each([
    { rows: 95, refusals: [] },
    { rows: 94, refusals: ['only 94 rows where there were 100'] },
    { rows: 0, refusals: ['there is not a single price'] },
  ])('judges $rows rows of 100: $refusals', ({ rows, refusals }) => {
    const report = checkRefresh(hundred(), hundred().slice(0, rows), noSpec);

    expect(report.refusals).toEqual(refusals);
  });

  it.each([{ price: '0' }, { price: '-0.1' }, { price: '1e-1' }, { price: 'NaN' }])('refuses the price $price', ({ price }) => {
    const report = checkRefresh(hundred(), [...hundred(), tableRow('y.large', price)], noSpec);

    expect(report.refusals).toEqual([`y.large: "${price}" for on-demand is no price`]);
  });

  it.each([
    { to: '0.125', jumps: [] },
    { to: '0.126', jumps: ['x0.large: 0.1 → 0.126 USD'] },
    { to: '0.074', jumps: ['x0.large: 0.1 → 0.074 USD'] },
  ])('lists, but lets through, 0.1 that becomes $to: $jumps', ({ to, jumps }) => {
    const report = checkRefresh(hundred(), [tableRow('x0.large', to), ...hundred().slice(1)], noSpec);

    expect(report).toMatchObject({ refusals: [], jumps });
  });

  it.each([
    { vcpu: 4, from: '0.192', to: '0.376' },
    { vcpu: 2, from: '0.0832', to: '0.0924' },
  ])('takes a rise by a Windows licence for $vcpu vCPU for what it is', ({ vcpu, from, to }) => {
    const report = checkRefresh([tableRow('Standard_D4s_v5', from)], [tableRow('Standard_D4s_v5', to)], specOf(vcpu));

    expect(report.refusals).toEqual([`Standard_D4s_v5: ${from} became ${to}, which is a Windows licence more`]);
  });

  it('refuses a machine that does not fit into its series', () => {
    const sizes = [2, 4, 8, 16, 32];
    const after = sizes.map((vcpu) => tableRow(`Standard_D${vcpu}s_v5`, vcpu === 16 ? '1.504' : `${(vcpu * 48) / 1000}`));
    const specBySku = (sku: string) => specOf(Number(/\d+/.exec(sku)?.[0]))(sku);

    const report = checkRefresh([], after, specBySku);

    expect(report.refusals).toEqual(['Standard_D16s_v5: 0.094 for a vCPU, where its series costs 0.048']);
  });

  it('knows machines again that never fitted, and believes a reviewer about others', () => {
    const odd = [2, 4, 8, 16].map((vcpu) => tableRow(`Standard_D${vcpu}s_v5`, vcpu === 2 ? '0.2' : `${(vcpu * 48) / 1000}`));
    const specBySku = (sku: string) => specOf(Number(/\d+/.exec(sku)?.[0]))(sku);

    const before = checkRefresh(odd, odd, specBySku);
    const accepted = checkRefresh([], odd, specBySku, new Set(['standard_d2s_v5']));

    expect([before.refusals, accepted.refusals]).toEqual([[], []]);
  });

  it('compares no machines of different shape', () => {
    const after = ['m5.large', 'r5.large', 'c5.large', 'x1.large', 'i3.large'].map((sku, index) => tableRow(sku, `${(index + 1) / 10}`));

    const report = checkRefresh([], after, specOf(2));

    expect(report.refusals).toEqual([]);
  });

  it('refuses a table in which the same prices are written in another way', () => {
    const report = checkRefresh(hundred('0.1'), hundred('0.10'), noSpec);

    expect(report.refusals).toEqual(['of 100 rows whose price did not change, 100 are written in another way']);
  });
});

import { describe, expect, it } from 'vitest';
import { formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { TableSet } from '../../scripts/prices/table-set.ts';
import { updateTable } from '../../scripts/refresh-prices/update-tables.ts';
import { tableRow } from './refresh-fixtures.ts';

const origin = { key: 'list', source: { name: 'The price list', licence: 'facts' }, method: 'asked' };
const before = [
  tableRow('m5.large', '0.096', { prices: { 'on-demand': '0.096', spot: '0.04' } }),
  tableRow('m5.xlarge', '0.192', { prices: { 'on-demand': '0.192', spot: '0.08' } }),
];
const set: TableSet = {
  provider: 'aws',
  generatedAt: '2026-11-01T00:00:00Z',
  sources: { old: { name: 'Old', licence: 'MIT' } },
  dropped: {},
  gaps: [],
  tables: [formatPrices(before, { path: 'ec2/us-west-2.csv', sources: ['old'], method: 'copied' })],
};
const given = { service: 'ec2', region: 'us-west-2', keepUnlisted: false };
const noSpec = () => undefined;

describe('updateTable', () => {
  it('writes the same bytes when nothing but the date has changed', () => {
    const rows = before.map((row) => tableRow(row.sku, row.prices['on-demand'] ?? '', { asOf: '2026-11-21' }));

    const { set: next } = updateTable(set, { ...given, rows }, origin, noSpec);

    expect(next?.tables[0]?.text).toBe(set.tables[0]?.text);
    expect(next?.tables[0]?.file).toMatchObject({ asOf: '2026-11-21', sources: ['old', 'list'], method: 'asked', rows: 2 });
    expect(Object.keys(next?.sources ?? {})).toEqual(['old', 'list']);
  });

  it('keeps what the list does not say of a machine, and forgets machines that it no longer has', () => {
    const rows = [tableRow('m5.large', '0.09'), tableRow('m6.large', '0.1')];

    const { set: next, report } = updateTable(set, { ...given, rows }, origin, noSpec);

    expect(next?.tables[0]?.text).toBe('sku,on-demand,spot\nm5.large,0.09,0.04\nm6.large,0.1,\n');
    expect(report).toMatchObject({ added: 1, removed: 1, changed: 1 });
  });

  it('keeps machines that the source makes no prices for, where it is said to have few', () => {
    const { set: next } = updateTable(set, { ...given, rows: [tableRow('m5.large', '0.09')], keepUnlisted: true }, origin, noSpec);

    expect(next?.tables[0]?.text).toBe('sku,on-demand,spot\nm5.large,0.09,0.04\nm5.xlarge,0.192,0.08\n');
  });

  it('changes nothing when a gate refuses', () => {
    const { set: next, report } = updateTable(set, { ...given, rows: [tableRow('m5.large', '0')] }, origin, noSpec);

    expect(next).toBeUndefined();
    expect(report.refusals).toEqual(['only 1 rows where there were 2', 'm5.large: "0" for on-demand is no price']);
  });

  it('refreshes no region that has no table', () => {
    expect(() => updateTable(set, { ...given, region: 'mars-1', rows: [] }, origin, noSpec)).toThrow(
      'there is no table aws/ec2/mars-1.csv to refresh',
    );
  });
});

import type { BookRow } from '@openfinops/core';

/** An m5.large with Linux in Oregon, on demand. */
export function sampleBookRow(said: Partial<BookRow> = {}): BookRow {
  return {
    service: 'ec2',
    region: 'us-west-2',
    sku: 'm5.large',
    meter: 'compute',
    unit: 'h',
    currency: 'USD',
    attributes: { os: 'linux' },
    prices: { 'on-demand': '0.096' },
    basis: 'list',
    asOf: '2026-11-21',
    fromMs: 0,
    id: null,
    ...said,
  };
}

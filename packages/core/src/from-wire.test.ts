import { describe, expect, it } from 'vitest';
import { chargeFromWire } from './from-wire.ts';
import { chargeToWire } from './to-wire.ts';
import { WireBatch, type WireCharge } from './wire.ts';

/** The sample of the wire contract (docs/wire.md), word for word. */
const sample = {
  agent_id: 'aws-123456789012-a5042f8b',
  timestamp: 1795244400,
  hostname: 'ip-10-0-0-5',
  cloud_provider: 'aws',
  region: 'us-west-2',
  metrics: {
    schema: 'openfinops.batch/1',
    kind: 'cost',
    batch_id: '019c1c0e-6e40-7b1a-9a55-0c6f3f1f2a11',
    cycle_id: '019c1c0e-6000-7000-8000-000000000001',
    part: 1,
    expires: null,
    agent_version: '0.1.0',
    window: { start: 1795240800, end: 1795244400 },
    resources: [
      {
        id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc12345def67890',
        provider: 'aws',
        service: 'ec2',
        kind: 'machine',
        name: 'web-1',
        account_id: '123456789012',
        region: 'us-west-2',
        zone: 'us-west-2a',
        scope: 'aws/123456789012/us-west-2/ec2',
        sku: 'm5.xlarge',
        state: 'running',
        purchase: 'on-demand',
        attributes: { os: 'linux', tenancy: 'shared' },
        started_at: 1795000000,
        parent_id: null,
        capacity: { vcpus: 4, memory_bytes: 17179869184 },
        tags: { team: 'ml' },
        usd_per_hour: '0.192',
      },
    ],
    charges: [
      {
        id: 'efad0a3b9656003f810a2230e93397da',
        scope: 'aws/123456789012/us-west-2/ec2',
        resource_id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc12345def67890',
        meter: 'compute',
        hour: 1795240800,
        observed_at: 1795244410,
        complete: true,
        currency: 'USD',
        list_cost: '0.192',
        effective_cost: '0.192',
        known_cost: '0.192',
        unknown: [],
        lines: [
          {
            from: 1795240800,
            to: 1795244400,
            sku: 'm5.xlarge',
            purchase: 'on-demand',
            amount: '1',
            unit: 'h',
            unit_s: 3600,
            evidence: 3,
            unsettled: false,
            list_price: '0.192',
            effective_price: '0.192',
            price: { source: 'bundled', as_of: '2026-07-20', id: null, basis: 'list', estimated: false, tier_not_applied: false },
            missing: null,
            quantity: '1.000000000000',
            list_cost: '0.192',
            effective_cost: '0.192',
          },
        ],
      },
    ],
  },
  events: [],
  traces: [],
};

const charge = sample.metrics.charges[0] as unknown as WireCharge;
const line = charge.lines[0] as WireCharge['lines'][number];

describe('the wire contract', () => {
  it('accepts its own published sample', () => {
    const parsed = WireBatch.safeParse(sample);

    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  it('brings a charge back as it was sent', () => {
    const read = chargeFromWire(charge);

    expect('charge' in read && chargeToWire(read.charge)).toEqual(charge);
  });

  it.each([
    { what: 'an id that does not match its parts', change: { id: 'f'.repeat(32) }, field: 'id' },
    { what: 'a scope that is none', change: { scope: 'aws/1' }, field: 'scope' },
    { what: 'an hour that is none', change: { hour: 1795240801 }, field: 'hour' },
    { what: 'a negative amount', change: { lines: [{ ...line, amount: '-1' }] }, field: 'lines.0.amount' },
    { what: 'an absurd amount', change: { lines: [{ ...line, amount: `1${'0'.repeat(308)}` }] }, field: 'lines.0.amount' },
    { what: 'an exponent', change: { lines: [{ ...line, list_price: '1e3' }] }, field: 'lines.0.list_price' },
    { what: 'a line outside its hour', change: { lines: [{ ...line, to: 1795244401 }] }, field: 'lines.0' },
    { what: 'a line that ends before it begins', change: { lines: [{ ...line, to: 1795240800 }] }, field: 'lines.0' },
    { what: 'lines that overlap', change: { lines: [line, line] }, field: 'lines.1' },
    { what: 'a unit that is not the meter’s', change: { lines: [{ ...line, unit: 'kWh' }] }, field: 'lines.0.unit' },
    { what: 'a quantity that does not multiply out', change: { lines: [{ ...line, quantity: '2' }] }, field: 'lines.0.quantity' },
    { what: 'a cost that does not multiply out', change: { lines: [{ ...line, list_cost: '0.2' }] }, field: 'lines.0.list_cost' },
    { what: 'a price beside a reason for none', change: { lines: [{ ...line, missing: 'licence' }] }, field: 'lines.0.missing' },
    { what: 'a guess that is not in unknown', change: { lines: [{ ...line, evidence: 0 }] }, field: 'lines.0.evidence' },
    { what: 'a sum that is none', change: { list_cost: '1' }, field: 'list_cost' },
    { what: 'an unknown span outside its hour', change: { unknown: [[1795240000, 1795240900]] }, field: 'unknown.0' },
    { what: 'a counted meter that does not span its hour', change: { lines: [{ ...line, unit_s: null, to: 1795240900 }] }, field: 'lines.0.unit_s' },
  ])('refuses $what, and names $field', ({ change, field }) => {
    const read = chargeFromWire({ ...charge, ...change });

    expect('fault' in read ? read.fault.field : 'accepted').toBe(field);
  });

  it.each([{ record: null }, { record: [] }, { record: 'x' }, { record: { id: 1 } }])('refuses $record without throwing', ({ record }) => {
    expect('fault' in chargeFromWire(record)).toBe(true);
  });
});

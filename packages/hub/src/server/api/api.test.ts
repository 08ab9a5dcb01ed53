import { readFileSync } from 'node:fs';
import { DEFAULT_TENANT } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE, sampleCharge } from '../../../../testing/src/sample-charge.ts';
import { sampleCycle, sampleIntake, sampleResource, sampleSeries } from '../../../../testing/src/sample-intake.ts';
import { NOW_MS, openTestHub, type TestHub } from '../../test/test-hub.ts';

const ID = sampleResource().id;
const DAY_S = 86_400;

let open: TestHub | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** A machine of 0.192 USD an hour that idled all day, one charge of which has no price, and a scope that could not be read. */
async function openFilledHub(): Promise<TestHub> {
  open = openTestHub();
  const charges = [sampleCharge(), sampleCharge({ resourceId: 'unpriced', price: null })];
  const series = sampleSeries({ start: NOW_MS / 1000 - DAY_S - 3600, values: Array.from({ length: 300 }, () => 0.01) });
  const problem = { kind: 'problem' as const, stage: 'discover', code: 'AUTH_DENIED', scope: SAMPLE_SCOPE, message: 'refused', at: 1 };
  const gaps = [{ class: 'P0', reason: 'the spool was full', fromMs: 0, toMs: 60_000, records: 7 } as const];
  const allocation = { resource_id: ID, hour: SAMPLE_HOUR_MS / 1000, target: { kind: 'state', id: 'active' }, share: '1', basis: 'state' };
  const finding = { rule: 'idle', resource_id: ID, window: { start: 0, end: 1 }, evidence: {}, usd_per_hour_at_stake: '0.1' };
  const said = { series: [series], gaps, allocations: [allocation], findings: [finding], cycle: sampleCycle({ problems: [problem] }) };
  await open.store.ingest(DEFAULT_TENANT, sampleIntake({ ...said, charges, resources: [sampleResource()], receivedMs: NOW_MS, timestampMs: NOW_MS }));
  return open;
}

async function read(hub: TestHub, path: string): Promise<unknown> {
  const reply = await hub.get(path);
  expect(reply.status, path).toBe(200);
  expect(reply.headers.get('content-type')).toBe('application/json');
  return reply.json();
}

describe('the JSON API', () => {
  it.each([
    {
      path: '/api/v1/costs',
      body: {
        currencies: [{ currency: 'USD', rate_per_hour: '0.192', projected_month: '140.16', this_hour: null, this_month: { known_cost: '0.192' } }],
      },
    },
    {
      path: '/api/v1/costs/providers',
      body: { providers: [{ name: 'aws', rate_per_hour: '0.192', services: [{ name: 'ec2', this_month: { unpriced_charges: 1, charges: 2 } }] }] },
    },
    { path: '/api/v1/costs/trend', body: { range: '24h', bucket_s: 3600, currencies: [{ split: 'service', total: { known_cost: '0.192' } }] } },
    {
      path: '/api/v1/resources?limit=1',
      body: { resources: [{ resource_id: ID, resource: { name: 'web-1' }, prices: [{ source: 'bundled', as_of: '2026-07-20', stale: true }] }] },
    },
    {
      path: `/api/v1/resources/${encodeURIComponent(ID)}`,
      body: { totals: [{ known_cost: '0.192', is_partial: false }], charges: [{ meter: 'compute' }], allocations: [{ share: '1' }] },
    },
    {
      path: '/api/v1/waste',
      body: {
        idle_totals: [{ rate_per_hour: '0.192', charged_in_window: '0.192' }],
        idle: [{ name: 'web-1' }],
        not_measured: [{ resource_id: 'unpriced', busiest_ratio: null, rate_per_hour: null }],
        findings: [{ rule: 'idle' }],
      },
    },
    { path: '/api/v1/problems', body: { problems: [{ code: 'AUTH_DENIED', hint: null }], gaps: [{ records: 7, to: 60 }] } },
    { path: '/api/v1/scopes', body: { scopes: [{ agent_id: 'aws-1', scope: SAMPLE_SCOPE, complete: true }] } },
  ])('answers $path', async ({ path, body }) => {
    const hub = await openFilledHub();

    expect(await read(hub, path)).toMatchObject({ as_of: NOW_MS / 1000, ...body });
  });

  it('gives a gap as null and what has no price as null, never as 0', async () => {
    open = openTestHub();
    await open.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge({ price: null })], receivedMs: NOW_MS }));

    const trend = (await read(open, '/api/v1/costs/trend')) as { currencies: { buckets: { total: { known_cost: string | null } | null }[] }[] };

    const totals = trend.currencies[0]?.buckets.slice(-3).map(({ total }) => (total === null ? 'gap' : total.known_cost));
    expect(totals).toEqual(['gap', null, 'gap']);
  });

  it('lists what is not known, and what to do about it', async () => {
    const hub = await openFilledHub();

    const { unknowns } = (await read(hub, '/api/v1/unknowns')) as { unknowns: { what: string; todo: string }[] };

    expect(unknowns.map(({ what }) => what)).toContain('1 charge of 2 this month without a price (USD)');
    expect(unknowns.every(({ todo }) => todo.length > 0)).toBe(true);
  });

  it.each([
    { path: '/api/v1/costs/trend?range=1y', status: 400, field: 'range' },
    { path: '/api/v1/resources?limit=0', status: 400, field: 'limit' },
    { path: '/api/v1/resources?limit=many', status: 400, field: 'limit' },
    { path: '/api/v1/resources/nobody', status: 404, field: undefined },
  ])('says what is wrong with $path', async ({ path, status, field }) => {
    open = openTestHub();

    const reply = await open.get(path);

    expect(reply.status).toBe(status);
    expect(((await reply.json()) as { field?: string }).field).toBe(field);
  });

  it('answers every path that docs/dashboards.md names, and has none that it does not', async () => {
    const hub = await openFilledHub();
    const docs = readFileSync(new URL('../../../../../docs/dashboards.md', import.meta.url), 'utf8');
    const documented = [...docs.matchAll(/^\| `(\/[^`]+)` \|/gm)].map(([, path = '']) => path);
    const served = hub.hub.app.routes.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/v1/')).map(({ path }) => path);

    for (const path of documented) {
      const reply = await hub.get(path.replace('{id}', encodeURIComponent(ID)));
      expect(reply.status, path).toBe(200);
      await reply.body?.cancel();
    }

    const undocumented = served.filter((path) => !docs.includes(`\`${path.replace(':id', '{id}')}`));
    expect(documented.length).toBeGreaterThanOrEqual(10);
    expect(undocumented).toEqual([]);
  });
});

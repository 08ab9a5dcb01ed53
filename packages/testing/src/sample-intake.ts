import { type Charge, type CycleReport, type Intake, parseScopeId, type WireResource, type WireSeries } from '@openfinops/core';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE } from './sample-charge.ts';

/** An intake as a server would hand it to a store; what is not said is empty. */
export function sampleIntake(
  said: Partial<Omit<Intake, 'charges' | 'agent'>> & { readonly agentId?: string; readonly charges?: readonly Charge[] },
): Intake {
  const { agentId = 'aws-1', charges = [], ...rest } = said;
  const batchId = rest.batchId === undefined ? null : rest.batchId;
  const json = rest.json ?? JSON.stringify({ agent_id: agentId, metrics: { note: batchId }, events: [] });
  return {
    agent: { agentId, hostname: 'ip-10-0-0-5', provider: 'aws', region: 'us-west-2' },
    batchId,
    hash: `hash of ${json}`,
    receivedMs: SAMPLE_HOUR_MS + 3_660_000,
    timestampMs: SAMPLE_HOUR_MS + 3_660_000,
    json,
    events: 0,
    accepted: charges.length,
    rejected: [],
    resources: [],
    charges: charges.map((record, index) => ({ index, record })),
    series: [],
    allocations: [],
    findings: [],
    cycle: null,
    gaps: [],
    ...rest,
  };
}

/** A running machine at 0.192 USD an hour. */
export function sampleResource(said: Partial<WireResource> = {}): WireResource {
  const scope = said.scope ?? SAMPLE_SCOPE;
  const parts = parseScopeId(scope);
  return {
    id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc',
    provider: parts?.provider ?? '',
    service: parts?.service ?? '',
    kind: 'machine',
    name: 'web-1',
    account_id: parts?.accountId ?? '',
    region: parts?.region ?? '',
    scope,
    sku: 'm5.xlarge',
    state: 'running',
    purchase: 'on-demand',
    attributes: { os: 'linux' },
    parent_id: null,
    tags: {},
    usd_per_hour: '0.192',
    ...said,
  };
}

/** Processor use in steps of five minutes from the start of the sample hour. */
export function sampleSeries(said: Partial<WireSeries> = {}): WireSeries {
  return {
    resource_id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc',
    name: 'cpu.utilization',
    unit: '1',
    statistic: 'average',
    start: SAMPLE_HOUR_MS / 1000,
    step_s: 300,
    values: [0.25, null, 0.75],
    ...said,
  };
}

/** A cycle without anything to report. */
export function sampleCycle(said: Partial<CycleReport> = {}): CycleReport {
  return {
    summary: { resources: { running: 1 }, list_usd_per_hour: '0.192', effective_usd_per_hour: '0.192', unpriced: [] },
    scopes: [{ scope: SAMPLE_SCOPE, complete: true, resources: 1, calls: 1, seconds: 0.5, problem: null }],
    coverage: { shortest_life_s: 300, not_covered: [] },
    ownCost: { calls: 1, billed_units: 0, usd: '0', usd_per_month: '0' },
    problems: [],
    ...said,
  };
}

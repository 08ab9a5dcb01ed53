import { performance } from 'node:perf_hooks';
import { type Charge, chargeToWire, encodeBatch, type MeterName, type WireResource } from '@openfinops/core';
import { createUuidV7 } from '../../packages/cli/src/uuid-v7.ts';
import { sampleCharge } from '../../packages/testing/src/sample-charge.ts';
import { type HttpLane, openLane } from './http-lane.ts';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const AGENT = { agentId: 'bench', hostname: 'bench', provider: 'aws', region: 'us-west-2', version: '0.1.0' };
/** Less than 512 KiB with the frame around it. */
const MAX_RECORDS_BYTES = 510_000;

export function resourceIdOf(index: number): string {
  return `arn:aws:ec2:us-west-2:123456789012:instance/i-${index.toString(16).padStart(17, '0')}`;
}

/** A charge of a whole hour. */
export function chargeOf(index: number, meter: MeterName, hourStartMs: number, observedMinute = 61): Charge {
  return sampleCharge({ scope: SCOPE, resourceId: resourceIdOf(index), meter, hourStartMs, observedMinute });
}

export function resourceOf(index: number): WireResource {
  return {
    id: resourceIdOf(index),
    provider: 'aws',
    service: 'ec2',
    kind: 'machine',
    name: `machine-${index}`,
    account_id: '123456789012',
    region: 'us-west-2',
    scope: SCOPE,
    sku: 'm5.xlarge',
    state: 'running',
    purchase: 'on-demand',
    attributes: { os: 'linux', tenancy: 'shared' },
    parent_id: null,
    tags: { team: `team-${index % 20}` },
    usd_per_hour: '0.192',
  };
}

/** One request body. */
export function encodeCost(charges: readonly Charge[], resources: readonly WireResource[] = []): string {
  return encodeRecords(
    charges.map((charge) => JSON.stringify(chargeToWire(charge))),
    resources,
  );
}

/** As many charges in each body as fit into 512 KiB. */
export function* encodeFull(charges: Iterable<Charge>): Generator<string> {
  let records: string[] = [];
  let bytes = 0;
  for (const charge of charges) {
    const json = JSON.stringify(chargeToWire(charge));
    if (bytes + json.length > MAX_RECORDS_BYTES) {
      yield encodeRecords(records, []);
      records = [];
      bytes = 0;
    }
    records.push(json);
    bytes += json.length + 1;
  }
  if (records.length > 0) yield encodeRecords(records, []);
}

/** Posts every body, `connections` at a time; seconds until the last answer. Throws when one is not taken whole. */
export async function postAll(url: string, bodies: Iterable<string>, connections: number): Promise<number> {
  const lanes = await Promise.all(Array.from({ length: connections }, () => openLane(url)));
  const queue = bodies[Symbol.iterator]();
  const work = async (lane: HttpLane): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const answer = await lane.post('/api/v1/telemetry/ingest', next.value);
      if (!answer.includes('"status":"success"') || !answer.includes('"rejected":[]')) throw new Error(`not taken: ${answer.slice(0, 300)}`);
    }
  };
  const startMs = performance.now();
  try {
    await Promise.all(lanes.map(work));
    return (performance.now() - startMs) / 1000;
  } finally {
    for (const lane of lanes) lane.close();
  }
}

function encodeRecords(records: readonly string[], resources: readonly WireResource[]): string {
  const atMs = Date.now();
  const frame = {
    agent: AGENT,
    cycleId: createUuidV7(atMs),
    atMs,
    window: { startMs: atMs, endMs: atMs },
    maxBatchBytes: 524_288,
    newId: () => createUuidV7(atMs),
    nextPart: () => 1,
  };
  const fields = [`"resources":${JSON.stringify(resources)},"charges":[${records.join(',')}]`];
  return encodeBatch(frame, { kind: 'cost', expiresMs: null, fields, events: '[]', records: records.length }).json;
}

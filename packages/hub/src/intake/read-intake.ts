import { hash as hashOf } from 'node:crypto';
import { BATCH_SCHEMA, type Intake, type RecordFault } from '@openfinops/core';
import * as z from 'zod';
import { toFault } from './fault.ts';
import { findUnfit, mayHoldUnfitText } from './find-unfit.ts';
import { CLOCK_TOLERANCE_MS, readBatch } from './read-batch.ts';

/** A body understood, or the field that made it none. */
export type IntakeReading = { readonly intake: Intake; readonly clockAhead: boolean } | { readonly fault: RecordFault };

/** As the reference server fills them in. */
const UNSAID = 'unknown';
/** What the reply can list without growing beyond what agents read. */
const MAX_REJECTED = 100;
const OUR_SCHEMAS = /^openfinops\.batch\//;

const Text = z.string().max(2048);
const Body = z.object({
  agent_id: z.string().min(1).max(256),
  timestamp: z.number().min(0).max(253_402_300_800).optional(),
  hostname: Text.default(UNSAID),
  cloud_provider: Text.default(UNSAID),
  region: Text.default(UNSAID),
  metrics: z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'is not an object'),
  events: z.array(z.unknown()).default([]),
  traces: z.array(z.unknown()).default([]),
});

/**
 * Reads one parsed body of `POST /api/v1/telemetry/ingest`. A batch of ours gives its records; any other agent's body is taken as it is.
 * @param json the text that `body` was parsed from
 * @param idempotencyKey counts for bodies of other agents alone; a batch has its id inside
 */
export async function readIntake(body: unknown, json: string, idempotencyKey: string | null, receivedMs: number): Promise<IntakeReading> {
  if (Array.isArray(body)) return { fault: { field: 'body', reason: 'is an array, not an object' } };
  const parsed = Body.safeParse(body);
  if (!parsed.success) return { fault: toFault(parsed.error) };
  const { agent_id: agentId, hostname, cloud_provider: provider, region, metrics, events, traces } = parsed.data;
  const agent = { agentId, hostname, provider, region };
  const unfitAgent = findUnfit({ agent_id: agentId, hostname, cloud_provider: provider, region });
  if (unfitAgent !== undefined) return { fault: unfitAgent };

  const hash = hashOf('sha256', json);
  const sentMs = Math.round((parsed.data.timestamp ?? receivedMs / 1000) * 1000);
  const lateClock = sentMs > receivedMs + CLOCK_TOLERANCE_MS;
  const frame = { agent, hash, receivedMs, timestampMs: lateClock ? receivedMs : sentMs, json, events: events.length };
  if (typeof metrics.schema !== 'string' || !OUR_SCHEMAS.test(metrics.schema)) {
    const unfit = findUnfit({ metrics, events, traces }, false);
    if (unfit !== undefined) return { fault: unfit };
    return { intake: { ...FOREIGN, ...frame, batchId: idempotencyKey }, clockAhead: lateClock };
  }
  if (metrics.schema !== BATCH_SCHEMA) return { fault: { field: 'metrics.schema', reason: `is not ${BATCH_SCHEMA}, the one this hub reads` } };
  const reading = await readBatch(metrics, events, { receivedMs, checkTexts: mayHoldUnfitText(json) });
  if ('fault' in reading) return reading;
  const { clockAhead, rejected, ...content } = reading.content;
  return { intake: { ...frame, ...content, rejected: rejected.slice(0, MAX_REJECTED) }, clockAhead: clockAhead || lateClock };
}

/** The body itself is the one record. */
const FOREIGN = {
  accepted: 1,
  rejected: [],
  resources: [],
  charges: [],
  series: [],
  allocations: [],
  findings: [],
  cycle: null,
  gaps: [],
};

import { type BatchWithCommits, createResolver, type FactLine, HOUR_MS, type Ledger, type Track, trackKey, type WireCharge } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { sayOpenHours } from './say-open-hours.ts';

const HOUR_START_MS = Date.UTC(2026, 10, 21, 12);
const LEAVING_MS = HOUR_START_MS + 40 * 60_000;
const SEEN_MS = HOUR_START_MS + 36 * 60_000;
const SCOPE = 'aws/123456789012/us-west-2/ec2';
const AGENT = { agentId: 'aws-1', hostname: 'h', provider: 'aws', region: 'us-west-2', version: '0.1.0' };

function lineFrom(fromMs: number, toMs: number): FactLine {
  const offer = { sku: 'm5.large', amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} } as const;
  return { fromMs, toMs, offer, evidence: 3, unsettled: false, waived: false };
}

/** A meter with one line in each of these hours. */
function trackOf(...hourStartsMs: number[]): Track {
  const hours = hourStartsMs.map((hourStartMs) => ({ hourStartMs, lines: [lineFrom(hourStartMs, hourStartMs + 36 * 60_000)], unknown: [] }));
  return { sighting: null, sightedMs: SEEN_MS, seenMs: SEEN_MS, gone: false, hours };
}

function ledgerOf(tracks: Readonly<Record<string, Track>>): Ledger {
  const entries = Object.entries(tracks).map(([id, track]) => [trackKey(id, 'compute'), track] as const);
  return { scope: SCOPE, atMs: SEEN_MS, absent: null, tracks: new Map(entries) };
}

async function say(ledgers: readonly Ledger[], maxBatchBytes = 100_000): Promise<BatchWithCommits[]> {
  const clock = createManualClock(LEAVING_MS);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const said: BatchWithCommits[] = [];
  for await (const item of sayOpenHours({ ledgers, prices: createResolver({ sources: [] }), agent: AGENT, clock, maxBatchBytes, newId }))
    said.push(item);
  return said;
}

const metricsOf = ({ batch }: BatchWithCommits) =>
  (JSON.parse(batch.json) as { metrics: { kind: string; expires: number; part: number; charges: WireCharge[] } }).metrics;

describe('sayOpenHours', () => {
  it('says each open hour as it was last seen, as not complete, in a batch that expires and remembers nothing', async () => {
    const said = await say([ledgerOf({ 'i-1': trackOf(HOUR_START_MS) })]);

    expect(said.map(({ batch, commits }) => ({ kind: batch.kind, expiresMs: batch.expiresMs, records: batch.records, commits }))).toEqual([
      { kind: 'cost', expiresMs: HOUR_START_MS + 3 * HOUR_MS, records: 1, commits: [] },
    ]);
    expect(said.flatMap((item) => metricsOf(item).charges)).toMatchObject([
      { resource_id: 'i-1', scope: SCOPE, meter: 'compute', hour: HOUR_START_MS / 1000, observed_at: SEEN_MS / 1000, complete: false },
    ]);
  });

  it('keeps hours apart, because each expires at its own time', async () => {
    const said = await say([ledgerOf({ 'i-1': trackOf(HOUR_START_MS - HOUR_MS, HOUR_START_MS) })]);

    expect(said.map(({ batch }) => batch.expiresMs)).toEqual([HOUR_START_MS + 2 * HOUR_MS, HOUR_START_MS + 3 * HOUR_MS]);
    expect(said.map((item) => metricsOf(item).part)).toEqual([1, 2]);
  });

  it('says nothing of an hour so old that it would expire at once, nor of one to come', async () => {
    const said = await say([ledgerOf({ 'i-1': trackOf(HOUR_START_MS - 3 * HOUR_MS, HOUR_START_MS + HOUR_MS) })]);

    expect(said).toEqual([]);
  });

  it('fills batches up to their size, and loses no charge between them', async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `i-${i}`);

    const said = await say([ledgerOf(Object.fromEntries(ids.map((id) => [id, trackOf(HOUR_START_MS)])))], 8192);

    expect(said.length).toBeGreaterThan(2);
    expect(said.every(({ batch }) => Buffer.byteLength(batch.json) <= 8192)).toBe(true);
    expect(said.flatMap((item) => metricsOf(item).charges.map(({ resource_id }) => resource_id))).toEqual(ids);
  });

  it('says nothing where nothing is remembered', async () => {
    expect(await say([])).toEqual([]);
    expect(await say([ledgerOf({ 'i-1': trackOf() })])).toEqual([]);
  });
});

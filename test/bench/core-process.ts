import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import {
  type AccrualRules,
  beginLook,
  type Clock,
  createPacer,
  createResolver,
  emptyLedger,
  HOUR_MS,
  type Ledger,
  type PriceRow,
  priceFacts,
  type Sighting,
} from '@openfinops/core';

/**
 * One hour of looks at one scope of `argv[2]` machines, in a process of its own: accrual and charges, paced as the cycle paces them. Prints one
 * JSON line of what it took.
 */
export interface CoreRun {
  readonly resources: number;
  /** Of each look, the first aside, which starts from nothing; the last one closes the hour. */
  readonly lookCpuMs: readonly number[];
  /** Longest time in which the event loop served nobody, in any look. */
  readonly gapMs: number;
  /** What a gap is made of: the longest garbage collection, and the longest start of a look. */
  readonly gcMs: number;
  readonly beginMs: number;
  readonly ledgerBytes: number;
}

const INTERVAL_MS = 300_000;
const LOOKS = 13;
const START_MS = Date.UTC(2026, 10, 2, 10);
const SCOPE = 'aws/123456789012/us-west-2/ec2';
const WARM_UP = 2000;
/** What a sample of the delay may be late by itself. */
const RESOLUTION_MS = 1;

const rules: AccrualRules = { intervalMs: INTERVAL_MS, backfillHours: 24, minimumMs: 60_000, proof: 'lastStart', offerMayChange: false };
const price: PriceRow = {
  fromMs: 0,
  listPrice: '0.192',
  effectivePrice: '0.192',
  unit: 'h',
  currency: 'USD',
  source: 'bundled',
  asOf: '2026-07-20',
  id: null,
  basis: 'list',
  estimated: false,
  tierNotApplied: false,
};
const prices = createResolver({ sources: [{ name: 'bench', find: () => ({ rows: [price] }) }] });
const clock: Clock = { nowMs: Date.now, monotonicMs: () => performance.now(), sleep: async () => {}, breathe: () => setImmediate() };

await runHour(WARM_UP);
console.log(JSON.stringify(await runHour(Number(process.argv[2]))));

async function runHour(resources: number): Promise<CoreRun> {
  const sightings = fleet(resources);
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const collections = watchCollections();
  const lookCpuMs: number[] = [];
  let ledger = emptyLedger(SCOPE);
  let beginMs = 0;
  await setImmediate();
  delay.enable();
  for (let index = 0; index < LOOKS; index += 1) {
    const before = process.cpuUsage();
    const taken = await look(ledger, START_MS + index * INTERVAL_MS, sightings);
    const { user, system } = process.cpuUsage(before);
    if (index > 0) lookCpuMs.push((user + system) / 1000);
    ledger = taken.ledger;
    beginMs = Math.max(beginMs, taken.beginMs);
    await setImmediate();
  }
  delay.disable();
  const gcMs = await collections.longestMs();
  const ledgerBytes = Buffer.byteLength(JSON.stringify([...ledger.tracks]));
  return { resources, lookCpuMs, gapMs: delay.max / 1e6 - RESOLUTION_MS, gcMs, beginMs, ledgerBytes };
}

async function look(before: Ledger, atMs: number, sightings: readonly Sighting[]): Promise<{ ledger: Ledger; beginMs: number }> {
  const pacer = createPacer(clock);
  const startMs = performance.now();
  const scope = beginLook(before, atMs, () => rules, INTERVAL_MS);
  const beginMs = performance.now() - startMs;
  for (const sighting of sightings) {
    for (const facts of scope.see(sighting)) priceFacts(facts, prices);
    await pacer.pace();
  }
  for (const some of scope.conclude()) {
    for (const facts of some) priceFacts(facts, prices);
    await pacer.pace();
  }
  return { ledger: scope.ledger(true), beginMs };
}

function fleet(count: number): Sighting[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `arn:aws:ec2:us-west-2:123456789012:instance/i-${index.toString(16).padStart(17, '0')}`,
    meter: 'compute',
    bills: true,
    offer: {
      sku: `m5.${index % 40}xlarge`,
      amount: '1',
      unit: 'h',
      unitMs: HOUR_MS,
      purchase: 'on-demand',
      attributes: { os: 'linux', tenancy: 'shared' },
    },
    startMs: START_MS - 86_400_000 - index * 1000,
  }));
}

function watchCollections(): { longestMs(): Promise<number> } {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async longestMs() {
      await setImmediate();
      observer.disconnect();
      return longest;
    },
  };
}

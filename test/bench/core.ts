import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { beginLook, createResolver, emptyLedger, type Ledger, type Offer, priceFacts, type Sighting } from '@openfinops/core';

/**
 * Accrual and charges of one scope, look after look: time, event-loop gaps and ledger size against the number of resources.
 * Run: `npx tsx test/bench/core.ts`. One JSON line a size.
 */

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 2, 10);
const SCOPE = 'aws/123456789012/us-west-2/ec2';
const rules = { intervalMs: 300_000, backfillHours: 24, minimumMs: 60_000, proof: 'lastStart', offerMayChange: false } as const;
const price = {
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
} as const;

function fleet(count: number): Sighting[] {
  return Array.from({ length: count }, (_, index) => {
    const offer: Offer = {
      sku: `m5.${index % 40}xlarge`,
      amount: '1',
      unit: 'h',
      unitMs: HOUR_MS,
      purchase: 'on-demand',
      attributes: { os: 'linux', tenancy: 'shared' },
    };
    const id = `arn:aws:ec2:us-west-2:123456789012:instance/i-${index.toString(16).padStart(17, '0')}`;
    return { id, meter: 'compute', bills: true, offer, startMs: START_MS - 86_400_000 - index * 1000 };
  });
}

/** One look and its charges, in slices that let the loop breathe, as the cycle does it. */
async function look(
  ledger: Ledger,
  atMs: number,
  sightings: readonly Sighting[],
  prices: ReturnType<typeof createResolver>,
): Promise<{ ledger: Ledger; charges: number }> {
  const scope = beginLook(ledger, atMs, () => rules, 300_000);
  let charges = 0;
  let sliceMs = performance.now();
  for (const sighting of sightings) {
    for (const facts of scope.see(sighting)) {
      priceFacts(facts, prices);
      charges += 1;
    }
    if (performance.now() - sliceMs < 8) continue;
    await setImmediate();
    sliceMs = performance.now();
  }
  for (const some of scope.conclude()) {
    charges += some.length;
    if (performance.now() - sliceMs < 8) continue;
    await setImmediate();
    sliceMs = performance.now();
  }
  return { ledger: scope.ledger(true), charges };
}

async function measure(count: number): Promise<void> {
  const sightings = fleet(count);
  const prices = createResolver({ sources: [{ name: 'bench', find: () => ({ rows: [price] }) }] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let ledger = emptyLedger(SCOPE);
  let charges = 0;
  const cpuMs: number[] = [];
  for (let index = 0; index < 13; index += 1) {
    const before = process.cpuUsage();
    if (index === 1) delay.enable();
    const result = await look(ledger, START_MS + index * 300_000, sightings, prices);
    const used = process.cpuUsage(before);
    cpuMs.push((used.user + used.system) / 1000);
    ledger = result.ledger;
    charges += result.charges;
  }
  delay.disable();
  const ledgerBytes = JSON.stringify([...ledger.tracks]).length;
  const sorted = [...cpuMs].sort((a, b) => a - b);
  const figures = {
    resources: count,
    charges,
    cpuMsFirstLook: Math.round(cpuMs[0] ?? 0),
    cpuMsMedianLook: Math.round(sorted[6] ?? 0),
    cpuMsHourClose: Math.round(cpuMs[12] ?? 0),
    longestGapMs: Math.round(delay.max / 1e6),
    ledgerBytesPerResource: Math.round(ledgerBytes / count),
  };
  console.log(JSON.stringify(figures));
}

for (const count of [1000, 10_000, 100_000]) await measure(count);

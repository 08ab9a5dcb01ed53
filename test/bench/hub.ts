import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Charge, HOUR_MS, hourOf } from '@openfinops/core';
import { buildBundle, startProduct, startSource } from './child.ts';
import type { Measurement } from './figures.ts';
import { chargeOf, encodeCost, encodeFull, postAll } from './hub-load.ts';

const ROUNDS = 3;
const RESOURCES = 2000;
const SMALL_BODIES = 2000;
const NAIVE_SMALL_BODIES = 200;
const CHARGES = 20_000;
const NAIVE_CHARGES = 500;
const CHARGES_PER_SMALL_BODY = 2;
/** Agents that send at once, one body each at a time: those of a fleet, and those with much to catch up on. */
const SMALL_CONNECTIONS = 64;
const LARGE_CONNECTIONS = 8;

/** The shipped hub and the naive one, each in its own process, in turns. */
export async function benchHub(): Promise<Measurement[]> {
  buildBundle();
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-bench-'));
  try {
    return await benchIngest(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function benchIngest(dir: string): Promise<Measurement[]> {
  const hub = startProduct(['hub', '--bind', '127.0.0.1:0', '--data', join(dir, 'ingest')], dir);
  const naive = startSource('naive-hub.ts', [dir]);
  try {
    const [, ours = ''] = await hub.until(/"url":"(http:[^"]+)"/);
    const [theirs] = await naive.until(/http:\S+/);
    return await measureIngest(ours, theirs);
  } finally {
    await hub.stop();
    await naive.stop();
  }
}

async function measureIngest(ours: string, theirs: string): Promise<Measurement[]> {
  const small: number[] = [];
  const smallNaive: number[] = [];
  const fresh: number[] = [];
  const freshNaive: number[] = [];
  const again: number[] = [];
  const hours = hoursBack(hourOf(Date.now()) - HOUR_MS);
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bodies = encodeSmall(chargesOf(SMALL_BODIES * CHARGES_PER_SMALL_BODY, hours));
    const charges = chargesOf(CHARGES, hours);
    const full = [...encodeFull(charges)];
    const later = [...encodeFull(charges.map((charge) => ({ ...charge, observedMs: charge.observedMs + HOUR_MS / 4 })))];
    const rates = {
      small: SMALL_BODIES / (await postAll(ours, bodies, SMALL_CONNECTIONS)),
      smallNaive: NAIVE_SMALL_BODIES / (await postAll(theirs, bodies.slice(0, NAIVE_SMALL_BODIES), SMALL_CONNECTIONS)),
      fresh: CHARGES / (await postAll(ours, full, LARGE_CONNECTIONS)),
      freshNaive: NAIVE_CHARGES / (await postAll(theirs, encodeFull(charges.slice(0, NAIVE_CHARGES)), LARGE_CONNECTIONS)),
      again: CHARGES / (await postAll(ours, later, LARGE_CONNECTIONS)),
    };
    // The first round warms both up.
    if (round === 0) continue;
    small.push(rates.small);
    smallNaive.push(rates.smallNaive);
    fresh.push(rates.fresh);
    freshNaive.push(rates.freshNaive);
    again.push(rates.again);
  }
  return [
    { figure: 'hub.small-bodies', samples: small, baseline: smallNaive },
    { figure: 'hub.charges', samples: fresh, baseline: freshNaive },
    { figure: 'hub.re-reports', samples: again, baseline: fresh },
  ];
}

/** Hours that were not used yet, each earlier than the one before. */
function* hoursBack(fromMs: number): Generator<number, never> {
  for (let hourStartMs = fromMs; ; hourStartMs -= HOUR_MS) yield hourStartMs;
}

function chargesOf(count: number, hours: Generator<number, never>): Charge[] {
  const charges: Charge[] = [];
  while (charges.length < count) {
    const { value: hourStartMs } = hours.next();
    for (let index = 0; index < RESOURCES && charges.length < count; index += 1) charges.push(chargeOf(index, 'compute', hourStartMs));
  }
  return charges;
}

function encodeSmall(charges: readonly Charge[]): string[] {
  const bodies: string[] = [];
  for (let at = 0; at < charges.length; at += CHARGES_PER_SMALL_BODY) bodies.push(encodeCost(charges.slice(at, at + CHARGES_PER_SMALL_BODY)));
  return bodies;
}

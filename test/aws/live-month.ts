import type { AwsFaultRule } from '../../packages/testing/src/aws/faults.ts';
import { createRandom, type Random } from '../../packages/testing/src/aws/random.ts';
import { type Comparison, compareBills } from './compare-bills.ts';
import { type AwsDrive, driveAws } from './drive-aws.ts';
import { createMonthEstate } from './month-estate.ts';

export interface LiveOptions {
  readonly seed: number;
  readonly machines: number;
  readonly days: number;
  readonly intervalMs: number;
  /** Hours in which something is denied begin so often; default 0.4. */
  readonly denialsADay?: number;
  /** Default 1. */
  readonly restartsADay?: number;
}

/** What happened on the way, so that nobody praises a calm month. */
export interface Lived extends Comparison {
  readonly looks: number;
  readonly denials: number;
  readonly restarts: number;
}

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 9, 1);
/** What may be denied; a denial lasts for hours. */
const DENIABLE = ['ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeAddresses', 'ec2:*'] as const;

/**
 * An agent lives through so many days of the emulator: looks that come late or fail, processes that end between two looks, bodies that arrive twice.
 * Then its charges are laid beside the emulator's bill.
 */
export async function liveMonth({ seed, machines, days, intervalMs, denialsADay = 0.4, restartsADay = 1 }: LiveOptions): Promise<Lived> {
  const random = createRandom(seed + 17);
  const window = { startMs: START_MS, endMs: START_MS + days * 24 * HOUR_MS };
  const estate = createMonthEstate({ seed, machines, ...window });
  const drive = await driveAws({ seed, estate, startMs: window.startMs - intervalMs, intervalMs, options: { metrics: [] } });
  try {
    const happened = await lookOn(drive, random, { ...window, intervalMs, denialsADay, restartsADay });
    return { ...compareBills(drive.hub.values(), { estate, looks: drive.looks, intervalMs, window }), ...happened };
  } finally {
    await drive.close();
  }
}

interface Time {
  readonly startMs: number;
  readonly endMs: number;
  readonly intervalMs: number;
  readonly denialsADay: number;
  readonly restartsADay: number;
}

/** Until two hours after the end, so that every hour of the window is closed and every first hour of spot over. */
async function lookOn(
  drive: AwsDrive,
  random: Random,
  { startMs, endMs, intervalMs, denialsADay, restartsADay }: Time,
): Promise<Pick<Lived, 'looks' | 'denials' | 'restarts'>> {
  const looksADay = (24 * HOUR_MS) / intervalMs;
  const happened = { looks: 0, denials: 0, restarts: 0 };
  let deniedUntilMs = 0;
  for (let atMs = startMs - intervalMs; atMs < endMs + 2 * HOUR_MS; atMs += intervalMs) {
    if (random() < restartsADay / looksADay) {
      await drive.restart();
      happened.restarts += 1;
    }
    if (atMs > deniedUntilMs && atMs < endMs - 6 * HOUR_MS) {
      const isDenied = random() < denialsADay / looksADay;
      drive.emulator.setFaults(isDenied ? denialOf(random) : []);
      if (isDenied) happened.denials += 1;
      if (isDenied) deniedUntilMs = atMs + random() * 5 * HOUR_MS;
    }
    const lateMs = Math.floor(random() * 20) * 1000;
    await drive.look(atMs + lateMs, random() < 0.2 ? 2 : 1);
    happened.looks += 1;
  }
  return happened;
}

function denialOf(random: Random): AwsFaultRule[] {
  return [{ on: DENIABLE[Math.floor(random() * DENIABLE.length)] ?? 'ec2:*', fault: { type: 'deny' } }];
}

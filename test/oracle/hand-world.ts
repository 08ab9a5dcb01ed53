import { FAMILIES, HOUR_MS, MINUTE_MS, rulesFor } from './families.ts';
import { sightAll } from './looks.ts';
import type { MeterName, Offer, PriceFrom, Sighting, Step, TrueLife, TrueRun, World } from './types.ts';

/** 2026-11-21T09:00:00Z; hand-made worlds count minutes from here. */
const NINE_MS = Date.UTC(2026, 10, 21, 9);

export function minute(minutes: number): number {
  return NINE_MS + minutes * MINUTE_MS;
}

export const LARGE: Offer = { sku: 'large', amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} };
export const SMALL: Offer = { ...LARGE, sku: 'small' };
export const DISK: Offer = { sku: 'gp3', amount: '100', unit: 'GiB-month', unitMs: 730 * HOUR_MS, purchase: 'on-demand', attributes: {} };
export const BIG_DISK: Offer = { ...DISK, amount: '200' };

/** From and to in minutes; a run that tells its stop and stays listed. */
export function run(from: number, to: number, offer: Offer, other: Partial<TrueRun> = {}): TrueRun {
  const [startMs, endMs] = [minute(from), minute(to)];
  const offers = [{ fromMs: startMs, offer }];
  return { startMs, endMs, offers, tellsStop: true, spot: null, listedAfterEndMs: Number.POSITIVE_INFINITY, listedBeforeStartMs: 0, ...other };
}

export function life(meter: MeterName, ...runs: TrueRun[]): TrueLife {
  return { resourceId: `${meter}-1`, meter, runs };
}

/** A look at a minute, at all there is unless it says otherwise; or what befalls the ledger. */
export type Happening =
  | { readonly look: number; readonly agentId?: string; readonly complete?: boolean; readonly sightings?: (all: Sighting[]) => Sighting[] }
  | { readonly lose: true; readonly agentId?: string }
  | { readonly restoreTo: number; readonly agentId?: string };

interface Hand {
  readonly lives: readonly TrueLife[];
  readonly happenings: readonly Happening[];
  readonly endMinute?: number;
  readonly prices?: readonly (readonly [sku: string, rows: readonly PriceFrom[]])[];
}

/** Machines have a minimum of 60 s, looks an interval of five minutes: the longest bridge is 12.5 minutes. */
export function makeHandWorld({ lives, happenings, endMinute = 60, prices = [] }: Hand): World {
  const rulesOf = rulesFor(FAMILIES.calm, MINUTE_MS);
  const scope = 'aws/123456789012/us-west-2/ec2';
  const script = happenings.map((happening): Step => {
    const { agentId = 'a' } = happening;
    if ('lose' in happening) return { agentId, type: 'lose-ledger' };
    if ('restoreTo' in happening) return { agentId, type: 'restore-ledger', toLook: happening.restoreTo };
    const atMs = minute(happening.look);
    const all = sightAll(lives, rulesOf, atMs);
    const sightings = happening.sightings?.(all) ?? all;
    return { agentId, type: 'look', observation: { scope, atMs, complete: happening.complete ?? true, sightings } };
  });
  const list = new Map<string, readonly PriceFrom[]>([
    ['large', [{ fromMs: 0, listPrice: '0.192' }]],
    ['small', [{ fromMs: 0, listPrice: '0.096' }]],
    ['gp3', [{ fromMs: 0, listPrice: '0.08' }]],
    ...prices,
  ]);
  return { family: 'calm', seed: 0, scope, rulesOf, lives, prices: list, script, deliverySeed: 'hand', endMs: minute(endMinute) };
}

/** Spans in minutes after nine: what a test writes by hand. */
export function inMinutes(spans: readonly { readonly fromMs: number; readonly toMs: number }[]): [number, number][] {
  return spans.map(({ fromMs, toMs }) => [(fromMs - NINE_MS) / MINUTE_MS, (toMs - NINE_MS) / MINUTE_MS]);
}

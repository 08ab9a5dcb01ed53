import type { AccrualRules, Family, MeterName } from './types.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** What becomes of the ledger between looks. */
export type Memory = 'kept' | 'none' | 'lost' | 'restored';

export interface Traits {
  readonly agents: readonly string[];
  readonly memory: Memory;
  readonly hours: { readonly min: number; readonly max: number };
  /** The interval that the agents keep to, as the rules have it. */
  readonly intervalMs: number;
  readonly everyMs: { readonly min: number; readonly max: number };
  /** At a random minute of each clock hour instead. */
  readonly oncePerHour: boolean;
  /** Restarts, resizes, missed and partial looks, states unknown, skewed clocks, late and doubled looks. */
  readonly troubled: boolean;
  readonly meanRunMs: number;
  readonly meanRestMs: number;
  /** How many of the machine runs may still be waived. */
  readonly spotShare: number;
  readonly pricesChange: boolean;
  /** A gap of 24 to 30 hours between two looks. */
  readonly dayGapChance: number;
  /** A restart inside the minimum may bring another offer; only where one unbroken ledger is sure to see both. */
  readonly restartsResized: boolean;
}

const TROUBLE: Traits = {
  agents: ['a'],
  memory: 'kept',
  hours: { min: 6, max: 10 },
  intervalMs: 5 * MINUTE_MS,
  everyMs: { min: 290_000, max: 310_000 },
  oncePerHour: false,
  troubled: true,
  meanRunMs: 100 * MINUTE_MS,
  meanRestMs: 25 * MINUTE_MS,
  spotShare: 0.1,
  pricesChange: false,
  dayGapChance: 0,
  restartsResized: false,
};

export const FAMILIES: Readonly<Record<Family, Traits>> = {
  calm: { ...TROUBLE, troubled: false, spotShare: 0, meanRunMs: 5 * HOUR_MS },
  trouble: { ...TROUBLE, restartsResized: true },
  'slow-lives': {
    ...TROUBLE,
    hours: { min: 50, max: 66 },
    intervalMs: 30 * MINUTE_MS,
    everyMs: { min: 30 * MINUTE_MS, max: 60 * MINUTE_MS },
    meanRunMs: 20 * HOUR_MS,
    meanRestMs: 4 * HOUR_MS,
    dayGapChance: 0.4,
  },
  spot: { ...TROUBLE, spotShare: 0.8, meanRunMs: 60 * MINUTE_MS },
  'price-changes': { ...TROUBLE, pricesChange: true },
  'ledger-lost': { ...TROUBLE, memory: 'lost' },
  'ledger-restored': { ...TROUBLE, memory: 'restored' },
  'two-agents': { ...TROUBLE, agents: ['a', 'b'] },
  'stateless-hourly': {
    ...TROUBLE,
    memory: 'none',
    hours: { min: 10, max: 14 },
    oncePerHour: true,
    meanRunMs: 150 * MINUTE_MS,
  },
  'stateless-5min': { ...TROUBLE, memory: 'none' },
};

export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly Family[];

/** One meter for each kind of proof, so that the meter alone names the rules. */
export const METERS = ['compute', 'storage', 'control-plane', 'licence'] as const satisfies readonly MeterName[];

/** @param minimumMs of machines; everything else is billed to the millisecond */
export function rulesFor(traits: Traits, minimumMs: number): (meter: MeterName) => AccrualRules {
  const common = { intervalMs: traits.intervalMs, backfillHours: 24, minimumMs: 0, offerMayChange: false };
  const rules = new Map<MeterName, AccrualRules>([
    ['compute', { ...common, minimumMs, proof: 'lastStart' }],
    ['storage', { ...common, proof: 'existence', offerMayChange: true }],
    ['control-plane', { ...common, proof: 'existence' }],
    ['licence', { ...common, proof: 'none' }],
  ]);
  return (meter) => {
    const found = rules.get(meter);
    if (!found) throw new RangeError(`no world has a meter ${meter}`);
    return found;
  };
}

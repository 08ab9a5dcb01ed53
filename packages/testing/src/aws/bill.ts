import type { Decimal, MeterName } from '@openfinops/core';
import type { Estate, Machine, Run, Volume } from './estate.ts';
import { interfaceIdOf } from './instance-xml.ts';
import {
  ADDRESS_USD_PER_HOUR,
  HOST_PRICES,
  MONTH_HOURS,
  machineSteps,
  PRICE_STEPS_PER_USD,
  SNAPSHOT_USD_PER_GIB_MONTH,
  spotRows,
  stepsOf,
  VOLUME_PRICES,
  type VolumePrice,
} from './price-book.ts';

/** Half-open, epoch ms. */
export interface BillWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** One line of the emulator's bill: exact, in price steps x milliseconds. */
export interface BillItem {
  /** Instance, volume, snapshot or allocation id; of an address that AWS lent, that of its network interface. */
  readonly id: string;
  readonly meter: MeterName;
  /** USD x 10^10 x 3,600,000. */
  readonly stepMs: bigint;
}

export interface Bill {
  readonly items: readonly BillItem[];
  /** Twelve decimals, rounded down. */
  readonly totalUsd: Decimal;
  usdOf(id: string, meter: MeterName): Decimal;
}

const HOUR_MS = 3_600_000n;
/** Linux on demand and spot: at least a minute of each run. */
const MINIMUM_MS = 60_000;
/** What EC2 takes back in its first hour costs nothing. */
const FREE_SPOT_MS = 3_600_000;

/** Straight from the true lives: no looks, no hours, no ledger. */
export function billOf(estate: Estate, window: BillWindow): Bill {
  const items = [
    ...machineItems(estate, window),
    ...volumeItems(estate, window),
    ...otherItems(estate, window),
    ...capacityItems(estate, window),
  ].filter(({ stepMs }) => stepMs > 0n);
  let total = 0n;
  for (const { stepMs } of items) total += stepMs;
  return {
    items,
    totalUsd: usdOf(total),
    usdOf(id, meter) {
      let sum = 0n;
      for (const item of items) if (item.id === id && item.meter === meter) sum += item.stepMs;
      return usdOf(sum);
    },
  };
}

/** Twelve decimals of USD. */
export function usdOf(stepMs: bigint): Decimal {
  const scaled = (stepMs * 1_000_000_000_000n) / (HOUR_MS * PRICE_STEPS_PER_USD);
  return `${scaled / 1_000_000_000_000n}.${(scaled % 1_000_000_000_000n).toString().padStart(12, '0')}`;
}

function* machineItems({ seed, machines }: Estate, window: BillWindow): Generator<BillItem> {
  for (const machine of machines) {
    let stepMs = 0n;
    let addressMs = 0n;
    for (const [index, run] of machine.runs.entries()) {
      const next = machine.runs[index + 1];
      if (!isWaived(machine, run, next)) stepMs += runCost(seed, machine, billedWindow(run, next, window));
      addressMs += timeIn(window, run.fromMs, run.toMs);
    }
    yield { id: machine.instanceId, meter: 'compute', stepMs };
    if (machine.publicIp !== null) yield { id: interfaceIdOf(machine), meter: 'address', stepMs: addressMs * stepsOf(ADDRESS_USD_PER_HOUR) };
  }
}

function isWaived({ isInterrupted }: Machine, run: Run, next: Run | undefined): boolean {
  return isInterrupted && next === undefined && run.toMs !== null && run.toMs - run.fromMs < FREE_SPOT_MS;
}

interface BilledRun extends BillWindow {
  readonly instanceType: string;
}

/** A restart inside the minimum ends it. */
function billedWindow({ fromMs, toMs, instanceType }: Run, next: Run | undefined, window: BillWindow): BilledRun {
  const endMs = toMs === null ? window.endMs : Math.min(Math.max(toMs, fromMs + MINIMUM_MS), next?.fromMs ?? Number.POSITIVE_INFINITY);
  return { startMs: Math.max(window.startMs, fromMs), endMs: Math.min(window.endMs, endMs), instanceType };
}

function runCost(seed: number, { purchase, platform, zone }: Machine, { startMs, endMs, instanceType }: BilledRun): bigint {
  if (endMs <= startMs) return 0n;
  if (purchase === 'on-demand') return (machineSteps(instanceType, platform) ?? 0n) * BigInt(endMs - startMs);
  const rows = spotRows(seed, { instanceType, zone, platform }, startMs, endMs);
  let cost = 0n;
  for (const [index, row] of rows.entries()) {
    const until = rows[index + 1]?.fromMs ?? endMs;
    const from = Math.max(startMs, row.fromMs);
    const to = Math.min(endMs, until);
    if (from < to) cost += stepsOf(row.price) * BigInt(to - from);
  }
  return cost;
}

function* volumeItems({ volumes }: Estate, window: BillWindow): Generator<BillItem> {
  for (const volume of volumes) {
    const there = timeIn(window, volume.createdMs, volume.deletedMs);
    for (const { meter, amount, price } of volumeMeters(volume)) {
      yield { id: volume.volumeId, meter, stepMs: perMonth(stepsOf(price) * BigInt(amount) * there) };
    }
  }
}

function* volumeMeters({ type, sizeGib, iops, throughputMibps }: Volume): Generator<{ meter: MeterName; amount: number; price: Decimal }> {
  const price: VolumePrice = VOLUME_PRICES[type];
  yield { meter: 'storage', amount: sizeGib, price: price.storage };
  if (price.iops !== null) yield { meter: 'iops', amount: Math.max(0, iops - price.freeIops), price: price.iops };
  if (price.throughput !== null) yield { meter: 'throughput', amount: Math.max(0, throughputMibps - price.freeThroughput), price: price.throughput };
}

function* capacityItems({ reservations, hosts }: Estate, window: BillWindow): Generator<BillItem> {
  for (const { reservationId, instanceType, platform, unusedSlots, createdMs, cancelledMs } of reservations) {
    const steps = (machineSteps(instanceType, platform) ?? 0n) * BigInt(unusedSlots);
    yield { id: reservationId, meter: 'compute', stepMs: timeIn(window, createdMs, cancelledMs) * steps };
  }
  for (const { hostId, family, allocatedMs, releasedMs } of hosts) {
    yield { id: hostId, meter: 'compute', stepMs: timeIn(window, allocatedMs, releasedMs) * stepsOf(HOST_PRICES[family]) };
  }
}

function* otherItems({ addresses, snapshots }: Estate, window: BillWindow): Generator<BillItem> {
  for (const { allocationId, allocatedMs, releasedMs } of addresses) {
    yield { id: allocationId, meter: 'address', stepMs: timeIn(window, allocatedMs, releasedMs) * stepsOf(ADDRESS_USD_PER_HOUR) };
  }
  for (const { snapshotId, sizeGib, startedMs, deletedMs } of snapshots) {
    const steps = stepsOf(SNAPSHOT_USD_PER_GIB_MONTH) * BigInt(sizeGib);
    yield { id: snapshotId, meter: 'snapshot', stepMs: perMonth(steps * timeIn(window, startedMs, deletedMs)) };
  }
}

/** Rounded down: less than 10^-13 USD a line. */
function perMonth(stepMs: bigint): bigint {
  return stepMs / BigInt(MONTH_HOURS);
}

function timeIn({ startMs, endMs }: BillWindow, fromMs: number, toMs: number | null): bigint {
  return BigInt(Math.max(0, Math.min(endMs, toMs ?? endMs) - Math.max(startMs, fromMs)));
}

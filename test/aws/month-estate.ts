import { ACCOUNT_ID, idOf } from '../../packages/testing/src/aws/create-estate.ts';
import type { Address, Estate, Host, Machine, Reservation, Run, Volume } from '../../packages/testing/src/aws/estate.ts';
import { createRandom, pick, type Random } from '../../packages/testing/src/aws/random.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const REGION = 'us-west-2';
const ZONES = ['us-west-2a', 'us-west-2b', 'us-west-2c'] as const;
const SIZES = ['t3.medium', 'm5.large', 'm5.xlarge', 'm6i.large', 'm7g.large', 'c5.xlarge', 'r5.large'] as const;

export interface MonthOptions {
  readonly seed: number;
  readonly machines: number;
  /** Half-open; machines live before, in and beyond it. */
  readonly startMs: number;
  readonly endMs: number;
}

/** A time in which a lot happens: machines that start, stop, change size, come and go, and spot machines that are taken back. */
export function createMonthEstate({ seed, machines: count, startMs, endMs }: MonthOptions): Estate {
  const random = createRandom(seed);
  const draw: Draw = { random, startMs, endMs };
  const machines: Machine[] = [];
  for (let index = 0; index < count; index += 1) machines.push(drawMachine(draw, index));
  return {
    seed,
    accountId: ACCOUNT_ID,
    regions: [{ name: REGION, zones: ZONES, isEnabled: true }],
    machines,
    volumes: machines.flatMap((machine, index) => drawVolumes(draw, machine, index)),
    addresses: Array.from({ length: Math.ceil(count / 20) }, (_, index) => drawAddress(draw, index)),
    snapshots: [],
    reservations: Array.from({ length: Math.ceil(count / 50) }, (_, index) => drawReservation(draw, index)),
    hosts: Array.from({ length: Math.ceil(count / 100) }, (_, index) => drawHost(draw, index)),
  };
}

interface Draw {
  readonly random: Random;
  readonly startMs: number;
  readonly endMs: number;
}

type Career = Pick<Machine, 'runs' | 'terminatedMs' | 'isInterrupted' | 'purchase'>;

function drawMachine(draw: Draw, index: number): Machine {
  const kind = index % 20;
  const career = kind < 7 ? steady(draw) : kind < 13 ? stopAndGo(draw) : kind < 16 ? shortLived(draw) : spot(draw);
  const instanceId = idOf('i', 0xa000 + index);
  return {
    instanceId,
    region: REGION,
    zone: pick(draw.random, ZONES),
    name: `machine-${index}`,
    ...career,
    platform:
      career.purchase === 'on-demand' && index % 11 === 3 && career.runs.every(({ instanceType }) => instanceType !== 'm7g.large')
        ? 'Windows'
        : 'Linux/UNIX',
    detailedMonitoring: false,
    publicIp: null,
    volumeIds: [idOf('vol', 0xb000 + index)],
    tags: { Name: `machine-${index}` },
    hasAgent: false,
  };
}

/** Runs all the time; changes its size now and then, for which it stops. */
function steady({ random, startMs, endMs }: Draw): Career {
  const runs: Run[] = [];
  let fromMs = startMs - upTo(random, 60 * DAY_MS);
  while (random() < 0.6 && fromMs < endMs) {
    const toMs = Math.max(fromMs, startMs) + upTo(random, 15 * DAY_MS);
    runs.push({ fromMs, toMs, instanceType: pick(random, SIZES) });
    fromMs = toMs + 2 * MINUTE_MS + upTo(random, HOUR_MS);
  }
  runs.push({ fromMs, toMs: null, instanceType: pick(random, SIZES) });
  return { runs, terminatedMs: null, isInterrupted: false, purchase: 'on-demand' };
}

/** Starts and stops, sometimes within minutes. */
function stopAndGo({ random, startMs, endMs }: Draw): Career {
  const runs: Run[] = [];
  const instanceType = pick(random, SIZES);
  for (let atMs = startMs - upTo(random, 2 * DAY_MS); atMs < endMs; ) {
    const toMs = atMs + 1000 + upTo(random, random() < 0.2 ? 3 * MINUTE_MS : 14 * HOUR_MS);
    runs.push({ fromMs: atMs, toMs, instanceType });
    atMs = toMs + 1000 + upTo(random, random() < 0.2 ? 4 * MINUTE_MS : 20 * HOUR_MS);
  }
  return { runs, terminatedMs: null, isInterrupted: false, purchase: 'on-demand' };
}

/** Comes, works for seconds or hours, and goes. */
function shortLived({ random, startMs, endMs }: Draw): Career {
  const fromMs = startMs + upTo(random, endMs - startMs);
  const toMs = fromMs + 20_000 + upTo(random, random() < 0.3 ? 2 * MINUTE_MS : 5 * HOUR_MS);
  return { runs: [{ fromMs, toMs, instanceType: pick(random, SIZES) }], terminatedMs: toMs, isInterrupted: false, purchase: 'on-demand' };
}

/** Taken back by EC2 in half of all cases, some in their first hour. */
function spot({ random, startMs, endMs }: Draw): Career {
  const fromMs = startMs - DAY_MS + upTo(random, endMs - startMs);
  const toMs = fromMs + 30_000 + upTo(random, random() < 0.4 ? HOUR_MS : 4 * DAY_MS);
  const isInterrupted = random() < 0.5;
  return { runs: [{ fromMs, toMs, instanceType: pick(random, SIZES) }], terminatedMs: toMs, isInterrupted, purchase: 'spot' };
}

function drawVolumes({ random }: Draw, { volumeIds, zone, runs, terminatedMs, instanceId }: Machine, index: number): Volume[] {
  return volumeIds.map((volumeId) => ({
    volumeId,
    region: REGION,
    zone,
    type: index % 6 === 5 ? 'gp2' : 'gp3',
    sizeGib: pick(random, [8, 20, 100, 250]),
    iops: index % 6 === 5 ? 750 : index % 5 === 0 ? 5000 : 3000,
    throughputMibps: index % 6 === 5 ? 0 : 125 + (index % 3) * 50,
    createdMs: runs[0]?.fromMs ?? 0,
    deletedMs: terminatedMs,
    instanceId,
  }));
}

function drawAddress({ random, startMs, endMs }: Draw, index: number): Address {
  const allocatedMs = startMs - DAY_MS + upTo(random, endMs - startMs);
  const releasedMs = allocatedMs + HOUR_MS + upTo(random, endMs - startMs);
  return {
    allocationId: idOf('eipalloc', 0xc000 + index),
    region: REGION,
    publicIp: `198.19.0.${index + 1}`,
    allocatedMs,
    releasedMs,
    instanceId: null,
  };
}

/** Whole seconds. */
function upTo(random: Random, ms: number): number {
  return Math.floor((random() * ms) / 1000) * 1000;
}

function drawReservation({ random, startMs, endMs }: Draw, index: number): Reservation {
  const createdMs = startMs - DAY_MS + Math.floor(random() * 5) * DAY_MS;
  return {
    reservationId: idOf('cr', 0xa000 + index),
    region: REGION,
    zone: pick(random, ZONES),
    instanceType: pick(random, SIZES),
    platform: 'Linux/UNIX',
    slots: 5,
    unusedSlots: 1 + (index % 3),
    createdMs,
    cancelledMs: index % 2 === 0 ? null : Math.min(endMs, createdMs + DAY_MS + Math.floor(random() * 10 * DAY_MS)),
  };
}

function drawHost({ random, startMs, endMs }: Draw, index: number): Host {
  const allocatedMs = startMs - DAY_MS + Math.floor(random() * 4 * 24) * HOUR_MS + 61_000;
  const releasedMs = index % 2 === 0 ? null : Math.min(endMs, allocatedMs + DAY_MS + Math.floor(random() * 10 * DAY_MS));
  return {
    hostId: idOf('h', 0xa000 + index),
    region: REGION,
    zone: pick(random, ZONES),
    family: pick(random, ['m5', 'c5'] as const),
    allocatedMs,
    releasedMs,
  };
}

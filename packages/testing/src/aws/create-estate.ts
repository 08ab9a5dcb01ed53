import type { Address, Estate, EstateRegion, Host, Machine, Reservation, Run, Snapshot, Volume } from './estate.ts';
import { type Platform, TYPES, type VolumeType } from './price-book.ts';
import { createRandom, pick, type Random } from './random.ts';

/** Counts of a made-up estate; what is left out is drawn by the seed. */
export interface EstateOptions {
  readonly instances: number;
  /** Default us-west-2; machines are dealt out evenly. */
  readonly regions?: readonly [string, ...string[]];
  /** Zones a region, default 4. */
  readonly zones?: number;
  /** Disks of each machine, default 1; every tenth machine's worth more that nobody uses. */
  readonly volumesPerInstance?: number;
  /** Elastic addresses, default one for ten machines; every second one is idle. */
  readonly addresses?: number;
  /** Default one for ten disks. */
  readonly snapshots?: number;
  /** Capacity reservations, of which a part stands empty, and dedicated hosts; default none. */
  readonly reservations?: number;
  readonly hosts?: number;
  /** Default 0.1 each. */
  readonly spotRatio?: number;
  readonly stoppedRatio?: number;
  /** What machines are of; default every type that has no GPU. */
  readonly types?: readonly [string, ...string[]];
  /** Instant at which all of it has been there for a while; default 2026-11-21T10:00:00Z. */
  readonly nowMs?: number;
}

/** An account that does not exist. */
export const ACCOUNT_ID = '123456789012';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 21, 10);
/** Machines have the addresses below. */
const FIRST_ELASTIC_IP = 100_000;
const ZONE_LETTERS = 'abcdef';
const TEAMS = ['search', 'payments & billing', 'data <platform>', 'web'] as const;
const TYPE_NAMES = Object.keys(TYPES).filter((name) => name !== 'g5.xlarge') as [string, ...string[]];
const VOLUME_TYPES: readonly [VolumeType, ...VolumeType[]] = ['gp3', 'gp3', 'gp3', 'gp2', 'io2', 'st1'];

/** An estate in which nothing happens: machines run or rest as they have for days. */
export function createEstate(seed: number, options: EstateOptions): Estate {
  const random = createRandom(seed);
  const nowMs = Math.floor((options.nowMs ?? NOW_MS) / 1000) * 1000;
  const regions = toRegions(options);
  const machines: Machine[] = [];
  const volumes: Volume[] = [];
  for (let index = 0; index < options.instances; index += 1) {
    const region = regions[index % regions.length];
    if (region === undefined) break;
    const machine = drawMachine(random, { index, region, options, nowMs });
    machines.push(machine);
    for (const [at, volumeId] of machine.volumeIds.entries()) volumes.push(drawVolume(random, { volumeId, machine, at }));
  }
  const spare = Math.floor(volumes.length / 10);
  const home = regions[0];
  for (let index = 0; index < spare && home !== undefined; index += 1) {
    volumes.push({
      volumeId: idOf('vol', 0xf000_0000 + index),
      region: home.name,
      zone: home.zones[index % home.zones.length] ?? home.name,
      ...drawDisk(random, 'gp3'),
      createdMs: nowMs - Math.floor(random() * 90 * 24) * HOUR_MS - DAY_MS,
      deletedMs: null,
      instanceId: null,
    });
  }
  return {
    seed,
    accountId: ACCOUNT_ID,
    regions: [...regions, ...EMPTY_REGIONS.filter(({ name }) => !regions.some((region) => region.name === name))],
    machines,
    volumes,
    addresses: drawAddresses(machines, options.addresses ?? Math.floor(options.instances / 10), nowMs),
    snapshots: drawSnapshots(volumes, options.snapshots ?? Math.floor(volumes.length / 10), nowMs),
    ...drawCapacity(regions, options, nowMs),
  };
}

/** `i-`, `vol-`, … and 17 hexadecimal digits. */
export function idOf(prefix: string, serial: number): string {
  return `${prefix}-0${serial.toString(16).padStart(16, '0')}`;
}

/** Nobody has anything there; the last one takes no calls. */
const EMPTY_REGIONS: readonly EstateRegion[] = [
  { name: 'us-east-1', zones: zonesOf('us-east-1', 6), isEnabled: true },
  { name: 'eu-west-1', zones: zonesOf('eu-west-1', 3), isEnabled: true },
  { name: 'af-south-1', zones: zonesOf('af-south-1', 3), isEnabled: false },
];

function toRegions({ regions = ['us-west-2'], zones = 4 }: EstateOptions): EstateRegion[] {
  return regions.map((name) => ({ name, zones: zonesOf(name, zones), isEnabled: true }));
}

function zonesOf(region: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${region}${ZONE_LETTERS[index] ?? 'z'}`);
}

interface MachineDraw {
  readonly index: number;
  readonly region: EstateRegion;
  readonly options: EstateOptions;
  readonly nowMs: number;
}

function drawMachine(random: Random, { index, region, options, nowMs }: MachineDraw): Machine {
  const { spotRatio = 0.1, stoppedRatio = 0.1, volumesPerInstance = 1, types = TYPE_NAMES } = options;
  const isSpot = random() < spotRatio;
  const isStopped = !isSpot && random() < stoppedRatio;
  const fromMs = nowMs - DAY_MS - Math.floor(random() * 60 * 86_400) * 1000;
  const run: Run = { fromMs, toMs: isStopped ? nowMs - Math.floor(random() * 72_000 + 7200) * 1000 : null, instanceType: pick(random, types) };
  const role = pick(random, ['web', 'worker', 'db', 'batch']);
  return {
    instanceId: idOf('i', index + 1),
    region: region.name,
    zone: region.zones[Math.floor(random() * region.zones.length)] ?? region.name,
    name: `${role}-${String(index).padStart(4, '0')}`,
    runs: [run.toMs !== null && run.toMs <= fromMs ? { ...run, toMs: fromMs + HOUR_MS } : run],
    terminatedMs: null,
    isInterrupted: false,
    purchase: isSpot ? 'spot' : 'on-demand',
    platform: drawPlatform(random, run.instanceType, isSpot),
    detailedMonitoring: index % 50 === 7,
    publicIp: index % 5 === 2 ? exampleIp(index) : null,
    volumeIds: Array.from({ length: volumesPerInstance }, (_, at) => idOf('vol', index * 16 + at + 1)),
    tags: { Name: `${role}-${String(index).padStart(4, '0')}`, team: pick(random, TEAMS), env: pick(random, ['prod', 'prod', 'staging', 'dev']) },
    hasAgent: index % 4 === 0,
  };
}

/** Windows and Red Hat run on Intel alone, and not on spot here. */
function drawPlatform(random: Random, instanceType: string, isSpot: boolean): Platform {
  const drawn = random();
  if (isSpot || TYPES[instanceType]?.architecture !== 'x86_64') return 'Linux/UNIX';
  if (drawn < 0.05) return 'Windows';
  return drawn < 0.08 ? 'Red Hat Enterprise Linux' : 'Linux/UNIX';
}

function drawVolume(random: Random, { volumeId, machine, at }: { volumeId: string; machine: Machine; at: number }): Volume {
  return {
    volumeId,
    region: machine.region,
    zone: machine.zone,
    ...drawDisk(random, at === 0 ? 'gp3' : pick(random, VOLUME_TYPES)),
    createdMs: machine.runs[0]?.fromMs ?? 0,
    deletedMs: machine.terminatedMs,
    instanceId: machine.instanceId,
  };
}

function drawDisk(random: Random, type: VolumeType): Pick<Volume, 'type' | 'sizeGib' | 'iops' | 'throughputMibps'> {
  const sizeGib = pick(random, [20, 50, 100, 200, 500]);
  if (type === 'gp3') {
    const isFast = random() < 0.1;
    return { type, sizeGib, iops: isFast ? 6000 : 3000, throughputMibps: isFast ? 250 : 125 };
  }
  if (type === 'io2') return { type, sizeGib, iops: 4000, throughputMibps: 0 };
  return { type, sizeGib: type === 'st1' ? 500 : sizeGib, iops: type === 'gp2' ? Math.max(100, sizeGib * 3) : 0, throughputMibps: 0 };
}

function drawAddresses(machines: readonly Machine[], count: number, nowMs: number): Address[] {
  const free = machines.filter(({ publicIp }) => publicIp === null);
  return Array.from({ length: count }, (_, index) => {
    const machine = index % 2 === 0 ? free[index] : undefined;
    return {
      allocationId: idOf('eipalloc', index + 1),
      region: machine?.region ?? machines[0]?.region ?? 'us-west-2',
      publicIp: exampleIp(FIRST_ELASTIC_IP + index),
      allocatedMs: nowMs - 30 * DAY_MS,
      releasedMs: null,
      instanceId: machine?.instanceId ?? null,
    };
  });
}

function drawSnapshots(volumes: readonly Volume[], count: number, nowMs: number): Snapshot[] {
  return Array.from({ length: Math.min(count, volumes.length) }, (_, index) => {
    const { volumeId = '', sizeGib = 0, region = 'us-west-2' } = volumes[index] ?? {};
    return { snapshotId: idOf('snap', index + 1), region, volumeId, sizeGib, startedMs: nowMs - 20 * DAY_MS, deletedMs: null };
  });
}

function drawCapacity(
  [region]: readonly EstateRegion[],
  { reservations = 0, hosts = 0 }: EstateOptions,
  nowMs: number,
): Pick<Estate, 'reservations' | 'hosts'> {
  const at = { region: region?.name ?? 'us-west-2', zone: region?.zones[0] ?? 'us-west-2a' };
  const sinceMs = nowMs - 10 * DAY_MS;
  const reserve = (index: number): Reservation => ({
    reservationId: idOf('cr', index + 1),
    ...at,
    instanceType: 'm5.xlarge',
    platform: 'Linux/UNIX',
    slots: 4,
    unusedSlots: index % 4,
    createdMs: sinceMs,
    cancelledMs: null,
  });
  const hold = (index: number): Host => ({ hostId: idOf('h', index + 1), ...at, family: 'm5', allocatedMs: sinceMs, releasedMs: null });
  return {
    reservations: Array.from({ length: reservations }, (_, index) => reserve(index)),
    hosts: Array.from({ length: hosts }, (_, index) => hold(index)),
  };
}

/** Of the network 198.18.0.0/15, which is set aside for tests (RFC 2544). */
function exampleIp(index: number): string {
  return `198.${18 + (Math.floor(index / 65_536) % 2)}.${Math.floor(index / 256) % 256}.${index % 256}`;
}

import type { Estate, Machine, Run, Volume } from './estate.ts';
import { TYPES } from './price-book.ts';
import { hashText, mix, unitOf } from './random.ts';

/** What a metric is of, and how its samples come about. */
interface MetricShape {
  readonly of: 'machine' | 'agent' | 'volume';
  /** `level`: percent, whatever the length of a sample. `amount`: so much in each minute. */
  readonly kind: 'level' | 'amount';
  /** Typical highest value, of a sample or of a minute. */
  readonly scale: number;
  /** Machines that report it. */
  has?(run: Run): boolean;
}

const isNitro = ({ instanceType }: Run): boolean => TYPES[instanceType]?.isOld !== true;
const isBurstable = ({ instanceType }: Run): boolean => TYPES[instanceType]?.isBurstable === true;
/** No type of the emulator has disks of its own. */
const isNobody = (): boolean => false;

const SHAPES: Readonly<Record<string, MetricShape>> = {
  'AWS/EC2 CPUUtilization': { of: 'machine', kind: 'level', scale: 100 },
  'AWS/EC2 NetworkIn': { of: 'machine', kind: 'amount', scale: 40_000_000 },
  'AWS/EC2 NetworkOut': { of: 'machine', kind: 'amount', scale: 60_000_000 },
  'AWS/EC2 NetworkPacketsIn': { of: 'machine', kind: 'amount', scale: 40_000 },
  'AWS/EC2 NetworkPacketsOut': { of: 'machine', kind: 'amount', scale: 60_000 },
  'AWS/EC2 EBSReadBytes': { of: 'machine', kind: 'amount', scale: 20_000_000, has: isNitro },
  'AWS/EC2 EBSWriteBytes': { of: 'machine', kind: 'amount', scale: 30_000_000, has: isNitro },
  'AWS/EC2 EBSReadOps': { of: 'machine', kind: 'amount', scale: 2000, has: isNitro },
  'AWS/EC2 EBSWriteOps': { of: 'machine', kind: 'amount', scale: 3000, has: isNitro },
  'AWS/EC2 DiskReadBytes': { of: 'machine', kind: 'amount', scale: 1, has: isNobody },
  'AWS/EC2 DiskWriteBytes': { of: 'machine', kind: 'amount', scale: 1, has: isNobody },
  'AWS/EC2 CPUCreditBalance': { of: 'machine', kind: 'level', scale: 288, has: isBurstable },
  'AWS/EC2 CPUSurplusCreditsCharged': { of: 'machine', kind: 'level', scale: 0, has: isBurstable },
  'AWS/EC2 StatusCheckFailed': { of: 'machine', kind: 'level', scale: 0 },
  'CWAgent mem_used_percent': { of: 'agent', kind: 'level', scale: 100 },
  'AWS/EBS VolumeReadBytes': { of: 'volume', kind: 'amount', scale: 20_000_000 },
  'AWS/EBS VolumeWriteBytes': { of: 'volume', kind: 'amount', scale: 30_000_000 },
  'AWS/EBS VolumeReadOps': { of: 'volume', kind: 'amount', scale: 2000 },
  'AWS/EBS VolumeWriteOps': { of: 'volume', kind: 'amount', scale: 3000 },
};

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Ask extends MetricName {
  /** Average, Sum, Minimum, Maximum or SampleCount. */
  readonly statistic: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly periodMs: number;
  /** Samples that end later are not there yet. */
  readonly readyMs: number;
}

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** Points ascending; none for what nobody reports. A closed function of the seed: what is true, whoever asks. */
export type MetricTruth = (ask: Ask) => Point[];

const MINUTE_MS = 60_000;

export function createMetricTruth({ seed, machines, volumes }: Pick<Estate, 'seed' | 'machines' | 'volumes'>): MetricTruth {
  const byId = new Map(machines.map((machine) => [machine.instanceId, machine]));
  const volumesById = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  return (ask) => {
    const shape = SHAPES[`${ask.namespace} ${ask.name}`];
    const subject = shape === undefined ? undefined : subjectOf(shape, ask.dimensions, byId, volumesById);
    if (shape === undefined || subject === undefined) return [];
    const hash = mix(seed ^ hashText(`${subject.id} ${ask.name}`));
    const points: Point[] = [];
    const firstMs = Math.floor(ask.startMs / ask.periodMs) * ask.periodMs;
    for (let atMs = firstMs; atMs < ask.endMs; atMs += ask.periodMs) {
      const value = periodValue(ask, { shape, subject, hash, atMs });
      if (value !== null && atMs >= ask.startMs) points.push({ atMs, value });
    }
    return points;
  };
}

/** Who reports, when, and how often. */
interface Subject {
  readonly id: string;
  readonly stepMs: number;
  readonly runs: readonly Run[];
}

function subjectOf(
  shape: MetricShape,
  dimensions: Readonly<Record<string, string>>,
  machines: ReadonlyMap<string, Machine>,
  volumes: ReadonlyMap<string, Volume>,
): Subject | undefined {
  if (shape.of === 'volume') {
    const volume = volumes.get(dimensions.VolumeId ?? '');
    const holder = machines.get(volume?.instanceId ?? '');
    return volume === undefined || holder === undefined ? undefined : { id: volume.volumeId, stepMs: MINUTE_MS, runs: holder.runs };
  }
  const machine = machines.get(dimensions.InstanceId ?? '');
  if (machine === undefined || (shape.of === 'agent' && !machine.hasAgent)) return undefined;
  const isFine = machine.detailedMonitoring || shape.of === 'agent';
  return { id: machine.instanceId, stepMs: isFine ? MINUTE_MS : 5 * MINUTE_MS, runs: machine.runs };
}

interface Sampling {
  readonly shape: MetricShape;
  readonly subject: Subject;
  readonly hash: number;
  readonly atMs: number;
}

/** One period: its samples brought together. null: nobody reported in it. */
function periodValue(ask: Ask, { shape, subject, hash, atMs }: Sampling): number | null {
  let count = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let sampleMs = atMs; sampleMs < atMs + ask.periodMs; sampleMs += subject.stepMs) {
    if (sampleMs + subject.stepMs > ask.readyMs || !isReported(shape, subject.runs, sampleMs)) continue;
    const value = sampleOf(shape, hash, sampleMs, subject.stepMs);
    count += 1;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (count === 0) return null;
  if (ask.statistic === 'Average') return sum / count;
  if (ask.statistic === 'Sum') return sum;
  if (ask.statistic === 'Minimum') return least;
  if (ask.statistic === 'Maximum') return most;
  return ask.statistic === 'SampleCount' ? count : null;
}

function isReported(shape: MetricShape, runs: readonly Run[], atMs: number): boolean {
  for (const run of runs) {
    if (run.fromMs <= atMs && (run.toMs === null || atMs < run.toMs)) return shape.has === undefined || shape.has(run);
  }
  return false;
}

/** Every tenth thing idles; the others swing around a middle of their own. */
function sampleOf({ kind, scale }: MetricShape, hash: number, atMs: number, stepMs: number): number {
  const middle = hash % 10 === 0 ? 0.01 : 0.1 + unitOf(mix(hash)) * 0.5;
  const noise = unitOf(mix(hash ^ mix(Math.floor(atMs / MINUTE_MS))));
  const ratio = middle * (0.6 + 0.8 * noise);
  if (kind === 'level') return Math.round(ratio * scale * 1000) / 1000;
  return Math.round(ratio * scale * (stepMs / MINUTE_MS));
}

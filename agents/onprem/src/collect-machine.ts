import type { Collection, Ports, ScopeId } from '@openfinops/core';
import { chargesEnergy } from './card-rates.ts';
import { type Cursor, clockBeforeBuild, isSameBoot, toCursor } from './cursor.ts';
import { meanWatts } from './energy.ts';
import { energyReadings } from './energy-readings.ts';
import { utilizationBetween } from './host/cpu.ts';
import type { Host, PowerSample } from './host/host.ts';
import type { SourceProblem } from './host/source.ts';
import { type Measurement, measure, spanOf, type TimedLook } from './measure.ts';
import type { OnpremOptions } from './options.ts';
import type { PowerSampler } from './power-sampler.ts';
import type { Power } from './rate-card.ts';
import { addStretch, stateAllocations, stateOf } from './states.ts';
import { hostSeries } from './to-series.ts';

export interface CollectInput {
  readonly options: OnpremOptions;
  readonly ports: Ports;
  readonly host: Host;
  readonly scope: ScopeId;
  readonly resourceId: string;
  readonly sku: string;
  /** undefined: the card says nothing of power, or the machine is a cloud's. */
  readonly power: Power | undefined;
  readonly sampler: PowerSampler | undefined;
  readonly recent: TimedLook;
  readonly cursor: Cursor | undefined;
  readonly signal: AbortSignal;
}

/** What the machine did since the last cycle: series, energy readings, states, and the cursor for the next one. */
export async function collectMachine(
  input: CollectInput,
): Promise<{ readonly items: readonly Collection[]; readonly problems: readonly SourceProblem[] }> {
  const { options, ports, host, cursor, scope, resourceId, signal } = input;
  const measurement = await measure(host, ports.clock, cursor, input.recent, signal);
  const { before, now, elapsedMs, jump } = measurement;
  const power = await measurePower(input, measurement);
  const cpuRatio = elapsedMs > 0 ? utilizationBetween(before.cpu, now.cpu) : null;
  const clockWrong = clockBeforeBuild(now.atMs) !== undefined;

  const state = jump === undefined ? stateOf(cpuRatio, options.idleThresholdRatio) : 'unknown';
  const hours = clockWrong ? [] : addStretch(jump === undefined ? (cursor?.hour ?? undefined) : undefined, spanOf(measurement), state);
  const items: Collection[] = [];
  for (const series of hostSeries({ resourceId, before, now, elapsedMs, watts: power.watts })) items.push({ type: 'series', series });
  for (const reading of clockWrong ? [] : energyOf(input, measurement, power, cpuRatio)) items.push({ type: 'reading', reading });
  for (const hour of hours) for (const allocation of stateAllocations(resourceId, hour, now.atMs)) items.push({ type: 'allocation', allocation });
  items.push({ type: 'cursor', scope, cursor: toCursor(now, power.sample, hours.at(-1)) });
  return { items, problems: [...now.problems, ...[jump, power.problem].flatMap((problem) => problem ?? [])] };
}

interface PowerMeasurement {
  /** The newest sample, to go on from. */
  readonly sample: PowerSample | null;
  readonly measured: Parameters<typeof energyReadings>[0]['measured'];
  /** undefined: no power source is configured. */
  readonly watts: number | null | undefined;
  readonly problem?: SourceProblem;
}

/** Takes a power sample and sees what is known of the time since the one that was told last. */
async function measurePower({ sampler, cursor }: CollectInput, { now }: Measurement): Promise<PowerMeasurement> {
  if (sampler === undefined) return { sample: null, measured: undefined, watts: undefined };
  const told = cursor !== undefined && isSameBoot(cursor, now) ? cursor.power : null;
  if (told !== null) sampler.resume(told);
  const sampled = await sampler.sample();
  if (sampled.problem !== undefined) return { sample: told, measured: undefined, watts: null, problem: sampled.problem };
  const sample = sampled.value;
  const stretch = { fromMs: told?.atMs ?? sampler.firstMs() ?? sample.atMs, toMs: sample.atMs };
  const segments = sampler.segments();
  return { sample, measured: { stretch, segments }, watts: meanWatts(stretch, segments) ?? sample.watts ?? null };
}

function energyOf(input: CollectInput, measurement: Measurement, { measured }: PowerMeasurement, utilizationRatio: number | null) {
  const { card } = input.options;
  const { power, resourceId, scope, sku } = input;
  if (card === undefined || power === undefined || power.watts !== undefined || !chargesEnergy(card)) return [];
  const observed = { stretch: spanOf(measurement), utilizationRatio };
  return energyReadings({ resourceId, scope, sku, pue: card.pue, power, measured, observed });
}

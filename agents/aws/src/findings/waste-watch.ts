import type { Finding, RateOf, Resource, ResourceKind } from '@openfinops/core';
import type { UseSummary } from '../collect/use-history.ts';
import { judgeAddress } from './addresses.ts';
import type { FindingWorld, Rule } from './finding-world.ts';
import { judgeOldMachine, judgeOldVolume } from './generations.ts';
import { judgeReservation } from './reservations.ts';
import { judgeStoppedMachine } from './stopped-machines.ts';
import { judgeUsedMachine } from './used-machines.ts';
import { judgeUnattachedVolume } from './volumes.ts';

/** What is paid for and not used, judged as it is listed, with the evidence, and with what would no longer be paid where prices are known. */
export interface WasteWatch {
  see(resource: Resource): readonly Finding[];
  /** What could only be judged with everything listed. */
  end(): Generator<Finding>;
}

export interface WasteArgs {
  /** How a machine was used, as far as it is remembered; null: nothing is known of it. */
  readonly useOf: (machine: Resource) => UseSummary | null;
  readonly rateOf: RateOf;
  readonly nowMs: number;
  /** Disks or addresses are listed too. */
  readonly hasBelongings: boolean;
}

/** The first rule of a kind that has something to say speaks: the same dollar is not at stake twice. */
const RULES: Readonly<Partial<Record<ResourceKind, readonly Rule[]>>> = {
  machine: [judgeUsedMachine, judgeOldMachine, judgeStoppedMachine],
  disk: [judgeUnattachedVolume, judgeOldVolume],
  address: [judgeAddress],
  group: [judgeReservation],
};

/** Kept until the end: machines that rest, and what belongs to a machine of which it is not known that it does not rest. */
export function createWasteWatch({ useOf, rateOf, nowMs, hasBelongings }: WasteArgs): WasteWatch {
  const resting = new Map<string, Resource>();
  const awake = new Set<string>();
  const belongings = new Map<string, readonly Resource[]>();
  const world: FindingWorld = {
    useOf,
    nowMs,
    rate({ scope }, meters) {
      const rate = rateOf(scope, meters);
      return rate.currency === 'USD' ? rate.effectivePerHour : null;
    },
    belongingsOf: (machineId) => belongings.get(machineId) ?? [],
    machineOf: (id) => (id === undefined ? undefined : resting.get(id)),
  };
  const judge = (resource: Resource): readonly Finding[] => judgeBy(resource, world);

  return {
    see(resource) {
      const { id, kind, state, parentId } = resource;
      if (kind === 'machine' && state === 'stopped') {
        resting.set(id, resource);
        return [];
      }
      if (kind === 'machine') {
        if (hasBelongings) awake.add(id);
        const released = belongings.get(id) ?? [];
        belongings.delete(id);
        return [...judge(resource), ...released.filter((one) => one.kind === 'address').flatMap(judge)];
      }
      const mayRest = parentId !== undefined && !awake.has(parentId);
      if (mayRest) belongings.set(parentId, [...(belongings.get(parentId) ?? []), resource]);
      return mayRest && kind === 'address' ? [] : judge(resource);
    },
    *end() {
      for (const machine of resting.values()) yield* judge(machine);
      for (const held of belongings.values()) for (const one of held) if (one.kind === 'address') yield* judge(one);
    },
  };
}

function judgeBy(resource: Resource, world: FindingWorld): readonly Finding[] {
  for (const judge of RULES[resource.kind] ?? []) {
    const finding = judge(resource, world);
    if (finding !== null) return [finding];
  }
  return [];
}

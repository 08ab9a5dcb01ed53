import type { Decimal, Finding, Pacer, RateOf, Resource, RunningMeter } from '@openfinops/core';
import type { UseSummary } from '../collect/use-history.ts';

export interface WasteArgs {
  readonly resources: readonly Resource[];
  /** How a machine was used; null: nothing is known of it. */
  readonly useOf: (machine: Resource) => UseSummary | null;
  /** What meters cost now; without it nothing is known to be at stake. */
  readonly rateOf: RateOf | undefined;
  readonly nowMs: number;
  readonly pacer: Pacer;
}

/** What a rule may look at beside the resource that it judges. */
export interface FindingWorld extends Pick<WasteArgs, 'useOf' | 'nowMs'> {
  /** What the meters come to in USD an hour; null: one of them has no price. */
  rate(resource: Resource, meters: readonly RunningMeter[]): Decimal | null;
  /** Disks and addresses of a machine that rests. */
  belongingsOf(machineId: string): readonly Resource[];
  machineOf(id: string | undefined): Resource | undefined;
}

/** Judges one resource; null: there is nothing to say. */
export type Rule = (resource: Resource, world: FindingWorld) => Finding | null;

/** The world of one review. Only what rests is remembered with its belongings: they are the ones that a rule asks for. */
export async function createFindingWorld({ resources, useOf, rateOf, nowMs, pacer }: WasteArgs): Promise<FindingWorld> {
  const resting = new Map<string, Resource>();
  for (const resource of resources) {
    if (resource.kind === 'machine' && resource.state === 'stopped') resting.set(resource.id, resource);
    await pacer.pace();
  }
  const belongings = new Map<string, Resource[]>();
  for (const resource of resources) {
    const { parentId } = resource;
    if (parentId !== undefined && resting.has(parentId)) belongings.set(parentId, [...(belongings.get(parentId) ?? []), resource]);
    await pacer.pace();
  }
  return {
    useOf,
    nowMs,
    rate({ scope }, meters) {
      const rate = rateOf?.(scope, meters);
      return rate?.currency === 'USD' ? rate.effectivePerHour : null;
    },
    belongingsOf: (machineId) => belongings.get(machineId) ?? [],
    machineOf: (id) => (id === undefined ? undefined : resting.get(id)),
  };
}

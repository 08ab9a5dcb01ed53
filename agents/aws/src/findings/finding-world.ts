import type { Decimal, Finding, Resource, RunningMeter } from '@openfinops/core';
import type { UseSummary } from '../collect/use-history.ts';

/** What a rule may look at beside the resource that it judges. */
export interface FindingWorld {
  /** How a machine was used; null: nothing is known of it. */
  readonly useOf: (machine: Resource) => UseSummary | null;
  readonly nowMs: number;
  /** What the meters come to in USD an hour; null: one of them has no price. */
  rate(resource: Resource, meters: readonly RunningMeter[]): Decimal | null;
  /** Disks and addresses of a machine that rests. */
  belongingsOf(machineId: string): readonly Resource[];
  /** undefined: it does not rest, or is none. */
  machineOf(id: string | undefined): Resource | undefined;
}

/** Judges one resource; null: there is nothing to say. */
export type Rule = (resource: Resource, world: FindingWorld) => Finding | null;

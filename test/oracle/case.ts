import { type LookAt, looksAt, rememberLooks } from './memory.ts';
import { trueSegments } from './truth.ts';
import type { AccrualRules, HubCharge, Segment, Span, TrueLife, World } from './types.ts';

/** One meter of one resource: what is true, what was looked at and what the hub says. */
export interface Case {
  readonly world: World;
  readonly life: TrueLife;
  readonly rules: AccrualRules;
  readonly truth: readonly Segment[];
  readonly looks: readonly LookAt[];
  readonly charges: readonly HubCharge[];
}

export function casesOf(world: World, hub: readonly HubCharge[]): Case[] {
  const looks = rememberLooks(world);
  return world.lives.map((life) => {
    const rules = world.rulesOf(life.meter);
    const charges = hub.filter((charge) => charge.resourceId === life.resourceId && charge.meter === life.meter);
    return { world, life, rules, truth: trueSegments(life, rules.minimumMs), looks: looksAt(looks, life), charges };
  });
}

/** A violation in words that find it again. */
export function complain({ world, life }: Pick<Case, 'world' | 'life'>, span: Span, what: string): string {
  return `${world.family} #${world.seed} ${life.resourceId} ${life.meter} ${isoSpan(span)}: ${what}`;
}

export function isoSpan({ fromMs, toMs }: Span): string {
  return `[${iso(fromMs)}, ${iso(toMs)})`;
}

function iso(atMs: number): string {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString() : 'ever';
}

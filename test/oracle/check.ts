import { casesOf } from './case.ts';
import { chargeViolations } from './check-charges.ts';
import { knowableViolations } from './check-knowable.ts';
import { accountViolations, provenViolations, upperBoundViolations } from './check-truth.ts';
import type { HubCharge, World } from './types.ts';

/**
 * Everything in the joined state of the hub that breaks COST-MODEL 1.8 or the arithmetic of 1.3, one sentence each; none when all is well.
 * Hours before the world's end must be complete in substance; what the hub has of later ones must be right but may be missing.
 */
export function violations(world: World, hub: readonly HubCharge[]): string[] {
  const found = strangers(world, hub);
  for (const each of casesOf(world, hub)) {
    found.push(...chargeViolations(each), ...provenViolations(each), ...upperBoundViolations(each));
    found.push(...accountViolations(each), ...knowableViolations(each));
  }
  return found;
}

function strangers(world: World, hub: readonly HubCharge[]): string[] {
  const known = new Set(world.lives.map((life) => `${life.resourceId} ${life.meter}`));
  const names = new Set(hub.map((charge) => `${charge.resourceId} ${charge.meter}`));
  return [...names].filter((name) => !known.has(name)).map((name) => `${world.family} #${world.seed} ${name}: charged, but there is no such thing`);
}

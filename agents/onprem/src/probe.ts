import type { PermissionProbe } from '@openfinops/core';
import type { Host } from './host/host.ts';
import type { Hosting } from './hosting.ts';
import type { OnpremOptions } from './options.ts';
import type { Power } from './rate-card.ts';
import { CARD_HINT } from './rate-card-prices.ts';

/** Whether the power source that the rate card names can be read. */
export async function probePower(host: Host, hosting: Hosting, power: Power | undefined): Promise<PermissionProbe> {
  const name = 'power source';
  if (hosting.kind === 'cloud') return { name, ok: true, detail: 'not needed: the cloud pays for the power' };
  if (power === undefined) return { name, ok: true, detail: 'none: the rate card says nothing of power' };
  if (power.watts !== undefined) return { name, ok: true, detail: `constant ${power.watts} W` };
  const estimate = `estimate from ${power.idleWatts} to ${power.maxWatts} W by CPU utilisation`;
  if (power.measured === undefined) return { name, ok: true, detail: estimate };
  const sampled = await host.samplePower(power.measured);
  if (sampled.problem === undefined) return { name, ok: true, detail: `measured by ${power.measured}` };
  const hint = sampled.problem.hint ?? 'Let the agent read it, or say power.watts on the rate card.';
  return { name, ok: false, detail: sampled.problem.message, hint: power.idleWatts === undefined ? hint : `${hint} Until then: ${estimate}.` };
}

/** Whether the machine has a price at all. */
export function probeCard({ card, exampleCard }: OnpremOptions, hosting: Hosting): PermissionProbe {
  const name = 'rate card';
  if (hosting.kind === 'cloud') return { name, ok: true, detail: 'not needed: the cloud agent charges this machine' };
  if (card === undefined) return { name, ok: false, detail: 'none: the cost of this machine is unknown', hint: CARD_HINT };
  return {
    name,
    ok: true,
    detail: exampleCard ? 'the example: its prices are made up' : `${card.currency}, as of ${card.asOf ?? card.purchase.inService}`,
  };
}

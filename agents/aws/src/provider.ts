import type { Ports, Provider } from '@openfinops/core';
import { readAccountId } from './account.ts';
import { billingRules } from './billing-rules.ts';
import { createAwsClients } from './clients/aws-clients.ts';
import { ownCostOf } from './collect/own-cost.ts';
import { planCollection } from './collect/plan.ts';
import { createRound } from './collect/round.ts';
import { createCreditBook } from './inventory/credit-book.ts';
import { discoverPages } from './inventory/discover.ts';
import { createInstanceTypes } from './inventory/instance-types.ts';
import { createTraitBook } from './inventory/machine-traits.ts';
import { createOfferBook } from './inventory/offer-book.ts';
import { createPlace } from './inventory/place.ts';
import { createRegionBook } from './inventory/region-book.ts';
import { createTagRule } from './inventory/tags.ts';
import { createZones } from './inventory/zones.ts';
import { look } from './look.ts';
import type { AwsOptions } from './options.ts';
import { createOwnCalls } from './own-calls.ts';
import { listSpotLast } from './prices/list-spot-last.ts';
import { createSpotPrices } from './prices/spot-prices.ts';
import { probePermissions } from './probe.ts';
import { homeRegion, wantedRegions } from './regions.ts';

/** One AWS account. Throws AUTH_MISSING or AUTH_DENIED where there are no credentials that say whose it is. */
export async function createAwsProvider(options: AwsOptions, ports: Ports): Promise<Provider> {
  const { clock, env } = ports;
  const calls = createOwnCalls(ports.metrics);
  const clients = createAwsClients({ options, ports, calls });
  const home = homeRegion(options.region, env);
  const wanted = wantedRegions(options.region, env);
  // Loading stops the event loop: now nobody waits for it yet. Why a client cannot be had is said where it is used.
  await Promise.allSettled([clients.ec2(home), clients.cloudWatch(home)]);
  const accountId = await readAccountId(clients).catch((error: unknown) => {
    clients.close();
    throw error;
  });

  const types = createInstanceTypes(clients, clock);
  const credits = createCreditBook(clients, clock);
  const offers = createOfferBook();
  const traitsOf = createTraitBook(offers);
  const pickTags = createTagRule(options);
  const world = {
    clients,
    types,
    credits,
    zones: createZones(clients, clock),
    services: options.services,
    regions: createRegionBook({ options, env, clients, clock, home }),
    placeOf: (region: string) =>
      createPlace({ accountId, region, offers, traitsOf, pickTags, capacityOf: types.capacityOf, isUnlimited: credits.isUnlimited }),
  };
  const spot = createSpotPrices({ clients, clock });
  const pages = (signal: AbortSignal) => listSpotLast(discoverPages(world, signal), spot, signal);
  return {
    info: { accountId, region: onlyRegion(wanted), hostname: await readHostName(ports, accountId), notices: [] },
    billingRules,
    priceSources: [spot.source],
    probe: (signal) => probePermissions({ clients, options, region: home, nowMs: clock.nowMs() }, signal),
    plan: (counts) => planCollection(counts, options),
    ownCost: () => ownCostOf(calls),
    async *discover(signal) {
      for await (const page of pages(signal)) yield* page;
    },
    look: (needs) => look(pages(needs.signal), createRound({ ...needs, clients, options, ports, calls }), needs.signal),
    async close() {
      clients.close();
    },
  };
}

function onlyRegion(wanted: readonly string[] | 'all'): string {
  const [first, ...others] = wanted === 'all' ? [] : wanted;
  return first === undefined || others.length > 0 ? 'global' : first;
}

/** The machine that the agent runs on, which need not be in the account. */
async function readHostName({ env, files }: Pick<Ports, 'env' | 'files'>, accountId: string): Promise<string> {
  const name = await files.readText('/proc/sys/kernel/hostname').catch(() => '');
  return name.trim() || env.HOSTNAME || `aws-${accountId}`;
}

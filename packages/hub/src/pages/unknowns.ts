import type { CycleRecord } from '@openfinops/core';
import { formatCount, formatDuration, formatMoney, formatNumber, formatTime } from './format.ts';
import type { OverviewData } from './overview-data.ts';
import { isStale } from './price-words.ts';
import { REASONS } from './reasons.ts';

/** Something that the figures leave out or may have wrong, and what to do about it. */
export interface Unknown {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** Everything that keeps the figures from being the whole truth, the costliest first. */
export function listUnknowns(data: OverviewData): Unknown[] {
  return [...unpriced(data.cycles), ...unrated(data), ...uncertain(data), ...outdated(data), ...lost(data), ...uncovered(data.cycles)];
}

function unpriced(cycles: readonly CycleRecord[]): Unknown[] {
  return cycles.flatMap(({ summary }) =>
    summary.unpriced.map(({ reason, sku, count, hint }) => ({
      what: `${formatCount(count, 'meter')} of ${sku === '' ? 'an unnamed kind' : sku} without a price`,
      why: REASONS[reason].why,
      todo: hint ?? REASONS[reason].todo,
    })),
  );
}

/** Only where no agent says which prices are missing. */
function unrated({ rates, cycles }: OverviewData): Unknown[] {
  let count = 0;
  for (const { unpricedResources } of rates) count += unpricedResources;
  if (count === 0 || cycles.some(({ summary }) => summary.unpriced.length > 0)) return [];
  const what = `${formatCount(count, 'resource that runs has', 'resources that run have')} no rate`;
  return [{ what, why: 'no price is known of them', todo: 'Set it under `prices.overrides`; the state of each is in the table below.' }];
}

function uncertain({ month, conflicts }: OverviewData): Unknown[] {
  const unknowns: Unknown[] = [];
  for (const { currency, charges, unpricedCharges, provisionalCost, uncertainMs } of month) {
    if (unpricedCharges > 0) {
      const what = `${formatCount(unpricedCharges, 'charge')} of ${formatNumber(charges)} this month without a price (${currency})`;
      unknowns.push({ what, why: 'a part of each has no price', todo: 'The true cost is more than what is shown; see the prices that are missing.' });
    }
    if (uncertainMs > 0) {
      const what = `${formatDuration(uncertainMs)} of metered time that nobody can vouch for`;
      unknowns.push({ what, why: 'no agent looked, or two looks differ', todo: 'Keep the agents running; what is proven later is added by itself.' });
    }
    if (Number(provisionalCost) > 0) {
      const what = `${formatMoney(provisionalCost, currency)} of this month may still go down`;
      unknowns.push({ what, why: 'it rests on a single look, or the provider may yet change it', todo: 'Nothing: it settles with the next looks.' });
    }
  }
  if (conflicts > 0) {
    const what = `${formatCount(conflicts, 'charge')} on which two reports contradict each other`;
    unknowns.push({ what, why: 'both claim to know it from the provider', todo: 'Look for two agents with different views of one account.' });
  }
  return unknowns;
}

function outdated({ resources, nowMs }: OverviewData): Unknown[] {
  const count = resources.filter(({ prices }) => prices.some((price) => isStale(price, nowMs))).length;
  if (count === 0) return [];
  const what = `${formatCount(count, 'resource')} priced from a list of more than 90 days ago`;
  return [{ what, why: 'the provider may have changed its prices since', todo: 'Update the agent, or set the price under `prices.overrides`.' }];
}

function lost({ gaps }: OverviewData): Unknown[] {
  return gaps.map((gap) => ({
    what: `${formatCount(gap.records, 'record')} lost by ${gap.agentId}`,
    why: `${gap.reason}, ${formatTime(gap.fromMs)} to ${formatTime(gap.toMs)}`,
    todo: 'Give the agent’s spool more room, or bring the server back sooner.',
  }));
}

function uncovered(cycles: readonly CycleRecord[]): Unknown[] {
  return cycles.flatMap(({ coverage }) =>
    coverage.not_covered.map(({ what, why }) => ({ what: `${what} is not covered`, why, todo: 'It is not in these figures.' })),
  );
}

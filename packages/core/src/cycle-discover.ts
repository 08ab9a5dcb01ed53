import type { Batch } from './batch.ts';
import type { Cycle } from './cycle.ts';
import { addResource } from './cycle-resources.ts';
import { hasReadMeters, isOfWrongClock, openScope, rulesOfScope, type ScopeState, seeResource } from './cycle-scopes.ts';
import { AgentError } from './errors.ts';
import { fitResource } from './fit-resource.ts';
import type { Ledger } from './ledger.ts';
import type { Resource, ScopeId } from './model.ts';
import { priceFacts } from './price-facts.ts';
import type { Discovery, Problem } from './provider.ts';

/** Accrues what is listed, charge by charge; its record goes with it, or waits for readings. */
export function* seeListed(cycle: Cycle, listed: Resource): Generator<Batch> {
  const resource = fitResource(listed);
  const state = cycle.scopes.get(resource.scope);
  if (state === undefined) throw new AgentError('INTERNAL', `the provider listed ${resource.id} before it opened ${resource.scope}`);
  cycle.listed += 1;
  cycle.running.add(resource);
  for (const facts of seeResource(state, resource)) yield* cycle.batches.addCharge(priceFacts(facts, cycle.input.prices));
  if (state.isRead) cycle.waiting.push(resource);
  else yield* addResource(cycle, resource);
}

export function endScope(cycle: Cycle, item: Extract<Discovery, { type: 'done' | 'failure' }>): void {
  const { clock, onProgress } = cycle.input;
  const state = cycle.scopes.get(item.scope) ?? openScopeOf(cycle, item.scope, null);
  state.seconds = Math.round(clock.monotonicMs() - state.startedMs) / 1000;
  if (item.type === 'done') {
    state.complete = true;
    state.calls = item.calls;
  }
  if (item.type === 'failure') {
    state.problem = item.problem.message;
    cycle.problems.push(item.problem);
  }
  onProgress?.({ stage: 'discover', scope: item.scope, resources: state.resources, calls: state.calls });
}

/** @param observedAtMs null: it failed before its first page */
export function openScopeOf(cycle: Cycle, scope: ScopeId, observedAtMs: number | null): ScopeState {
  const { provider, ledgers, clock, intervalMs } = cycle.input;
  const rulesOf = rulesOfScope(scope, provider.billingRules, intervalMs);
  const known = ledgers.get(scope);
  const isTrusted = known === undefined || !isOfWrongClock(known, observedAtMs);
  if (!isTrusted) cycle.problems.push(wrongClock(known));
  const ledger = isTrusted ? known : undefined;
  const isRead = hasReadMeters(scope, provider.billingRules);
  const state = openScope({ scope, observedAtMs, startedMs: clock.monotonicMs(), ledger, rulesOf, intervalMs, isRead });
  cycle.scopes.set(scope, state);
  return state;
}

function wrongClock({ scope, atMs }: Ledger): Problem {
  const message = `${scope} was last looked at when this clock said ${new Date(atMs ?? 0).toISOString()}, which is still to come: what is remembered of it is left aside`;
  return {
    stage: 'discover',
    code: 'CLOCK_WRONG',
    scope,
    message,
    hint: 'Set the clock of this machine by NTP. The time until this look is unknown.',
  };
}

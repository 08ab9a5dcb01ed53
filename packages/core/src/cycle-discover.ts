import type { Batch } from './batch.ts';
import { type Cycle, toProblem } from './cycle.ts';
import { isOfWrongClock, openScope, rulesOfScope, type ScopeState, seeResource } from './cycle-scopes.ts';
import { AgentError, isAbort, messageOf } from './errors.ts';
import { fitResource } from './fit-resource.ts';
import type { Ledger } from './ledger.ts';
import type { Resource, ScopeId } from './model.ts';
import { priceFacts } from './price-facts.ts';
import type { Discovery, Problem } from './provider.ts';

/** First stage: every scope is listed and its resources' running time accrued, charge by charge. */
export async function* discover(cycle: Cycle): AsyncGenerator<Batch> {
  const { input, scopes } = cycle;
  try {
    for await (const item of input.provider.discover(input.signal)) {
      input.signal.throwIfAborted();
      yield* discovered(cycle, item);
      await cycle.pacer.pace();
    }
  } catch (error) {
    if (isAbort(error) || input.signal.aborted) throw error;
    cycle.problems.push(toProblem('discover', error));
    for (const state of scopes.values()) if (!state.complete) state.problem ??= messageOf(error);
  }
}

function* discovered(cycle: Cycle, item: Discovery): Generator<Batch> {
  if (item.type === 'problem') cycle.problems.push(item.problem);
  else if (item.type === 'scope') cycle.scopes.set(item.scope, open(cycle, item.scope, item.observedAtMs));
  else if (item.type === 'resource') yield* listed(cycle, fitResource(item.resource));
  else ended(cycle, item);
}

function* listed(cycle: Cycle, resource: Resource): Generator<Batch> {
  const state = cycle.scopes.get(resource.scope);
  if (state === undefined) throw new AgentError('INTERNAL', `the provider listed ${resource.id} before it opened ${resource.scope}`);
  cycle.resources.push(resource);
  for (const facts of seeResource(state, resource)) yield* cycle.batches.addCharge(priceFacts(facts, cycle.input.prices));
}

function ended(cycle: Cycle, item: Extract<Discovery, { type: 'done' | 'failure' }>): void {
  const { clock, onProgress } = cycle.input;
  const state = cycle.scopes.get(item.scope) ?? open(cycle, item.scope, null);
  cycle.scopes.set(item.scope, state);
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
function open(cycle: Cycle, scope: ScopeId, observedAtMs: number | null): ScopeState {
  const { provider, ledgers, clock, intervalMs } = cycle.input;
  const rulesOf = rulesOfScope(scope, provider.billingRules, intervalMs);
  const known = ledgers.get(scope);
  const isTrusted = known === undefined || !isOfWrongClock(known, observedAtMs);
  if (!isTrusted) cycle.problems.push(wrongClock(known));
  const ledger = isTrusted ? known : undefined;
  return openScope({ scope, observedAtMs, startedMs: clock.monotonicMs(), ledger, rulesOf, intervalMs });
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

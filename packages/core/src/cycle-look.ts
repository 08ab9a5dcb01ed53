import type { Batch } from './batch.ts';
import { type Cycle, countCalls, toProblem } from './cycle.ts';
import { endScope, openScopeOf, seeListed } from './cycle-discover.ts';
import { isAbort } from './errors.ts';
import type { ScopeId } from './model.ts';
import type { LookItem, RateOf } from './provider.ts';
import { rateNow } from './rates.ts';
import { parseScopeId } from './scopes.ts';

/** First stage: every scope is listed, its resources' running time accrued, and what they did collected, all of it as it comes. */
export async function* look(cycle: Cycle): AsyncGenerator<Batch> {
  const { input, scopes } = cycle;
  const rateOf: RateOf = (scope, meters) => rateNow(scope, meters, input.prices, cycle.frame.atMs);
  const cursorOf = (scope: ScopeId): unknown => scopes.get(scope)?.before.cursor;
  try {
    for await (const portion of input.provider.look({ signal: input.signal, cursorOf, rateOf })) {
      for (const item of portion) {
        input.signal.throwIfAborted();
        yield* taken(cycle, item);
        if (item.type === 'scope') await readPrices(cycle, item.scope);
        await cycle.pacer.pace();
      }
    }
  } catch (error) {
    if (isAbort(error) || input.signal.aborted) throw error;
    cycle.problems.push(toProblem(isListing(cycle) ? 'discover' : 'collect', error));
  }
  sayWhyBroken(cycle);
  input.onProgress?.({ stage: 'collect', scope: null, resources: cycle.listed, calls: countCalls(cycle) });
}

/** The prices of a scope, in a turn of their own: where they are read from disk that is work enough for one. */
async function readPrices({ input: { prices, clock } }: Cycle, scope: ScopeId): Promise<void> {
  const place = parseScopeId(scope);
  await clock.breathe();
  if (place !== undefined) await prices.load?.(place);
  await clock.breathe();
}

function* taken(cycle: Cycle, item: LookItem): Generator<Batch> {
  switch (item.type) {
    case 'scope':
      return openScopeOf(cycle, item.scope, item.observedAtMs);
    case 'resource':
      return yield* seeListed(cycle, item.resource);
    case 'done':
    case 'failure':
      return endScope(cycle, item);
    case 'problem':
      return void cycle.problems.push(item.problem);
    case 'reading':
      return cycle.readings.add(item.reading);
    case 'cursor':
      return setCursor(cycle, item.scope, item.cursor);
    case 'series':
    case 'allocation':
    case 'finding':
      return yield* cycle.batches.addUse(item);
  }
}

function setCursor({ scopes }: Cycle, scope: ScopeId, cursor: unknown): void {
  const state = scopes.get(scope);
  if (state !== undefined) state.cursor = cursor;
}

/** Some scope is open, or none ever was. */
function isListing({ scopes }: Cycle): boolean {
  return scopes.size === 0 || [...scopes.values()].some(({ complete, problem }) => !complete && problem === null);
}

/** A scope that never came to its end: what broke the listing broke it. */
function sayWhyBroken({ scopes, problems }: Cycle): void {
  const { message } = problems.findLast(({ stage }) => stage === 'discover') ?? { message: 'the listing did not come to its end' };
  for (const state of scopes.values()) if (!state.complete) state.problem ??= message;
}

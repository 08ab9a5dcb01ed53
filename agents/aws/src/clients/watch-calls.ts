import type { Clock } from '@openfinops/core';
import type { CallLimiter } from '../limits/call-limiter.ts';
import type { AwsApi, CallOutcome, OwnCalls } from '../own-calls.ts';
import { isThrottle } from './aws-errors.ts';

/** What of the SDK's middleware is used here; its own types differ from client to client. */
interface Arguments {
  readonly input: object;
}
interface Result {
  readonly response: { readonly headers?: Readonly<Record<string, string>> };
  readonly output: object;
}
interface Context {
  readonly commandName?: string;
  readonly __smithy_context?: { readonly abortSignal?: AbortSignal };
  observedAtMs?: number;
}
type Next = (args: Arguments) => Promise<Result>;
type Middleware = (next: Next, context: Context) => Next;

/** A client as far as it is watched. */
export interface WatchedClient {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { readonly name: string; readonly step: string; readonly priority: string }): void;
    addRelativeTo(middleware: Middleware, options: { readonly name: string; readonly relation: string; readonly toMiddleware: string }): void;
  };
}

export interface CallWatch {
  readonly api: AwsApi;
  readonly region: string;
  readonly calls: OwnCalls;
  readonly limiter: CallLimiter;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
}

const observed = new WeakMap<object, number>();

/**
 * The instant at which an answer was true, epoch ms: AWS's own `Date` less the time that the request took, so that nothing which happened later
 * is taken for seen. Every output of a watched client has one.
 */
export function observedAtOf(output: object): number {
  const atMs = observed.get(output);
  if (atMs === undefined) throw new RangeError('this output comes from no client that is watched');
  return atMs;
}

/** Every request of the client, retries included, waits its turn, is counted, and teaches the limiter. */
export function watchCalls(client: WatchedClient, { api, region, calls, limiter, clock }: CallWatch): void {
  const attempt: Middleware = (next, context) => async (args) => {
    await limiter.enter(context.__smithy_context?.abortSignal);
    const operation = (context.commandName ?? '').replace(/Command$/, '');
    const count = (outcome: CallOutcome, billedUnits = 0): void => calls.count({ api, operation, region, outcome, billedUnits });
    try {
      const result = await next(args);
      limiter.answered();
      count('ok', billedUnitsOf(operation, args.input));
      return result;
    } catch (error) {
      const isSlowDown = isThrottle(error);
      if (isSlowDown) limiter.throttled();
      count(isSlowDown ? 'throttled' : 'failed');
      throw error;
    }
  };
  const clockIn: Middleware = (next, context) => async (args) => {
    const startedMs = clock.monotonicMs();
    const result = await next(args);
    const tookMs = clock.monotonicMs() - startedMs;
    const dateMs = Date.parse(result.response.headers?.date ?? '');
    context.observedAtMs = Math.floor((Number.isNaN(dateMs) ? clock.nowMs() : dateMs) - tookMs);
    return result;
  };
  const label: Middleware = (next, context) => async (args) => {
    const result = await next(args);
    observed.set(result.output, context.observedAtMs ?? clock.nowMs());
    return result;
  };
  client.middlewareStack.addRelativeTo(attempt, { name: 'openfinopsAttempt', relation: 'after', toMiddleware: 'retryMiddleware' });
  client.middlewareStack.add(clockIn, { name: 'openfinopsClockIn', step: 'deserialize', priority: 'low' });
  client.middlewareStack.add(label, { name: 'openfinopsLabel', step: 'initialize', priority: 'high' });
}

/** GetMetricData bills each metric asked for, whether it has data or not (CloudWatch pricing, 2026-11); all else is free or asked within what is. */
function billedUnitsOf(operation: string, input: object): number {
  if (operation !== 'GetMetricData') return 0;
  // Nothing here asks for an expression, which is none.
  return (input as { MetricDataQueries?: ArrayLike<unknown> }).MetricDataQueries?.length ?? 0;
}

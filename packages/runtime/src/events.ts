import type { Clock, Log, SelfMetrics } from '@openfinops/core';
import { AGENT_METRICS } from './agent-metrics.ts';
import { createEventLines, type EventLines } from './event-lines.ts';
import { type AgentEvents, HAPPENINGS, type Happening } from './happenings.ts';

export type { AgentEvents, ProblemEvents } from './happenings.ts';

export interface EventParts {
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Hear the events too, after line and metrics. */
  readonly observers?: readonly Partial<AgentEvents>[];
}

/** The events of one agent, over its log and its metrics. */
export function createEvents(parts: EventParts): AgentEvents {
  const lines = createEventLines();
  const entries = Object.entries(HAPPENINGS).map(([name, happening]) => [
    name,
    announcerOf(name as keyof AgentEvents, happening as Happening<unknown>, lines, parts),
  ]);
  return Object.fromEntries(entries) as AgentEvents;
}

function announcerOf(name: keyof AgentEvents, happening: Happening<unknown>, lines: EventLines, parts: EventParts): (at: unknown) => void {
  const { message, fields, moves } = happening;
  const { log, metrics, clock, observers = [] } = parts;
  return (at) => {
    const nowMs = clock.nowMs();
    const line = lines.next(name, happening, nowMs);
    if (line !== undefined) log[line.level]({ ...fields(at), ...line.fields }, message);
    for (const { name: metric, by = 1, to, labels = {} } of moves(at, nowMs)) {
      if (AGENT_METRICS[metric].type === 'gauge') metrics.set(metric, to ?? by, labels);
      else metrics.add(metric, by, labels);
    }
    for (const observer of observers) (observer[name] as ((what: unknown) => void) | undefined)?.(at);
  };
}

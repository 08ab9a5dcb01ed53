import type { Clock, Log, SelfMetrics } from '@openfinops/core';
import { AGENT_METRICS } from './agent-metrics.ts';
import { type AgentEvents, HAPPENINGS, type Happening } from './happenings.ts';

export type { AgentEvents, ProblemEvents } from './happenings.ts';

export interface EventParts {
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** The events of one agent, over its log and its metrics. */
export function createEvents(parts: EventParts): AgentEvents {
  const entries = Object.entries(HAPPENINGS).map(([name, happening]) => [name, announcerOf(happening as Happening<unknown>, parts)]);
  return Object.fromEntries(entries) as AgentEvents;
}

function announcerOf({ level, message, fields, moves }: Happening<unknown>, { log, metrics, clock }: EventParts): (at: unknown) => void {
  return (at) => {
    log[level](fields(at), message);
    for (const { name, by = 1, to, labels = {} } of moves(at, clock.nowMs())) {
      if (AGENT_METRICS[name].type === 'gauge') metrics.set(name, to ?? by, labels);
      else metrics.add(name, by, labels);
    }
  };
}

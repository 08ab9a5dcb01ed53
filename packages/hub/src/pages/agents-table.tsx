import type { AgentRecord, CycleRecord } from '@openfinops/core';
import { healthOf } from '../server/context.ts';
import { formatDuration, formatMoney, UNKNOWN } from './format.ts';

export interface AgentsTableProps {
  readonly agents: readonly AgentRecord[];
  readonly cycles: readonly CycleRecord[];
  readonly nowMs: number;
}

/** Who reports, how recently, and what the reporting itself costs. */
export function AgentsTable({ agents, cycles, nowMs }: AgentsTableProps) {
  if (agents.length === 0) return null;
  const latest = new Map(cycles.map((cycle) => [cycle.agentId, cycle]));
  return (
    <section id="agents">
      <h2>Agents</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Health</th>
            <th scope="col">Heard</th>
            <th scope="col">Scopes</th>
            <th scope="col" class="number">
              Its own cost
            </th>
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <AgentRow agent={agent} cycle={latest.get(agent.agentId)} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AgentRow({ agent, cycle, nowMs }: { readonly agent: AgentRecord; readonly cycle: CycleRecord | undefined; readonly nowMs: number }) {
  const health = healthOf(agent.heartbeatMs, nowMs);
  const whole = cycle?.scopes.filter(({ complete }) => complete).length;
  return (
    <tr data-key={agent.agentId}>
      <th scope="row">
        <span class="name">{agent.agentId}</span>
        <small>
          {agent.provider} · {agent.hostname}
          {agent.registeredMs === null ? ' · never registered' : ''}
        </small>
      </th>
      <td data-label="Health">
        <span class={`health ${health}`}>{health}</span>
      </td>
      <td data-label="Heard">{formatDuration(nowMs - agent.heartbeatMs)} ago</td>
      <td data-label="Scopes">{cycle === undefined ? UNKNOWN : `${whole} of ${cycle.scopes.length} whole`}</td>
      <td class="number" data-label="Its own cost">
        {cycle === undefined ? UNKNOWN : `${formatMoney(cycle.ownCost.usd_per_month, 'USD')} / month`}
      </td>
    </tr>
  );
}

import { type AgentHealth, healthOf } from '../server/context.ts';
import { AgentsTable } from './agents-table.tsx';
import { ExampleNote } from './example-note.tsx';
import { Figures } from './figures.tsx';
import { formatCount } from './format.ts';
import { Layout } from './layout.tsx';
import type { OverviewData } from './overview-data.ts';
import { ProblemsList } from './problems-list.tsx';
import { ProvidersTable } from './providers-table.tsx';
import { ResourcesTable } from './resources-table.tsx';
import { ScopesTable } from './scopes-table.tsx';
import { TrendSection } from './trend-section.tsx';
import { listUnknowns } from './unknowns.ts';
import { UnknownsList } from './unknowns-list.tsx';
import { WasteSection } from './waste-section.tsx';

/**
 * The first page: what it costs, where it goes, what is wasted, what is not known, and what to do about it.
 * @param props.address where agents reach this hub
 */
export function Overview({ data, address }: { readonly data: OverviewData; readonly address: string }) {
  const { agents, cycles, nowMs } = data;
  const unknowns = listUnknowns(data);
  return (
    <Layout title="OpenFinOps" heading="OpenFinOps" about={<Whose data={data} />} nowMs={nowMs} renewS={15}>
      {agents.length === 0 ? <Welcome address={address} /> : <Figures data={data} unknowns={unknowns} />}
      <ExampleNote resources={data.resources} />
      {agents.length === 0 && data.trends.trends.length === 0 ? null : <TrendSection trends={data.trends} />}
      <div class="pair">
        <ProvidersTable providers={data.providers} />
        <WasteSection idleness={data.idleness} findings={data.findings} />
      </div>
      <div class="pair">
        {agents.length === 0 ? null : <UnknownsList unknowns={unknowns} />}
        <ProblemsList cycles={cycles} />
      </div>
      <ResourcesTable resources={data.resources} nowMs={nowMs} />
      <AgentsTable agents={agents} cycles={cycles} nowMs={nowMs} />
      <ScopesTable cycles={cycles} />
    </Layout>
  );
}

/** Of one machine its name, of more how many report; and whether they do. */
function Whose({ data: { agents, nowMs } }: { readonly data: OverviewData }) {
  const [agent, ...others] = agents;
  if (agent === undefined) return null;
  const health = agents.map(({ heartbeatMs }) => healthOf(heartbeatMs, nowMs));
  const healthy = health.filter((one) => one === 'healthy').length;
  const worst = HEALTH.find((one) => health.includes(one)) ?? 'healthy';
  return (
    <>
      {others.length === 0 ? agent.hostname : `${agents.length} agents`}{' '}
      <a class={`health ${worst}`} href="#agents">
        {healthy === agents.length
          ? `${formatCount(healthy, 'agent')} healthy`
          : `${agents.length - healthy} of ${formatCount(agents.length, 'agent')} silent`}
      </a>
    </>
  );
}

const HEALTH: readonly AgentHealth[] = ['offline', 'warning', 'healthy'];

function Welcome({ address }: { readonly address: string }) {
  return (
    <section class="welcome">
      <h2>No agent has reported yet</h2>
      <p>Start one on any machine that reaches this address; its figures appear here within a minute:</p>
      <pre>openfinops-agent onprem --server {address}</pre>
    </section>
  );
}

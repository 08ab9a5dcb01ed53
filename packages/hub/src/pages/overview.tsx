import { AgentsTable } from './agents-table.tsx';
import { ExampleNote } from './example-note.tsx';
import { Figures } from './figures.tsx';
import { formatTime } from './format.ts';
import { HoursChart } from './hours-chart.tsx';
import { Layout } from './layout.tsx';
import type { OverviewData } from './overview-data.ts';
import { ProblemsList } from './problems-list.tsx';
import { ResourcesTable } from './resources-table.tsx';
import { ScopesTable } from './scopes-table.tsx';
import { ServicesTable } from './services-table.tsx';
import { listUnknowns } from './unknowns.ts';
import { UnknownsList } from './unknowns-list.tsx';

/**
 * The first page: what it costs now, what was charged, what is used of it, and what is not known.
 * @param props.address where agents reach this hub
 */
export function Overview({ data, address }: { readonly data: OverviewData; readonly address: string }) {
  const { agents, cycles, nowMs } = data;
  return (
    <Layout title="OpenFinOps" renewS={15}>
      <header>
        <h1>
          OpenFinOps <small>{whose(data)}</small>
        </h1>
        <p>{formatTime(nowMs)}</p>
      </header>
      <main>
        {agents.length === 0 ? <Welcome address={address} /> : <Figures data={data} />}
        <ExampleNote resources={data.resources} />
        {data.days.map((day) => (
          <HoursChart day={day} />
        ))}
        <ServicesTable services={data.services} />
        <ResourcesTable resources={data.resources} nowMs={nowMs} />
        {agents.length === 0 ? null : <UnknownsList unknowns={listUnknowns(data)} />}
        <ProblemsList cycles={cycles} />
        <AgentsTable agents={agents} cycles={cycles} nowMs={nowMs} />
        <ScopesTable cycles={cycles} />
      </main>
      <footer>
        <p>Months and hours are UTC. Amounts are exact sums of charges, rounded for display alone; the page renews itself every 15 seconds.</p>
      </footer>
    </Layout>
  );
}

/** Of one machine its name, of more how many report. */
function whose({ agents }: OverviewData): string {
  if (agents.length === 0) return '';
  return agents.length === 1 ? `${agents[0]?.hostname}` : `${agents.length} agents`;
}

function Welcome({ address }: { readonly address: string }) {
  return (
    <section class="welcome">
      <h2>No agent has reported yet</h2>
      <p>Start one on any machine that reaches this address; its figures appear here within a minute:</p>
      <pre>openfinops-agent onprem --server {address}</pre>
    </section>
  );
}

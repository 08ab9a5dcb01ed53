import { HOUR_MS, type Intake, type TenantId } from '@openfinops/core';
import type { Database } from './database.ts';
import type { ResourceNumbers } from './resource-numbers.ts';

export interface ReportTables {
  /** Allocations, findings, gaps and the cycle of one body. Of two that say the same thing the later report is kept. */
  put(tenant: TenantId, intake: Pick<Intake, 'agent' | 'receivedMs' | 'timestampMs' | 'allocations' | 'findings' | 'gaps' | 'cycle'>): void;
}

export function createReportTables(db: Database, resources: ResourceNumbers): ReportTables {
  const allocate = db.query(`
    INSERT INTO allocations (tenant, hour, resource, basis, target, share, timestamp_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET share = excluded.share, timestamp_ms = excluded.timestamp_ms WHERE excluded.timestamp_ms >= timestamp_ms`);
  const find = db.query(`
    INSERT INTO findings (tenant, resource, rule, timestamp_ms, finding) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET timestamp_ms = excluded.timestamp_ms, finding = excluded.finding WHERE excluded.timestamp_ms >= timestamp_ms`);
  const gap = db.query('INSERT INTO gaps (tenant, agent_id, received_ms, gap) VALUES (?, ?, ?, ?)');
  const cycle = db.query(`
    INSERT INTO cycles (tenant, agent_id, timestamp_ms, report) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET timestamp_ms = excluded.timestamp_ms, report = excluded.report WHERE excluded.timestamp_ms >= timestamp_ms`);
  return {
    put(tenant, { agent, receivedMs, timestampMs, allocations, findings, gaps, cycle: report }) {
      for (const { resource_id, hour, basis, target, share } of allocations) {
        const hourNo = (hour * 1000) / HOUR_MS;
        allocate.run(tenant, hourNo, resources.ofAny(tenant, resource_id), basis, JSON.stringify([target.kind, target.id]), share, timestampMs);
      }
      for (const finding of findings) {
        find.run(tenant, resources.ofAny(tenant, finding.resource_id), finding.rule, timestampMs, JSON.stringify(finding));
      }
      for (const one of gaps) gap.run(tenant, agent.agentId, receivedMs, JSON.stringify(one));
      if (report !== null) cycle.run(tenant, agent.agentId, timestampMs, JSON.stringify(report));
    },
  };
}

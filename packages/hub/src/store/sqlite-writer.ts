import type { AgentIdentity, Intake, IntakeOutcome, Store, TenantId } from '@openfinops/core';
import type { Database } from './database.ts';
import { createGroupWriter, type GroupLimits } from './group-writer.ts';
import { createAgentTable } from './put-agents.ts';
import { createBatchTable } from './put-batches.ts';
import { createBodyTable } from './put-bodies.ts';
import { createChargeTable } from './put-charges.ts';
import { createReportTables } from './put-reports.ts';
import { createResourceTable } from './put-resources.ts';
import { createSeriesTable } from './put-series.ts';
import { createResourceNumbers } from './resource-numbers.ts';
import { trimOld } from './retention.ts';
import { createRollUps } from './roll-ups.ts';
import { createWords } from './words.ts';

export interface WriterLimits {
  /** Most bytes of bodies kept for `recent`. */
  readonly maxBodyBytes: number;
  readonly group?: GroupLimits;
}

export interface SqliteWriter extends Pick<Store, 'register' | 'ingest'> {
  /** Transactions committed so far. */
  commits(): number;
  close(): void;
}

const TRIM_EVERY_MS = 1000;

/** The writing half of the store, on the calling thread. The database must be migrated. */
export function createSqliteWriter(db: Database, limits: WriterLimits): SqliteWriter {
  const words = createWords(db);
  const numbers = createResourceNumbers(db);
  const rollUps = createRollUps(db);
  const agents = createAgentTable(db);
  const batches = createBatchTable(db);
  const bodies = createBodyTable(db, limits.maxBodyBytes);
  const charges = createChargeTable(db, words, numbers, rollUps);
  const resources = createResourceTable(db, words, numbers);
  const series = createSeriesTable(db, words, numbers);
  const reports = createReportTables(db, numbers);
  const afterRollback = (): void => {
    for (const cache of [words, numbers, charges, batches, bodies, agents]) cache.forget();
    rollUps.discard();
  };
  const beforeCommit = (): void => {
    for (const pending of [charges, rollUps, batches, bodies, agents]) pending.flush();
  };
  const writer = createGroupWriter(db, { beforeCommit, afterRollback }, limits.group);

  const apply = (tenant: TenantId, intake: Intake): IntakeOutcome => {
    const { agent, receivedMs, timestampMs } = intake;
    trimNowAndThen(receivedMs);
    const known = batches.find(tenant, intake);
    if (known?.status === 'mismatch') return known;
    const registered = agents.heartbeat(tenant, agent, receivedMs);
    if (known !== undefined) return { ...known, registered };
    resources.put(tenant, timestampMs, intake.resources);
    const rejected = [...intake.rejected, ...charges.put(tenant, agent.agentId, receivedMs, intake.charges)];
    series.put(tenant, intake.series);
    reports.put(tenant, intake);
    bodies.put(tenant, intake);
    const accepted = intake.accepted - (rejected.length - intake.rejected.length);
    batches.put(tenant, intake, { accepted, rejected });
    return { status: 'stored', accepted, rejected, registered };
  };
  let trimmedMs = 0;
  const trimNowAndThen = (nowMs: number): void => {
    if (Math.abs(nowMs - trimmedMs) < TRIM_EVERY_MS) return;
    trimmedMs = nowMs;
    trimOld(db, nowMs);
  };

  return {
    register: (tenant: TenantId, agent: AgentIdentity & { readonly configJson: string }, atMs: number) =>
      writer.run(() => agents.register(tenant, agent, atMs)),
    ingest: (tenant, intake) => writer.run(() => apply(tenant, intake)),
    commits: writer.commits,
    close: writer.close,
  };
}

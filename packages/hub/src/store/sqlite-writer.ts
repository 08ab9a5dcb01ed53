import type { AgentIdentity, Intake, IntakeOutcome, Rejection, Store, TenantId } from '@openfinops/core';
import type { Database } from './database.ts';
import { createGroupWriter, type GroupLimits } from './group-writer.ts';
import { createAgentTable } from './put-agents.ts';
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

/** What a batch came to, as it is remembered: accepted, rejected. */
type RememberedOutcome = [number, readonly Rejection[]];

const TRIM_EVERY_MS = 1000;

/** The writing half of the store, on the calling thread. The database must be migrated. */
export function createSqliteWriter(db: Database, limits: WriterLimits): SqliteWriter {
  const words = createWords(db);
  const numbers = createResourceNumbers(db);
  const rollUps = createRollUps(db);
  const agents = createAgentTable(db);
  const bodies = createBodyTable(db, limits.maxBodyBytes);
  const charges = createChargeTable(db, words, numbers, rollUps);
  const resources = createResourceTable(db, words, numbers);
  const series = createSeriesTable(db, words, numbers);
  const reports = createReportTables(db, numbers);
  const afterRollback = (): void => {
    for (const cache of [words, numbers, bodies, agents]) cache.forget();
    rollUps.discard();
  };
  const beforeCommit = (): void => {
    for (const pending of [rollUps, bodies, agents]) pending.flush();
  };
  const writer = createGroupWriter(db, { beforeCommit, afterRollback }, limits.group);

  const findBatch = db.query<[string, string]>('SELECT hash, outcome FROM batches WHERE tenant = ? AND agent_id = ? AND batch_id = ?');
  const keepBatch = db.query('INSERT INTO batches (tenant, agent_id, batch_id, hash, received_ms, outcome) VALUES (?, ?, ?, ?, ?, ?)');

  const remembered = (tenant: TenantId, { agent, batchId, hash, receivedMs }: Intake): IntakeOutcome | undefined => {
    const row = batchId === null ? undefined : findBatch.get(tenant, agent.agentId, batchId);
    if (row === undefined) return undefined;
    if (row[0] !== hash) return { status: 'mismatch' };
    const [accepted, rejected] = JSON.parse(row[1]) as RememberedOutcome;
    return { status: 'duplicate', accepted, rejected, registered: agents.heartbeat(tenant, agent, receivedMs) };
  };
  const apply = (tenant: TenantId, intake: Intake): IntakeOutcome => {
    const { agent, batchId, receivedMs, timestampMs } = intake;
    trimNowAndThen(receivedMs);
    const known = remembered(tenant, intake);
    if (known !== undefined) return known;
    resources.put(tenant, timestampMs, intake.resources);
    const rejected = [...intake.rejected, ...charges.put(tenant, agent.agentId, receivedMs, intake.charges)];
    series.put(tenant, intake.series);
    reports.put(tenant, intake);
    bodies.put(tenant, intake);
    const accepted = intake.accepted - (rejected.length - intake.rejected.length);
    const outcome: RememberedOutcome = [accepted, rejected];
    if (batchId !== null) keepBatch.run(tenant, agent.agentId, batchId, intake.hash, receivedMs, JSON.stringify(outcome));
    return { status: 'stored', accepted, rejected, registered: agents.heartbeat(tenant, agent, receivedMs) };
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

import type { Intake, Rejection, TenantId } from '@openfinops/core';
import type { Bind, Database } from './database.ts';
import { prepareRows } from './write-rows.ts';

/** What came of a batch, by its id: a repetition is answered as the first time. */
export interface BatchTable {
  /** What a batch of this id came to, or that the id was used for other content; undefined: it is new. */
  find(tenant: TenantId, intake: BatchIntake): Known | undefined;
  put(tenant: TenantId, intake: BatchIntake, outcome: Outcome): void;
  /** Writes what was put since; call before the commit. */
  flush(): void;
  /** Forgets what was not written. */
  forget(): void;
}

type BatchIntake = Pick<Intake, 'agent' | 'batchId' | 'hash' | 'receivedMs'>;
type Outcome = { readonly accepted: number; readonly rejected: readonly Rejection[] };
type Known = { readonly status: 'mismatch' } | ({ readonly status: 'duplicate' } & Outcome);

/** As it is kept. */
type KeptOutcome = [accepted: number, rejected: readonly Rejection[]];

const COLUMNS = ['tenant', 'agent_id', 'batch_id', 'hash', 'received_ms', 'outcome'];

export function createBatchTable(db: Database): BatchTable {
  const find = db.query<[hash: string, outcome: string]>('SELECT hash, outcome FROM batches WHERE tenant = ? AND agent_id = ? AND batch_id = ?');
  const write = prepareRows(db, 'batches', COLUMNS);
  const pending = new Map<string, { readonly hash: string; readonly outcome: string; readonly row: readonly Bind[] }>();

  const look = (tenant: TenantId, agentId: string, batchId: string): { readonly hash: string; readonly outcome: string } | undefined => {
    const waiting = pending.get(nameOf(tenant, agentId, batchId));
    if (waiting !== undefined) return waiting;
    const row = find.get(tenant, agentId, batchId);
    return row && { hash: row[0], outcome: row[1] };
  };
  return {
    find(tenant, { agent, batchId, hash }) {
      const kept = batchId === null ? undefined : look(tenant, agent.agentId, batchId);
      if (kept === undefined) return undefined;
      if (kept.hash !== hash) return { status: 'mismatch' };
      const [accepted, rejected] = JSON.parse(kept.outcome) as KeptOutcome;
      return { status: 'duplicate', accepted, rejected };
    },
    put(tenant, { agent, batchId, hash, receivedMs }, { accepted, rejected }) {
      if (batchId === null) return;
      const outcome = JSON.stringify([accepted, rejected] satisfies KeptOutcome);
      pending.set(nameOf(tenant, agent.agentId, batchId), { hash, outcome, row: [tenant, agent.agentId, batchId, hash, receivedMs, outcome] });
    },
    flush() {
      write(Array.from(pending.values(), ({ row }) => row));
      pending.clear();
    },
    forget: () => pending.clear(),
  };
}

/** Neither part can hold a NUL. */
function nameOf(tenant: TenantId, agentId: string, batchId: string): string {
  return `${tenant}\0${agentId}\0${batchId}`;
}

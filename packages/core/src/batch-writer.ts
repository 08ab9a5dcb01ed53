import type { Batch, BatchKind } from './batch.ts';
import type { Window } from './model.ts';
import { BATCH_SCHEMA } from './wire.ts';

/** Who sends. */
export interface Sender {
  readonly agentId: string;
  readonly hostname: string;
  readonly provider: string;
  /** The one region, else `global`. */
  readonly region: string;
  readonly version: string;
}

/** What all batches of one cycle have in common. */
export interface CycleFrame {
  readonly agent: Sender;
  readonly cycleId: string;
  readonly atMs: number;
  readonly window: Window;
  readonly maxBatchBytes: number;
  /** A fresh UUIDv7. */
  readonly newId: () => string;
  /** Counts the parts of the cycle; shared by its writers. */
  readonly nextPart: () => number;
}

/** Fills batches of one kind, record by record; each record is encoded once. */
export interface BatchWriter {
  /** Adds a record to one of the kind's lists; returns the batch that had to close to make room for it. */
  add(list: string, record: unknown): Batch | undefined;
  /** The last batch, unless it would be empty. */
  flush(): Batch | undefined;
}

/** Bytes of a batch beside its records: envelope and punctuation, generously. */
const ENVELOPE_BYTES = 2048;

export function createBatchWriter(frame: CycleFrame, kind: BatchKind, lists: readonly string[], expiresMs: number | null): BatchWriter {
  let records: Map<string, string[]> = new Map();
  let bytes = ENVELOPE_BYTES;
  let count = 0;

  const flush = (): Batch | undefined => {
    if (count === 0) return undefined;
    const fields = lists.map((list) => `${JSON.stringify(list)}:[${(records.get(list) ?? []).join(',')}]`).join(',');
    const batch = encodeBatch(frame, kind, expiresMs, fields, '[]', count);
    records = new Map();
    bytes = ENVELOPE_BYTES;
    count = 0;
    return batch;
  };

  return {
    add(list, record) {
      const json = JSON.stringify(record);
      const size = utf8Length(json) + 1;
      const full = bytes + size > frame.maxBatchBytes ? flush() : undefined;
      const texts = records.get(list) ?? [];
      texts.push(json);
      records.set(list, texts);
      bytes += size;
      count += 1;
      return full;
    },
    flush,
  };
}

/** One whole batch from its already encoded fields. */
export function encodeBatch(frame: CycleFrame, kind: BatchKind, expiresMs: number | null, fields: string, events: string, count: number): Batch {
  const { agent, cycleId, atMs, window } = frame;
  const id = frame.newId();
  const part = frame.nextPart();
  const head = {
    agent_id: agent.agentId,
    timestamp: atMs / 1000,
    hostname: agent.hostname,
    cloud_provider: agent.provider,
    region: agent.region,
  };
  const envelope = {
    schema: BATCH_SCHEMA,
    kind,
    batch_id: id,
    cycle_id: cycleId,
    part,
    expires: expiresMs === null ? null : expiresMs / 1000,
    agent_version: agent.version,
    window: { start: window.startMs / 1000, end: window.endMs / 1000 },
  };
  const open = (object: object) => JSON.stringify(object).slice(0, -1);
  const json = `${open(head)},"metrics":${open(envelope)},${fields}},"events":${events},"traces":[]}`;
  return { id, kind, cycleId, part, expiresMs, records: count, json };
}

/** Bytes of a text in UTF-8; a surrogate half counts 3, so the sum is never too low. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
  }
  return bytes;
}

import type { Batch, BatchKind } from './batch.ts';
import type { Window } from './model.ts';
import { createTextBuffer, type TextBuffer } from './text-buffer.ts';
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
  const records = new Map<string, TextBuffer>();
  const record = createTextBuffer();
  const whole = createTextBuffer();
  let bytes = ENVELOPE_BYTES;
  let count = 0;

  const flush = (): Batch | undefined => {
    if (count === 0) return undefined;
    const fields = lists.flatMap((list, at) => [`${at === 0 ? '' : ','}${JSON.stringify(list)}:[`, records.get(list) ?? '', ']']);
    const batch = encodeBatch(frame, { kind, expiresMs, fields, events: '[]', records: count }, whole);
    bytes = ENVELOPE_BYTES;
    count = 0;
    return batch;
  };

  return {
    add(list, value) {
      record.add(JSON.stringify(value));
      const size = record.bytes + 1;
      const full = bytes + size > frame.maxBatchBytes ? flush() : undefined;
      const texts = records.get(list) ?? createTextBuffer();
      records.set(list, texts);
      if (texts.bytes > 0) texts.add(',');
      texts.move(record);
      bytes += size;
      count += 1;
      return full;
    },
    flush,
  };
}

/** What is in a batch, beside what all batches of its cycle share. */
export interface BatchContent {
  readonly kind: BatchKind;
  readonly expiresMs: number | null;
  /** The kind's own fields as JSON, in pieces; buffers among them are emptied. */
  readonly fields: readonly (string | TextBuffer)[];
  /** A JSON array. */
  readonly events: string;
  /** How many. */
  readonly records: number;
}

/** One whole batch. @param into where it is put together; whoever makes many batches brings the same one each time */
export function encodeBatch(frame: CycleFrame, content: BatchContent, into = createTextBuffer()): Batch {
  const { kind, expiresMs, fields, events, records } = content;
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
  const pieces = [open(head), ',"metrics":', open(envelope), ',', ...fields, '},"events":', events, ',"traces":[]}'];
  for (const piece of pieces) {
    if (typeof piece === 'string') into.add(piece);
    else into.move(piece);
  }
  return { id, kind, cycleId, part, expiresMs, records, json: into.take() };
}

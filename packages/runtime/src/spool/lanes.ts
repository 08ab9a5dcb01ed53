import type { BatchClass } from '@openfinops/core';

/** What of a batch decides on its turn. */
export interface LaneEntry {
  readonly id: string;
  readonly class: BatchClass;
  /** Older is lower. */
  readonly seq: number;
  /** Epoch ms; null: never. */
  readonly expiresMs: number | null;
  readonly bytes: number;
}

/** The queue in memory: who is sent next, and who goes first when room runs out. */
export interface Lanes<Entry extends LaneEntry> {
  add(entry: Entry): void;
  get(id: string): Entry | undefined;
  /** undefined: there was none. */
  remove(id: string): Entry | undefined;
  /** In the order of sending: lowest class number first, oldest first. */
  inSendOrder(): Generator<Entry>;
  /** In the order of dropping: open-hour batches first (their hour's final says all of it again), then the lowest class, oldest first. */
  inDropOrder(): Generator<Entry>;
  size(): number;
  bytes(): number;
}

const CLASSES: readonly BatchClass[] = ['P0', 'P1', 'P2'];
const DROP_ORDER: readonly BatchClass[] = ['P2', 'P1', 'P0'];

export function createLanes<Entry extends LaneEntry>(): Lanes<Entry> {
  const makeLanes = (): Record<BatchClass, Map<string, Entry>> => ({ P0: new Map(), P1: new Map(), P2: new Map() });
  const lasting = makeLanes();
  const expiring = makeLanes();
  let bytes = 0;

  const laneOf = ({ class: name, expiresMs }: LaneEntry) => (expiresMs === null ? lasting : expiring)[name];
  const get = (id: string): Entry | undefined => {
    for (const name of CLASSES) {
      const found = lasting[name].get(id) ?? expiring[name].get(id);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return {
    add(entry) {
      laneOf(entry).set(entry.id, entry);
      bytes += entry.bytes;
    },
    get,
    remove(id) {
      const entry = get(id);
      if (entry === undefined) return undefined;
      laneOf(entry).delete(id);
      bytes -= entry.bytes;
      return entry;
    },
    *inSendOrder() {
      for (const name of CLASSES) yield* mergeBySeq(lasting[name].values(), expiring[name].values());
    },
    *inDropOrder() {
      for (const name of DROP_ORDER) yield* expiring[name].values();
      for (const name of DROP_ORDER) yield* lasting[name].values();
    },
    size() {
      let size = 0;
      for (const name of CLASSES) size += lasting[name].size + expiring[name].size;
      return size;
    },
    bytes: () => bytes,
  };
}

function* mergeBySeq<Entry extends LaneEntry>(left: Iterator<Entry>, right: Iterator<Entry>): Generator<Entry> {
  let a = left.next();
  let b = right.next();
  while (!a.done || !b.done) {
    const isLeft = !a.done && (b.done === true || a.value.seq < b.value.seq);
    if (isLeft) {
      yield a.value as Entry;
      a = left.next();
    } else {
      yield b.value as Entry;
      b = right.next();
    }
  }
}

import { MAX_QUERIES } from './limits.ts';
import type { MetricDataReply } from './parse-reply.ts';
import type { Batch } from './queries.ts';

/** What CloudWatch said of the queries of one batch, over all pages and attempts. */
export interface Results {
  /** Query after query, a slot a period, in CloudWatch's own unit; NaN: no datapoint. */
  readonly values: Float64Array;
  /** Reads one page. Throws SyntaxError when it is no reply. @returns the token of the next page; undefined: the last one */
  readPage(reply: MetricDataReply | object | null): string | undefined;
  /** Indices of queries that are not answered completely. */
  incomplete(): readonly number[];
  /** Of these, CloudWatch will not answer. */
  forbidden(): readonly number[];
}

/** @param batch its window and period say where a datapoint belongs; one outside of them is nobody's */
export function createResults(batch: Batch): Results {
  const { startMs, endMs, periodMs, queries } = batch;
  const points = Math.round((endMs - startMs) / periodMs);
  const values = new Float64Array(points * queries.length).fill(Number.NaN);
  const statuses = new Array<unknown>(queries.length).fill(undefined);
  const withStatus = (isMeant: (status: unknown) => boolean): number[] => {
    const indices: number[] = [];
    for (let index = 0; index < statuses.length; index += 1) if (isMeant(statuses[index])) indices.push(index);
    return indices;
  };
  const slotsOf = createSlots(batch, points);

  return {
    values,
    readPage(reply) {
      const { MetricDataResults: results, NextToken: token } = (reply ?? {}) as MetricDataReply;
      if (!isIterable(results)) throw new SyntaxError('the reply has no MetricDataResults');
      for (const one of results as Iterable<Readonly<Record<string, unknown>>>) {
        const index = INDEX_OF.get(one.Id);
        if (index === undefined || index >= queries.length) continue;
        place(one.Values, slotsOf(one.Timestamps), values, index * points);
        statuses[index] = one.StatusCode;
      }
      return typeof token === 'string' && token !== '' ? token : undefined;
    },
    incomplete: () => withStatus((status) => status !== 'Complete' && status !== 'Forbidden'),
    forbidden: () => withStatus((status) => status === 'Forbidden'),
  };
}

/** Which slots times belong to; -1: none. Results share their times, which are looked at once then. */
function createSlots({ startMs, periodMs }: Batch, points: number): (times: unknown) => readonly number[] {
  let lastTimes: unknown;
  let lastSlots: readonly number[] = [];
  return (times) => {
    if (times === lastTimes) return lastSlots;
    lastTimes = times;
    lastSlots = Array.isArray(times) ? times.map((time) => slotOf(toMs(time), startMs, periodMs, points)) : [];
    return lastSlots;
  };
}

function slotOf(atMs: number, startMs: number, periodMs: number, points: number): number {
  const slot = Math.floor((atMs - startMs) / periodMs);
  return slot >= 0 && slot < points ? slot : -1;
}

/** Puts what was found where it belongs. */
function place(found: unknown, slots: readonly number[], values: Float64Array, from: number): void {
  if (!Array.isArray(found)) return;
  for (let at = 0; at < slots.length; at += 1) {
    const slot = slots[at] ?? -1;
    const value: unknown = found[at];
    if (slot !== -1) values[from + slot] = typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
  }
}

/** The id of a query in its batch; CloudWatch wants a lower-case letter first. */
export function idOf(index: number): string {
  return `q${index}`;
}

const INDEX_OF: ReadonlyMap<unknown, number> = new Map(Array.from({ length: MAX_QUERIES }, (_, index) => [idOf(index), index]));

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Epoch seconds on the wire; a Date where the SDK read the reply. */
function toMs(time: unknown): number {
  if (typeof time === 'number') return time * 1000;
  return time instanceof Date ? time.getTime() : Number.NaN;
}

import { type Batch, type BatchKind, type Rejection, TRUNCATED_TAG } from '@openfinops/core';

/**
 * Parts of a batch. Each is a whole body of its own with an id made of the first, so that the same part has the same id however often it is made;
 * records are never cut, so a charge stays whole. A cycle's report is in both of its halves.
 */

/** What a body's lists are called, by the kind of batch; `events` stands beside `metrics`, the others within. */
const LISTS: Readonly<Record<BatchKind, readonly string[]>> = {
  cost: ['resources', 'charges'],
  use: ['series', 'allocations', 'findings'],
  cycle: ['scopes', 'events'],
};
/** The wire contract takes no longer id. */
const MAX_ID_LENGTH = 128;

/** Where to cut: `bytes` makes halves of one size, `records` of one number. */
export type HalveBy = 'bytes' | 'records';

/** Two halves, `<id>/0` and `<id>/1`; undefined: it has fewer than two records, or is no body of ours. */
export function halveBatch(batch: Batch, by: HalveBy): readonly [Batch, Batch] | undefined {
  const body = readBody(batch);
  if (body === undefined || batch.id.length + 2 > MAX_ID_LENGTH) return undefined;
  const records = recordsOf(body, batch.kind);
  if (records.length < 2) return undefined;
  const cut = by === 'records' ? Math.ceil(records.length / 2) : middleByBytes(records);
  return [makePart(batch, body, `${batch.id}/0`, records.slice(0, cut)), makePart(batch, body, `${batch.id}/1`, records.slice(cut))];
}

/** The rejected records alone, as `<id>/rejected`; undefined: the server named none that there is. */
export function takeRejected(batch: Batch, rejected: readonly Rejection[]): Batch | undefined {
  const body = readBody(batch);
  if (body === undefined) return undefined;
  const named = new Set(rejected.map(({ list, index }) => `${list} ${index}`));
  const records = recordsOf(body, batch.kind).filter(({ list, index }) => named.has(`${list} ${index}`));
  return records.length === 0 ? undefined : makePart(batch, body, `${batch.id}/rejected`, records);
}

/** One resource less its tags, marked as such, as `<id>/untagged`; undefined: the batch is not one resource with tags. */
export function leaveOutTags(batch: Batch): Batch | undefined {
  const body = readBody(batch);
  const records = body === undefined ? [] : recordsOf(body, batch.kind);
  const [only] = records;
  if (body === undefined || only === undefined || records.length > 1 || only.list !== 'resources' || batch.id.length + 9 > MAX_ID_LENGTH) {
    return undefined;
  }
  const resource = only.record as { readonly tags?: Readonly<Record<string, string>> };
  const names = Object.keys(resource.tags ?? {}).filter((name) => name !== TRUNCATED_TAG);
  if (names.length === 0) return undefined;
  const record = { ...resource, tags: { [TRUNCATED_TAG]: `${names.length} left out` } };
  return makePart(batch, body, `${batch.id}/untagged`, [{ ...only, record }]);
}

interface Body {
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

interface ListedRecord {
  readonly list: string;
  readonly index: number;
  readonly record: unknown;
}

/** undefined: no body of ours. */
function readBody({ json }: Batch): Body | undefined {
  try {
    const body = JSON.parse(json) as Body | null;
    return typeof body?.metrics === 'object' && body.metrics !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

function listOf(body: Body, list: string): readonly unknown[] {
  const found = list === 'events' ? body.events : body.metrics[list];
  return Array.isArray(found) ? found : [];
}

function recordsOf(body: Body, kind: BatchKind): ListedRecord[] {
  return LISTS[kind].flatMap((list) => listOf(body, list).map((record, index) => ({ list, index, record })));
}

/** The first place at which both sides have a record and the left has half of the bytes. */
function middleByBytes(records: readonly ListedRecord[]): number {
  const sizes = records.map(({ record }) => JSON.stringify(record).length);
  let total = 0;
  for (const size of sizes) total += size;
  let left = 0;
  for (const [index, size] of sizes.entries()) {
    left += size;
    if (left * 2 >= total) return Math.min(index + 1, records.length - 1);
  }
  return records.length - 1;
}

function makePart(whole: Batch, body: Body, id: string, records: readonly ListedRecord[]): Batch {
  const metrics: Record<string, unknown> = { ...body.metrics, batch_id: id };
  let events: unknown = body.events;
  for (const list of LISTS[whole.kind]) {
    const kept = records.filter((one) => one.list === list).map(({ record }) => record);
    if (list === 'events') events = kept;
    else metrics[list] = kept;
  }
  const count = whole.kind === 'cycle' ? 1 + records.filter(({ list }) => list === 'events').length : records.length;
  return { ...whole, id, records: count, json: JSON.stringify({ ...body, metrics, events }) };
}

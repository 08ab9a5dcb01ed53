import type { BatchKind, Safety, Spool } from '@openfinops/core';
import type { SpoolHooks } from './spool-hooks.ts';
import { makeBatch, START_MS } from './spool-stand.ts';

/** For tests: one act on a spool. `which` picks among the batches that were appended. */
export type Op =
  | { readonly act: 'append'; readonly kind: BatchKind; readonly size: number; readonly expires: boolean }
  | { readonly act: 'next' | 'settle' }
  | { readonly act: 'ack' | 'retry' | 'kill' | 'split' | 'bury'; readonly which: number };

/** What a careful observer knows of a spool. */
export interface Witness {
  /** Ids ever appended, in order. */
  readonly appended: Map<string, Safety | undefined>;
  /** Durable, and neither settled nor dropped since. */
  readonly owed: Set<string>;
  /** Dropped, or found unreadable. */
  readonly gone: Set<string>;
  readonly hooks: SpoolHooks;
}

export function createWitness(): Witness {
  const owed = new Set<string>();
  const gone = new Set<string>();
  const forget = ({ id }: { readonly id: string }) => {
    owed.delete(id);
    gone.add(id);
  };
  const hooks: SpoolHooks = {
    onDropped: forget,
    onDurable: ({ id }) => {
      owed.add(id);
    },
    onCorrupt: forget,
    onDegraded() {},
    onRecovered() {},
  };
  return { appended: new Map(), owed, gone, hooks };
}

/** Does it, and notes what is owed from then on. Rejects as the spool does. */
export async function play(op: Op, spool: Spool, witness: Witness): Promise<void> {
  const { appended, owed } = witness;
  if (op.act === 'append') {
    const id = `batch-${appended.size}-${op.size}`;
    appended.set(id, undefined);
    const expiresMs = op.expires && op.kind === 'cost' ? START_MS + 3_600_000 : null;
    const safety = await spool.append(makeBatch({ id, kind: op.kind, expiresMs, json: bodyOf(id) }));
    appended.set(id, safety);
    if (safety === 'durable') owed.add(id);
    return;
  }
  if (!('which' in op)) {
    if (op.act === 'next') await spool.next(START_MS);
    else await settle(spool);
    return;
  }
  const id = [...appended.keys()][op.which % Math.max(1, appended.size)];
  if (id === undefined) return;
  if (op.act === 'retry') return spool.retry(id);
  if (op.act === 'split') return split(id, spool, witness);
  if (op.act === 'bury') return bury(id, spool, witness);
  owed.delete(id);
  if (op.act === 'ack') return spool.ack(id);
  return spool.kill(id, 'the server refused it');
}

/** The parts are owed as soon as the whole is not any more. */
async function split(id: string, spool: Spool, { appended, owed, gone }: Witness): Promise<void> {
  const parts = [`${id}/0`, `${id}/1`].map((partId) => makeBatch({ id: partId, json: bodyOf(partId) }));
  for (const part of parts) appended.set(part.id, appended.get(part.id));
  const safeties = await spool.split(id, parts);
  if (safeties === undefined) return;
  owed.delete(id);
  for (const [no, part] of parts.entries()) if (safeties[no] === 'durable' && !gone.has(part.id)) owed.add(part.id);
}

/** A letter that a crash leaves in the queue is sent again; that it is kept is no promise. */
async function bury(id: string, spool: Spool, { appended }: Witness): Promise<void> {
  const letter = makeBatch({ id: `${id}/x`, json: bodyOf(`${id}/x`) });
  appended.set(letter.id, undefined);
  await spool.bury(letter, 'the server would not take it');
}

function settle(spool: Spool): Promise<void> {
  spool.takeGaps();
  return spool.settleGaps();
}

/** Sends everything; ids with their content. */
export async function drain(spool: Spool): Promise<Map<string, string>> {
  const sent = new Map<string, string>();
  for (let item = await spool.next(START_MS); item !== undefined; item = await spool.next(START_MS)) {
    sent.set(item.batch.id, item.batch.json);
    await spool.ack(item.batch.id);
  }
  return sent;
}

/** A body that its id alone determines, and that does not pack away: `batch-<n>-<size>`, a part `batch-<n>-<size>/<no>`. */
export function bodyOf(id: string): string {
  const [, n = '0', size = '10'] = /^batch-(\d+)-(\d+)/.exec(id) ?? [];
  let state = Number(n) + id.length;
  let text = '"';
  while (text.length < Number(size)) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += (state >>> 8).toString(36);
  }
  return `${text}"`;
}

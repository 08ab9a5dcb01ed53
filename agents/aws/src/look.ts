import { type Discovery, isAbort, type LookItem, toProblem } from '@openfinops/core';
import type { Round } from './collect/round.ts';
import { mergeReady } from './inventory/merge-ready.ts';

const STAGES = ['discover', 'collect'] as const;

/**
 * What is listed, and beside it what is collected of what was listed before. One that breaks off is told, and the other goes on: what was listed is
 * still collected.
 */
export async function* look(pages: AsyncIterable<readonly Discovery[]>, round: Round, signal: AbortSignal): AsyncGenerator<Iterable<LookItem>> {
  const sources = [() => listInto(round, pages), (): AsyncIterable<Iterable<LookItem>> => round.items()];
  for await (const ready of mergeReady(sources, sources.length)) {
    signal.throwIfAborted();
    if ('error' in ready) {
      if (isAbort(ready.error)) throw ready.error;
      yield [{ type: 'problem', problem: toProblem(STAGES[ready.source] ?? 'collect', ready.error) }];
      continue;
    }
    yield ready.item;
  }
}

/** The round sees a page when its reader has: a scope is open before anything of it is collected. */
async function* listInto(round: Round, pages: AsyncIterable<readonly Discovery[]>): AsyncGenerator<Iterable<LookItem>> {
  try {
    for await (const page of pages) {
      yield page;
      await round.see(page.flatMap((item) => (item.type === 'resource' ? [item.resource] : [])));
    }
  } finally {
    round.endListing();
  }
}

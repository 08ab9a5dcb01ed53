import { AgentError, messageOf } from '@openfinops/core';
import { replayDead } from '@openfinops/runtime';
import { type Io, writeLines } from '../../io.ts';
import { formatCount } from '../../render/format-numbers.ts';
import type { AnyConfig } from '../../settings.ts';
import { type FoundSpool, findSpools } from './find-spools.ts';
import type { SpoolFormat } from './print-spools.ts';

/** What `spool replay` was asked for. */
export interface ReplayRequest {
  /** `--id`, each. */
  readonly ids: readonly string[];
  readonly all: boolean;
}

/**
 * `spool replay`: puts dead letters back into the queue. An agent that runs sees them within a minute; else its next start does. Throws USAGE
 * without a choice or for an id that is no dead letter (the others are back then), SPOOL_UNWRITABLE.
 */
export async function replay(config: AnyConfig, request: ReplayRequest, format: SpoolFormat, io: Io): Promise<number> {
  const { ids, all } = request;
  if (all === ids.length > 0) {
    throw new AgentError('USAGE', all ? '--all and --id exclude each other' : 'nothing was chosen', {
      hint: 'Name dead letters with --id ID, or take every one with --all; `openfinops-agent spool dead` lists them.',
    });
  }
  const unknown = new Set(ids);
  const done: { readonly provider: string; readonly ids: readonly string[]; readonly isRunning: boolean }[] = [];
  for (const { provider, spool } of await findSpools(config)) {
    const replayed = await putBack(spool, all ? 'all' : ids);
    for (const id of replayed) unknown.delete(id);
    if (replayed.length > 0) done.push({ provider, ids: replayed, isRunning: spool.owner !== null });
  }
  if (format === 'json')
    await io.out.write(`${JSON.stringify({ replayed: done.map(({ provider, ids: of }) => ({ provider, ids: of })) }, null, 2)}\n`);
  else await writeLines(io.err, done.length === 0 ? ['Nothing to put back: there are no dead letters.'] : done.map(sayReplayed));
  if (unknown.size > 0 && !all) {
    throw new AgentError('USAGE', `no dead letter is called ${[...unknown].join(', ')}`, { hint: '`openfinops-agent spool dead` lists them.' });
  }
  return 0;
}

function sayReplayed(of: { readonly provider: string; readonly ids: readonly string[]; readonly isRunning: boolean }): string {
  const when = of.isRunning ? 'the running agent sends them within a minute' : 'the next start sends them';
  const what = of.ids.length === 1 ? '1 batch' : `${formatCount(of.ids.length)} batches`;
  return `${of.provider}: ${what} put back into the queue; ${when}`;
}

async function putBack({ dir }: FoundSpool['spool'], ids: readonly string[] | 'all'): Promise<readonly string[]> {
  try {
    return (await replayDead(dir, ids)).replayed;
  } catch (cause) {
    const hint = 'Run this as the user that runs the agent; what was put back before is back.';
    throw new AgentError('SPOOL_UNWRITABLE', `the spool ${dir} cannot be changed: ${messageOf(cause)}`, { hint, cause });
  }
}

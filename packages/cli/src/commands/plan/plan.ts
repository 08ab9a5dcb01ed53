import type { CollectionPlan } from '@openfinops/core';
import { createMetrics, createRealPorts } from '@openfinops/runtime';
import { type Io, writeLines } from '../../io.ts';
import { startProgress } from '../../live-progress.ts';
import { createOnceLog } from '../../once-log.ts';
import { reportOutcome } from '../../outcome.ts';
import { planJson, renderPlan } from '../../render/plan.ts';
import { viewOf } from '../../render/view.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { ChosenProvider } from '../define-for-providers.ts';
import { reportProblems } from '../price/report-problems.ts';
import { parseAssumed } from './assume.ts';
import { type Counted, countResources } from './count-resources.ts';

export interface PlanFlags {
  readonly config?: string;
  readonly assume?: readonly string[];
  readonly json?: boolean;
}

interface Planned {
  readonly plan: CollectionPlan;
  readonly counts: Readonly<Record<string, number>>;
  readonly found?: Counted;
}

/** `plan`: what a provider's own calls come to in a month. @returns the exit code; 75 where a part of it could not be counted */
export async function printPlan({ definition, options, loaded }: ChosenProvider, { assume, json }: PlanFlags, io: Io): Promise<number> {
  const assumed = assume === undefined ? undefined : parseAssumed(assume);
  const { plan, counts, found } = await planFor({ definition, options, loaded }, assumed, io);
  const looks = found === undefined ? null : { calls: found.calls, everyMs: loaded.value.interval * 1000 };
  const about = { provider: definition.id, counts, isAssumed: assumed !== undefined, looks };
  await reportProblems(found?.problems ?? [], io);
  if (json) await io.out.write(`${JSON.stringify(planJson(plan, about), null, 2)}\n`);
  else await writeLines(io.out, renderPlan(plan, about, viewOf(io)));
  return found === undefined ? 0 : await reportOutcome(found, io);
}

async function planFor({ definition, options, loaded }: ChosenProvider, assumed: Planned['counts'] | undefined, io: Io): Promise<Planned> {
  if (assumed !== undefined && definition.plan !== undefined) return { plan: await definition.plan(options, assumed), counts: assumed };
  const progress = startProgress(io);
  try {
    const log = await createOnceLog(loaded, io, progress);
    const ports = createRealPorts({ env: io.env, log, metrics: createMetrics() });
    const provider = await untilAborted(definition.create(options, ports), io.signal, (late) => late.close?.());
    try {
      if (assumed !== undefined) return { plan: provider.plan(assumed), counts: assumed };
      const found = await untilAborted(countResources(provider, io.signal, progress?.report), io.signal);
      return { plan: provider.plan(found.counts), counts: found.counts, found };
    } finally {
      await provider.close?.();
    }
  } finally {
    progress?.end();
  }
}

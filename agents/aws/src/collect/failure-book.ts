import type { Problem, ScopeId } from '@openfinops/core';
import { isDenied, toAwsProblem } from '../clients/aws-errors.ts';
import type { Answer } from './ask-metric-data.ts';
import type { ScopeWork } from './scope-work.ts';

/** What could not be had, summed up: one problem a region and cause, not one a call. */
export interface FailureBook {
  /** Regions that refused: nothing more is asked of them. */
  readonly refused: ReadonlySet<string>;
  add(answer: Answer): void;
  addError(problem: Problem): void;
  problems(): readonly Problem[];
}

/** @param works the scopes so far */
export function createFailureBook(works: ReadonlyMap<ScopeId, ScopeWork>): FailureBook {
  const refused = new Set<string>();
  const problems = new Map<string, Problem>();
  const counts = new Map<string, { asked: number; incomplete: number; readonly scope: ScopeId | null }>();

  const addError = (problem: Problem): void => {
    const key = JSON.stringify([problem.code, problem.scope, problem.message]);
    if (!problems.has(key)) problems.set(key, problem);
  };
  return {
    refused,
    addError,
    add({ operation, batch, incomplete, error }) {
      const { region, queries } = batch;
      const scope = queries[0]?.scope ?? null;
      const count = counts.get(region) ?? { asked: 0, incomplete: 0, scope };
      counts.set(region, count);
      count.asked += queries.length;
      count.incomplete += incomplete.length;
      for (const index of incomplete) {
        const query = queries[index];
        const work = query === undefined ? undefined : works.get(query.scope);
        if (query === undefined || work === undefined) continue;
        if (query.isHot) work.hotMissed = true;
        else work.missed.add(query.spec.group);
      }
      if (error === undefined) return;
      if (isDenied(error)) refused.add(region);
      addError(toAwsProblem(error, 'collect', scope, `cloudwatch:${operation} in ${region}`));
    },
    problems() {
      const gaps = [...counts].filter(([region, { incomplete }]) => incomplete > 0 && !refused.has(region));
      return [...problems.values(), ...gaps.map(([region, count]) => gapProblem(region, count))];
    },
  };
}

function gapProblem(region: string, { asked, incomplete, scope }: { asked: number; incomplete: number; scope: ScopeId | null }): Problem {
  return {
    stage: 'collect',
    code: 'SOURCE_MISSING',
    scope,
    message: `CloudWatch in ${region} did not answer ${incomplete} of ${asked} metrics in full; what is missing is unknown`,
    hint: 'They are asked for again with the next ones, for the same time.',
  };
}

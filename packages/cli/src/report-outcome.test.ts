import type { CycleOutcome, Problem } from '@openfinops/core';
import type { ProblemEvents } from '@openfinops/runtime';
import { describe, expect, it } from 'vitest';
import { createOutcomeReporter } from './report-outcome.ts';

const EC2 = 'aws/1/us-west-2/ec2';
const EBS = 'aws/1/us-west-2/ebs';
const denied: Problem = { stage: 'discover', code: 'AUTH_DENIED', scope: EC2, message: 'refused' };
const odd: Problem = { stage: 'price', code: 'PRICE_MISSING', scope: EBS, message: 'no price' };

function outcomeOf(parts: {
  complete: readonly string[];
  failed?: readonly string[];
  problems?: readonly Problem[];
  extent?: CycleOutcome['failed'];
}) {
  const { complete, failed = [], problems = [], extent = 'none' } = parts;
  const scopes = [...complete.map((scope) => ({ scope, complete: true })), ...failed.map((scope) => ({ scope, complete: false }))];
  return { scopes, problems, failed: extent } as unknown as CycleOutcome;
}

function start() {
  const told: [string, unknown][] = [];
  const hear = (name: string) => (at: unknown) => void told.push([name, at]);
  const events: ProblemEvents = { problemSeen: hear('problemSeen'), scopeFailed: hear('scopeFailed'), scopesSeen: hear('scopesSeen') };
  return { told, report: createOutcomeReporter(events) };
}

describe('createOutcomeReporter', () => {
  it('tells how many scopes are whole, every time', () => {
    const { told, report } = start();

    report(outcomeOf({ complete: [EC2, EBS] }));
    report(outcomeOf({ complete: [EC2], failed: [EBS], extent: 'some' }));

    expect(told).toEqual([
      ['scopesSeen', { complete: 2, failed: 0, problem: null }],
      ['scopesSeen', { complete: 1, failed: 1, problem: null }],
    ]);
  });

  it('tells a problem when it appears and again when it is back, not while it lasts', () => {
    const { told, report } = start();
    const failing = outcomeOf({ complete: [EBS], failed: [EC2], problems: [denied, odd], extent: 'some' });

    for (const outcome of [failing, failing, outcomeOf({ complete: [EC2, EBS] }), failing]) report(outcome);

    const names = told.map(([name]) => name).filter((name) => name !== 'scopesSeen');
    expect(names).toEqual(['scopeFailed', 'problemSeen', 'scopeFailed', 'problemSeen']);
    expect(told[0]).toEqual(['scopeFailed', { scope: EC2, problem: denied }]);
  });

  it('says which problem of listing kept scopes away', () => {
    const { told, report } = start();

    report(outcomeOf({ complete: [], failed: [EC2], problems: [odd, denied], extent: 'all' }));

    expect(told.at(-1)).toEqual(['scopesSeen', { complete: 0, failed: 1, problem: denied }]);
  });
});

import type { ResourceUse } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { sampleResource } from '../../../testing/src/sample-intake.ts';
import { type Idleness, judgeUse } from './idle.ts';

const HOUR_MS = 3_600_000;
const WINDOW_MS = 24 * HOUR_MS;

function used(
  ratios: Readonly<Record<string, number>>,
  said: { measuredHours?: number; resource?: Parameters<typeof sampleResource>[0] } = {},
): ResourceUse {
  const { measuredHours = 24, resource = {} } = said;
  return {
    resourceId: 'r',
    scope: null,
    resource: sampleResource(resource),
    use: Object.entries(ratios).map(([name, meanRatio]) => ({ name: `${name}.utilization`, meanRatio, measuredMs: measuredHours * HOUR_MS })),
    costs: [{ currency: 'USD', knownCost: '4.608', charges: 24, unpricedCharges: 0 }],
  };
}

function verdictOf(use: ResourceUse): string | undefined {
  const idleness = judgeUse([use], WINDOW_MS);
  return (['idle', 'used', 'tooLittle', 'unmeasured'] as const).find((list) => idleness[list].length > 0);
}

const GPUS = { capacity: { gpus: { model: 'H100', count: 8 } } };

describe('the judgement of use', () => {
  it.each<{ said: string; use: ResourceUse; verdict: keyof Idleness }>([
    { said: 'below 5 %', use: used({ cpu: 0.049 }), verdict: 'idle' },
    { said: 'at 5 %', use: used({ cpu: 0.05 }), verdict: 'used' },
    { said: 'idle processor, busy GPU', use: used({ cpu: 0.01, gpu: 0.9 }), verdict: 'used' },
    { said: 'both idle', use: used({ cpu: 0.01, gpu: 0 }), verdict: 'idle' },
    { said: 'idle processor, a GPU that nobody measured', use: used({ cpu: 0.01 }, { resource: GPUS }), verdict: 'unmeasured' },
    { said: 'measured for 80 %', use: used({ cpu: 0.01 }, { measuredHours: 19.2 }), verdict: 'idle' },
    { said: 'measured for less', use: used({ cpu: 0.01 }, { measuredHours: 19.1 }), verdict: 'tooLittle' },
    { said: 'nothing measured', use: used({}), verdict: 'unmeasured' },
    { said: 'memory alone', use: used({ memory: 0.01 }), verdict: 'unmeasured' },
  ])('calls $said $verdict', ({ use, verdict }) => {
    expect(verdictOf(use)).toBe(verdict);
  });

  it('adds up what idleness costs, each currency apart, and counts what has no rate', () => {
    const idle = { cpu: 0.01 };
    const inEuro = used(idle, { resource: { usd_per_hour: null, rate_per_hour: '0.1', currency: 'EUR' } });
    const uses = [
      used(idle),
      used(idle, { resource: { usd_per_hour: '1' } }),
      inEuro,
      used(idle, { resource: { usd_per_hour: null } }),
      used({ cpu: 1 }),
    ];

    const { sums, idle: found } = judgeUse(uses, WINDOW_MS);

    expect(sums.find(({ currency }) => currency === 'USD')).toEqual({
      currency: 'USD',
      perHour: '1.192',
      perMonth: '870.16',
      charged: '18.432',
      unpricedResources: 1,
    });
    expect(sums.find(({ currency }) => currency === 'EUR')).toMatchObject({ perHour: '0.1', perMonth: '73' });
    expect(found[0]?.rate?.perHour).toBe('1');
  });
});

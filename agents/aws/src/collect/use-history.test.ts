import { createPacer, HOUR_MS, type MetricSeries } from '@openfinops/core';
import { createFakeClock } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createUseHistory, type UseHistory } from './use-history.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 24 * HOUR_MS;
const STEP_MS = 300_000;
const LATE = 3;
const PACER = createPacer(createFakeClock());

function series(name: string, startMs: number, values: readonly (number | null)[]): MetricSeries {
  return { resourceId: 'machine', name, unit: name === 'cpu.utilization' ? '1' : 'By/s', statistic: 'average', startMs, stepMs: STEP_MS, values };
}

/** Hours as collection reads them: twelve periods, the last ones again in the next hour. */
function addHours(history: UseHistory, name: string, fromMs: number, hours: number, value: number | null): void {
  for (let hour = 0; hour < hours; hour += 1) {
    const startMs = fromMs + hour * HOUR_MS - LATE * STEP_MS;
    history.add('i-1', series(name, startMs, Array<number | null>(12 + LATE).fill(value)));
  }
}

describe('createUseHistory', () => {
  it('counts each period once, when it is asked for the last time', () => {
    const history = createUseHistory({}, NOON);

    addHours(history, 'cpu.utilization', NOON - 10 * HOUR_MS, 10, 0.5);
    addHours(history, 'cpu.utilization', NOON - 5 * HOUR_MS, 5, 0.5);

    const use = history.summarize('i-1');
    expect(use?.meanRatio).toBeCloseTo(0.5, 9);
    expect(use?.peakRatio).toBe(0.5);
    expect(use?.knownRatio).toBeCloseTo(10 / (7 * 24 + 12), 6);
  });

  it('knows seven days and today, through JSON and restarts', async () => {
    let remembered: Readonly<Record<string, readonly number[]>> = {};
    for (let day = 20; day >= 0; day -= 1) {
      const history = createUseHistory(remembered, NOON - day * DAY_MS);
      addHours(history, 'cpu.utilization', NOON - (day + 1) * DAY_MS, 24, day > 10 ? 0.9 : 0.1);
      addHours(history, 'network.io.receive', NOON - (day + 1) * DAY_MS, 24, 10);
      addHours(history, 'network.io.transmit', NOON - (day + 1) * DAY_MS, 24, 5);
      remembered = JSON.parse(JSON.stringify(await history.remember(PACER))) as typeof remembered;
    }

    const use = createUseHistory(remembered, NOON).summarize('i-1');

    expect(use).toMatchObject({ peakRatio: 0.1, window: { startMs: Date.UTC(2026, 10, 14), endMs: NOON } });
    expect(use?.knownRatio).toBeGreaterThan(0.99);
    expect(use?.networkBytesPerDay).toBeCloseTo(15 * 86_400, -3);
    expect(JSON.stringify(remembered['i-1']).length).toBeLessThan(400);
  });

  it('counts what is not known as nothing', () => {
    const history = createUseHistory({}, NOON);

    addHours(history, 'cpu.utilization', NOON - 4 * HOUR_MS, 2, null);
    addHours(history, 'cpu.utilization', NOON - 2 * HOUR_MS, 2, 0.02);

    expect(history.summarize('i-1')).toMatchObject({ meanRatio: 0.02, networkBytesPerDay: null });
    expect(history.summarize('i-1')?.knownRatio).toBeCloseTo(2 / (7 * 24 + 12), 3);
    expect(history.summarize('i-2')).toBeNull();
  });

  it('forgets a machine of which nothing was heard for eight days', async () => {
    const history = createUseHistory({}, NOON);
    addHours(history, 'cpu.utilization', NOON - HOUR_MS, 1, 0.1);
    const remembered = await history.remember(PACER);

    expect(Object.keys(await createUseHistory(remembered, NOON + 7 * DAY_MS).remember(PACER))).toEqual(['i-1']);
    expect(await createUseHistory(remembered, NOON + 8 * DAY_MS).remember(PACER)).toEqual({});
  });

  it.each([{ record: [1, 2] }, { record: [0, 0, 0, 5] }, { record: [0, 0, 0, 1, 2, 3, 4, 5, Number.NaN] }])(
    'takes a record that cannot be ($record) for none',
    ({ record }) => {
      const history = createUseHistory({ 'i-1': record }, NOON);

      expect(history.summarize('i-1')).toBeNull();
    },
  );
});

import type { DayRun, MonthRun } from './aws-drive-process.ts';
import { startSource } from './child.ts';
import type { Measurement } from './figures.ts';

const TIMEOUT_MS = 1_800_000;

/** A month of looks beside the bill, and a day of cycles beside the plan. */
export async function measureTime(): Promise<Measurement[]> {
  const day = await drive<DayRun>('day');
  const month = await drive<MonthRun>('month');
  if (month.denials === 0 || month.restarts === 0 || month.unpriced > 0) throw new Error(`no month to speak of: ${JSON.stringify(month)}`);
  return [
    { figure: 'aws.plan-error', samples: [(Math.abs(day.billedUnits - day.plannedUnits) / day.plannedUnits) * 100] },
    { figure: 'aws.bill-gap', samples: [Number(month.largestGapUsd)] },
    { figure: 'aws.bill-excess', samples: [Number(month.largestExcessUsd)] },
    { figure: 'aws.bill-known', samples: [(Number(month.knowableUsd) / Number(month.trueUsd)) * 100] },
  ];
}

async function drive<Run>(part: 'day' | 'month'): Promise<Run> {
  const child = startSource('aws-drive-process.ts', [part]);
  try {
    const [line] = await child.until(/^\{.*\}$/m, TIMEOUT_MS);
    return JSON.parse(line) as Run;
  } finally {
    await child.stop();
  }
}

import { planCollection } from '../../agents/aws/src/collect/plan.ts';
import { AwsOptions } from '../../agents/aws/src/options.ts';
import type { Measurement } from './figures.ts';

const COUNTS = { ec2: 10_000 };
/** A plan speaks of 730 hours; the figures are of 720. */
const HOURS_RATIO = 720 / 730;
/** Room for CPU hourly and the rest six-hourly. */
const TIERED_BUDGET_USD = 125;
const SMALL_BUDGET_USD = 150;
const HOUR_MS = 3_600_000;

/** What CloudWatch would cost in a month for 10,000 instances x 5 metrics. */
export function measurePlans(): Measurement[] {
  return [
    { figure: 'aws.planned-usd', samples: [usdOf({})] },
    { figure: 'aws.tiered-usd', samples: [usdOf({ budgetMonthlyUsd: TIERED_BUDGET_USD })] },
    { figure: 'aws.budget-usd', samples: [usdOf({ budgetMonthlyUsd: SMALL_BUDGET_USD })] },
  ];
}

/** To the cent. Throws when CPU is not asked every hour. */
function usdOf(options: Readonly<Record<string, unknown>>): number {
  const plan = planCollection(COUNTS, AwsOptions.parse({ region: ['us-west-2'], ...options }));
  const cpu = plan.lines?.find(({ what }) => what.startsWith('cpu'));
  if (cpu?.everyMs !== HOUR_MS) throw new Error(`CPU is not asked every hour: ${JSON.stringify(plan.lines)}`);
  return Math.round(Number(plan.usdPerMonth) * HOURS_RATIO * 100) / 100;
}

import { IDLE_BELOW_RATIO, IDLE_HOURS, JUDGED_RESOURCES, type JudgedResource, LEAST_MEASURED_RATIO } from '../../pages/idle.ts';
import type { WasteData } from '../../pages/overview-data.ts';

/** What idles by the rule beside it, and what cannot be judged; a ratio that nobody measured is null. */
export function writeWaste({ idleness, findings }: WasteData) {
  return {
    rule: {
      idle_below_ratio: IDLE_BELOW_RATIO,
      least_measured_ratio: LEAST_MEASURED_RATIO,
      window_hours: IDLE_HOURS,
      judged_resources: JUDGED_RESOURCES,
    },
    idle_totals: idleness.sums.map(({ currency, perHour, perMonth, charged, unpricedResources }) => ({
      currency,
      rate_per_hour: perHour,
      projected_month: perMonth,
      charged_in_window: charged,
      unpriced_resources: unpricedResources,
    })),
    idle: idleness.idle.map(writeJudged),
    used: idleness.used.map(writeJudged),
    too_little_measured: idleness.tooLittle.map(writeJudged),
    not_measured: idleness.unmeasured.map(writeJudged),
    findings: findings.map(({ finding, resourceName, reportedMs }) => ({ ...finding, resource_name: resourceName, reported_at: reportedMs / 1000 })),
  };
}

function writeJudged({ of, rate, busiestRatio, measuredRatio }: JudgedResource) {
  return {
    resource_id: of.resourceId,
    name: of.resource?.name ?? null,
    scope: of.scope,
    busiest_ratio: busiestRatio,
    measured_ratio: measuredRatio,
    rate_per_hour: rate?.perHour ?? null,
    currency: rate?.currency ?? null,
    charged_in_window: of.costs.map(({ currency, knownCost, unpricedCharges }) => ({
      currency,
      known_cost: knownCost,
      unpriced_charges: unpricedCharges,
    })),
  };
}

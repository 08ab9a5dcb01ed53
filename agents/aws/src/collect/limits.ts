/** Quotas of CloudWatch. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */

/** GetMetricData: queries a call. */
export const MAX_QUERIES = 500;

/** GetMetricData: points a call, over all its queries. */
export const MAX_POINTS = 100_800;

/** GetMetricData grants 50 calls and 180,000 points of recent data a second, to all who ask in the account: a part is left to them. */
export const CALLS_PER_SECOND = 45;
export const POINTS_PER_SECOND = 170_000;

/** GetMetricStatistics grants 400 calls a second. */
export const STATISTICS_PER_SECOND = 150;

/** How many queries of so many points each fit one call. */
export function queriesPerCall(points: number): number {
  return Math.max(1, Math.min(MAX_QUERIES, Math.floor(MAX_POINTS / points)));
}

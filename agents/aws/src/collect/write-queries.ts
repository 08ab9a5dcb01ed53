import type { Dimension, MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';

/**
 * Queries of GetMetricData as `JSON.stringify` writes them, with commas between them, in half the time: their words come again and again, and queries
 * of one resource, which share its dimensions, stand together.
 */
export function writeQueries(queries: Iterable<MetricDataQuery>): string {
  const texts: string[] = [];
  let last: unknown;
  let dimensions = '';
  for (const query of queries) {
    if (!isPlain(query)) {
      texts.push(JSON.stringify(query));
      continue;
    }
    const { Metric: metric, Period, Stat } = query.MetricStat;
    if (metric.Dimensions !== last) dimensions = JSON.stringify(metric.Dimensions);
    last = metric.Dimensions;
    const what = `"Namespace":${quote(metric.Namespace)},"MetricName":${quote(metric.MetricName)},"Dimensions":${dimensions}`;
    texts.push(`{"Id":${quote(query.Id)},"MetricStat":{"Metric":{${what}},"Period":${Period},"Stat":${quote(Stat)}}}`);
  }
  return texts.join(',');
}

/** One metric over one window, and nothing else said of it. */
interface PlainQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: Dimension[] };
    readonly Period: number;
    readonly Stat: string;
  };
}

function isPlain(query: MetricDataQuery): query is MetricDataQuery & PlainQuery {
  const { Id, MetricStat: stat } = query;
  if (Id === undefined || stat === undefined || sizeOf(query) !== 2) return false;
  const { Metric: metric, Period, Stat }: Partial<MetricStat> = stat;
  if (metric === undefined || !Number.isInteger(Period) || Stat === undefined || sizeOf(stat) !== 3) return false;
  const { Namespace, MetricName, Dimensions } = metric;
  return Namespace !== undefined && MetricName !== undefined && Dimensions !== undefined && sizeOf(metric) === 3;
}

function sizeOf(value: object): number {
  return Object.keys(value).length;
}

/** Ids of queries and a few names; beyond them nothing more is kept. */
const MOST_WORDS = 2000;
const words = new Map<string, string>();

function quote(word: string): string {
  const known = words.get(word);
  if (known !== undefined) return known;
  const quoted = JSON.stringify(word);
  if (words.size < MOST_WORDS) words.set(word, quoted);
  return quoted;
}

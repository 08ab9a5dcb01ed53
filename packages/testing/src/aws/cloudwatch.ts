import {
  checkMetricData,
  checkStatistics,
  type ListMetricsRequest,
  MAX_DATAPOINTS,
  type MetricDataQuery,
  type MetricDataRequest,
  type MetricIdentity,
  type StatisticsRequest,
} from './cloudwatch-input.ts';
import { type Machine, machineAt } from './estate.ts';
import type { Ask, MetricTruth } from './metric-values.ts';
import { CallError, type Reply } from './reply.ts';

export interface CloudWatchWorld {
  readonly truth: MetricTruth;
  readonly nowMs: number;
  /** How long CloudWatch takes to have a sample. */
  readonly delayMs: number;
  readonly machines: readonly Machine[];
}

export interface MetricResult {
  readonly Id: string;
  readonly Label: string;
  StatusCode: 'Complete' | 'PartialData' | 'InternalError';
  Timestamps: number[];
  Values: number[];
}

/** A reply, and what it costs: metrics asked for. */
export interface CloudWatchReply {
  readonly reply: Reply;
  readonly billedUnits: number;
}

const LATENCY_MS = 150;
const LIST_PAGE = 500;
/** Up to five statistics of one metric are billed as one. */
const STATISTICS_A_UNIT = 5;

/** Answers one CloudWatch call. Throws a CallError for what CloudWatch would refuse. */
export function answerCloudWatch(operation: string, body: string, world: CloudWatchWorld, spoil: (results: MetricResult[]) => void): CloudWatchReply {
  const request: unknown = JSON.parse(body);
  if (operation === 'GetMetricData') return getMetricData(request as MetricDataRequest, world, spoil);
  if (operation === 'GetMetricStatistics') return { reply: json(getStatistics(request as StatisticsRequest, world)), billedUnits: 1 };
  if (operation === 'ListMetrics') return { reply: json(listMetrics(request as ListMetricsRequest, world)), billedUnits: 1 };
  throw new CallError(400, 'UnknownOperationException', `${operation} is not an operation of the emulator.`);
}

function getMetricData(request: MetricDataRequest, world: CloudWatchWorld, spoil: (results: MetricResult[]) => void): CloudWatchReply {
  checkMetricData(request);
  const queries = request.MetricDataQueries ?? [];
  const results = queries.map((query) => resultOf(query, request, world));
  const [page, nextToken] = cut(results, request);
  spoil(page);
  return {
    reply: json({ MetricDataResults: page, Messages: [], ...(nextToken === null ? {} : { NextToken: nextToken }) }),
    billedUnits: request.NextToken === undefined ? unitsOf(queries) : 0,
  };
}

function unitsOf(queries: readonly MetricDataQuery[]): number {
  const statistics = new Map<string, number>();
  for (const { MetricStat } of queries) {
    const key = identityOf(MetricStat?.Metric ?? {});
    statistics.set(key, (statistics.get(key) ?? 0) + 1);
  }
  let units = 0;
  for (const count of statistics.values()) units += Math.ceil(count / STATISTICS_A_UNIT);
  return units;
}

/** The same for the same metric; names of AWS have no line breaks. */
function identityOf({ Namespace, MetricName, Dimensions = [] }: MetricIdentity): string {
  let identity = `${Namespace}\n${MetricName}`;
  for (const { Name, Value } of Dimensions) identity += `\n${Name}\n${Value}`;
  return identity;
}

function resultOf({ Id = '', MetricStat }: MetricDataQuery, request: MetricDataRequest, world: CloudWatchWorld): MetricResult {
  const { StartTime, EndTime } = request;
  const points = world.truth(askOf(MetricStat?.Metric ?? {}, MetricStat?.Stat ?? '', { StartTime, EndTime, Period: MetricStat?.Period }, world));
  if (request.ScanBy !== 'TimestampAscending') points.reverse();
  return {
    Id,
    Label: MetricStat?.Metric?.MetricName ?? '',
    StatusCode: 'Complete',
    Timestamps: points.map(({ atMs }) => atMs / 1000),
    Values: points.map(({ value }) => value),
  };
}

interface Times {
  readonly StartTime?: number | undefined;
  readonly EndTime?: number | undefined;
  readonly Period?: number | undefined;
}

function askOf(metric: MetricIdentity, statistic: string, { StartTime = 0, EndTime = 0, Period = 60 }: Times, world: CloudWatchWorld): Ask {
  const dimensions: Record<string, string> = {};
  for (const { Name = '', Value = '' } of metric.Dimensions ?? []) dimensions[Name] = Value;
  return {
    namespace: metric.Namespace ?? '',
    name: metric.MetricName ?? '',
    dimensions,
    statistic,
    startMs: StartTime * 1000,
    endMs: EndTime * 1000,
    periodMs: Period * 1000,
    readyMs: world.nowMs - world.delayMs,
  };
}

/** At most so many points a page: an id may go on in the next one. */
function cut(results: readonly MetricResult[], { MaxDatapoints = MAX_DATAPOINTS, NextToken }: MetricDataRequest): [MetricResult[], string | null] {
  const skip = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(skip)) throw new CallError(400, 'InvalidNextToken', 'The next token specified is invalid.');
  const endAt = skip + MaxDatapoints;
  const page: MetricResult[] = [];
  let passed = 0;
  for (const result of results) {
    const from = Math.max(0, skip - passed);
    const to = Math.min(result.Values.length, endAt - passed);
    passed += result.Values.length;
    const isWhole = from === 0 && to === result.Values.length;
    if (isWhole && (skip === 0 || result.Values.length > 0)) page.push(result);
    else if (from < to) {
      const status = to < result.Values.length ? 'PartialData' : 'Complete';
      page.push({ ...result, StatusCode: status, Timestamps: result.Timestamps.slice(from, to), Values: result.Values.slice(from, to) });
    }
    if (passed > endAt) return [page, Buffer.from(String(endAt)).toString('base64')];
  }
  return [page, null];
}

function getStatistics(request: StatisticsRequest, world: CloudWatchWorld): unknown {
  checkStatistics(request);
  const datapoints = new Map<number, Record<string, number | string>>();
  for (const statistic of request.Statistics ?? []) {
    for (const { atMs, value } of world.truth(askOf(request, statistic, request, world))) {
      const point = datapoints.get(atMs) ?? { Timestamp: atMs / 1000 };
      point[statistic] = value;
      datapoints.set(atMs, point);
    }
  }
  return { Label: request.MetricName, Datapoints: [...datapoints.values()] };
}

/** Metrics of the CloudWatch agent: those of machines that run it. */
function listMetrics({ Namespace, MetricName, Dimensions = [], NextToken }: ListMetricsRequest, { machines, nowMs }: CloudWatchWorld): unknown {
  if (Namespace !== 'CWAgent' || (MetricName !== undefined && MetricName !== 'mem_used_percent')) return { Metrics: [] };
  const wanted = Dimensions.find(({ Name }) => Name === 'InstanceId')?.Value;
  const all = machines.filter((machine) => {
    return machine.hasAgent && (wanted === undefined || wanted === machine.instanceId) && machineAt(machine, nowMs)?.state === 'running';
  });
  const from = Number(NextToken ?? 0);
  const page = all.slice(from, from + LIST_PAGE);
  const Metrics = page.map(({ instanceId }) => ({
    Namespace: 'CWAgent',
    MetricName: 'mem_used_percent',
    Dimensions: [{ Name: 'InstanceId', Value: instanceId }],
  }));
  return from + LIST_PAGE < all.length ? { Metrics, NextToken: String(from + LIST_PAGE) } : { Metrics };
}

function json(value: unknown): Reply {
  return { status: 200, type: 'application/x-amz-json-1.0', body: JSON.stringify(value), latencyMs: LATENCY_MS };
}

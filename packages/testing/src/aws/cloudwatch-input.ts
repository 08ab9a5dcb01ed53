import { CallError } from './reply.ts';

/** The parts of the requests that CloudWatch reads here, as the SDK words them; times are epoch seconds. */
export interface MetricIdentity {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[];
}

export interface MetricDataQuery {
  readonly Id?: string;
  readonly MetricStat?: { readonly Metric?: MetricIdentity; readonly Period?: number; readonly Stat?: string };
  readonly Expression?: string;
}

export interface MetricDataRequest {
  readonly MetricDataQueries?: readonly MetricDataQuery[];
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly NextToken?: string;
  readonly ScanBy?: string;
  readonly MaxDatapoints?: number;
}

export interface StatisticsRequest extends MetricIdentity {
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly Period?: number;
  readonly Statistics?: readonly string[];
}

export interface ListMetricsRequest extends MetricIdentity {
  readonly NextToken?: string;
}

const MAX_QUERIES = 500;
export const MAX_DATAPOINTS = 100_800;
const MAX_STATISTICS_POINTS = 1440;
const ID = /^[a-z][a-zA-Z0-9_]{0,254}$/;

/** Throws a CallError where the real thing refuses. */
export function checkMetricData(request: MetricDataRequest): void {
  const queries = request.MetricDataQueries ?? [];
  if (queries.length === 0) refuse('The parameter MetricDataQueries is required.');
  if (queries.length > MAX_QUERIES) refuse(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  if ((request.MaxDatapoints ?? 1) > MAX_DATAPOINTS) refuse(`The parameter MaxDatapoints must be at most ${MAX_DATAPOINTS}.`);
  checkTimes(request);
  const ids = new Set<string>();
  for (const { Id = '', MetricStat } of queries) {
    if (!ID.test(Id)) refuse(`The value ${Id} for parameter MetricDataQueries.member.Id is not matching the expected pattern.`);
    if (ids.has(Id)) refuse(`The values for parameter Id in MetricDataQueries are not unique: ${Id}.`);
    ids.add(Id);
    if (MetricStat === undefined) refuse('The emulator answers queries with a MetricStat alone.');
    checkPeriod(MetricStat?.Period);
  }
}

export function checkStatistics(request: StatisticsRequest): void {
  checkTimes(request);
  checkPeriod(request.Period);
  if ((request.Statistics ?? []).length === 0) refuse('Must specify either Statistics or ExtendedStatistics.');
  const points = ((request.EndTime ?? 0) - (request.StartTime ?? 0)) / (request.Period ?? 60);
  if (points > MAX_STATISTICS_POINTS) refuse(`You have requested up to ${points} datapoints, which exceeds the limit of ${MAX_STATISTICS_POINTS}.`);
}

function checkTimes({ StartTime, EndTime }: { readonly StartTime?: number; readonly EndTime?: number }): void {
  if (StartTime === undefined || EndTime === undefined) refuse('The parameters StartTime and EndTime are required.');
  if (Number(StartTime) >= Number(EndTime)) refuse('The parameter StartTime must be less than the parameter EndTime.');
}

function checkPeriod(period: number | undefined): void {
  if (period === undefined || period <= 0 || (period % 60 !== 0 && ![1, 5, 10, 20, 30].includes(period))) {
    refuse(`The parameter Period must be a multiple of 60: ${period}.`);
  }
}

function refuse(message: string): never {
  throw new CallError(400, 'InvalidParameterValueException', message);
}

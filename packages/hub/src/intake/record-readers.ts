import {
  type Charge,
  chargeFromWire,
  compareDecimals,
  HOUR_MS,
  parseScopeId,
  WireAllocation,
  WireEvent,
  WireFinding,
  WireResource,
  WireScope,
  WireSeries,
} from '@openfinops/core';
import type * as z from 'zod';
import { toFault } from './fault.ts';
import type { RecordReader } from './sieve.ts';

/** COST-MODEL 1.7: an hour further ahead than this is no hour that anybody could have seen. */
const MAX_AHEAD_MS = 24 * HOUR_MS;
/** A week of minutes: more than any agent sends of one series in one batch. */
const MAX_VALUES = 10_080;
const MIN_STEP_S = 0.001;

export function readCharge(receivedMs: number): RecordReader<Charge> {
  return (record) => {
    const result = chargeFromWire(record);
    if ('fault' in result) return result;
    if (result.charge.hourStartMs > receivedMs + MAX_AHEAD_MS) return { fault: { field: 'hour', reason: 'is more than a day ahead' } };
    return { good: result.charge };
  };
}

export const readResource: RecordReader<WireResource> = (record) => {
  const result = parse(WireResource, record);
  if ('fault' in result) return result;
  const scope = parseScopeId(result.good.scope);
  if (scope === undefined) return { fault: { field: 'scope', reason: 'is not provider/account/region/service' } };
  if (scope.provider !== result.good.provider) return { fault: { field: 'provider', reason: 'is not the one of the scope' } };
  if (scope.accountId !== result.good.account_id) return { fault: { field: 'account_id', reason: 'is not the one of the scope' } };
  return result;
};

export function readSeries(receivedMs: number): RecordReader<WireSeries> {
  return (record) => {
    const result = parse(WireSeries, record);
    if ('fault' in result) return result;
    const { start, step_s, values } = result.good;
    if (step_s < MIN_STEP_S) return { fault: { field: 'step_s', reason: 'is less than a millisecond' } };
    if (values.length > MAX_VALUES) return { fault: { field: 'values', reason: `are more than ${MAX_VALUES}` } };
    if ((start + step_s * values.length) * 1000 > receivedMs + MAX_AHEAD_MS)
      return { fault: { field: 'start', reason: 'leads more than a day ahead' } };
    return result;
  };
}

export const readAllocation: RecordReader<WireAllocation> = (record) => {
  const result = parse(WireAllocation, record);
  if ('fault' in result) return result;
  if ((result.good.hour * 1000) % HOUR_MS !== 0) return { fault: { field: 'hour', reason: 'is not the start of a clock hour' } };
  if (compareDecimals(result.good.share, '1') > 0) return { fault: { field: 'share', reason: 'is more than 1' } };
  return result;
};

export const readFinding: RecordReader<WireFinding> = (record) => parse(WireFinding, record);
export const readScope: RecordReader<WireScope> = (record) => parse(WireScope, record);
export const readEvent: RecordReader<WireEvent> = (record) => parse(WireEvent, record);

function parse<T>(schema: z.ZodType<T>, record: unknown): ReturnType<RecordReader<T>> {
  const parsed = schema.safeParse(record);
  return parsed.success ? { good: parsed.data } : { fault: toFault(parsed.error) };
}

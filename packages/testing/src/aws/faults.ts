import type { Random } from './random.ts';
import { type Call, CallError } from './reply.ts';

/** What is done to a call. */
export type AwsFault =
  | { readonly type: 'throttle' }
  | { readonly type: 'deny' }
  /** The credentials are taken for expired. */
  | { readonly type: 'expire' }
  | { readonly type: 'error'; readonly status: number; readonly code: string }
  /** No answer, ever. */
  | { readonly type: 'hang' }
  /** The connection ends without an answer. */
  | { readonly type: 'reset' }
  /** The body ends too early; 0..1 of it is sent. */
  | { readonly type: 'cut'; readonly atRatio: number }
  /** The body stands still for ever after so much of it. */
  | { readonly type: 'stall'; readonly atRatio: number }
  /** Another body altogether. */
  | { readonly type: 'body'; readonly body: string }
  /** The reply passes through a function of the test. */
  | { readonly type: 'rewrite'; readonly rewrite: (body: string) => string }
  /** The bytes of the reply do, as no text could be. */
  | { readonly type: 'rewrite-bytes'; readonly rewrite: (body: Buffer) => Buffer }
  /** The token of this page is that of the one before, whatever follows. */
  | { readonly type: 'repeat-token' }
  /** The first item of the list is there twice. */
  | { readonly type: 'duplicate' }
  /** A page without items, whose token goes on. */
  | { readonly type: 'empty-page' }
  /** Half of the results of GetMetricData lack their newest points and say so. */
  | { readonly type: 'partial-data' }
  /** Every tenth result of GetMetricData says InternalError. */
  | { readonly type: 'internal-data' };

export interface AwsFaultRule {
  /** `ec2:DescribeInstances`, `ec2:*`, `*`. */
  readonly on: string;
  readonly region?: string;
  /** Which of the calls that match, counted from 1; default all. */
  readonly nth?: readonly number[];
  /** How many of the calls that match, drawn by the seed; default all. */
  readonly ratio?: number;
  readonly fault: AwsFault;
}

export interface FaultBook {
  /** The faults of one call. */
  of(call: Call): readonly AwsFault[];
  set(rules: readonly AwsFaultRule[]): void;
}

export function createFaultBook(random: Random, first: readonly AwsFaultRule[]): FaultBook {
  let rules = first.map((rule) => ({ rule, seen: 0 }));
  return {
    of(call) {
      const faults: AwsFault[] = [];
      for (const entry of rules) {
        if (!isOn(entry.rule, call)) continue;
        entry.seen += 1;
        if (entry.rule.nth !== undefined && !entry.rule.nth.includes(entry.seen)) continue;
        if (entry.rule.ratio !== undefined && random() >= entry.rule.ratio) continue;
        faults.push(entry.rule.fault);
      }
      return faults;
    },
    set(next) {
      rules = next.map((rule) => ({ rule, seen: 0 }));
    },
  };
}

function isOn({ on, region }: AwsFaultRule, call: Call): boolean {
  if (region !== undefined && region !== call.region) return false;
  return on === '*' || on === `${call.service}:*` || on === `${call.service}:${call.operation}`;
}

/** Throws the CallError that a fault stands for, in the code that its service uses; returns when it stands for none. */
export function throwFault(fault: AwsFault, { service, operation, region }: Call): void {
  const isQuery = service === 'ec2' || service === 'sts';
  if (fault.type === 'throttle') {
    if (service === 'ec2') throw new CallError(503, 'RequestLimitExceeded', 'Request limit exceeded.');
    throw new CallError(400, service === 'sts' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
  }
  if (fault.type === 'deny') {
    const message = `User: arn:aws:iam::123456789012:user/example is not authorized to perform: ${service}:${operation} in ${region}`;
    if (service === 'ec2') throw new CallError(403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`);
    throw new CallError(isQuery ? 403 : 400, isQuery ? 'AccessDenied' : 'AccessDeniedException', message);
  }
  if (fault.type === 'expire') throwExpired(service);
  if (fault.type === 'error') throw new CallError(fault.status, fault.code, 'A fault of the emulator.');
}

export function throwExpired(service: Call['service']): never {
  if (service === 'ec2') throw new CallError(400, 'RequestExpired', 'Request has expired.');
  if (service === 'sts') throw new CallError(403, 'ExpiredToken', 'The security token included in the request is expired');
  throw new CallError(403, 'ExpiredTokenException', 'The security token included in the request is expired');
}

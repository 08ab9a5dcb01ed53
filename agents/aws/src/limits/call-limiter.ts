import type { Clock } from '@openfinops/core';
import type { AwsApi } from '../own-calls.ts';
import { type Bucket, type BucketLimits, fullBucket, slowDown, speedUp, takeToken } from './token-bucket.ts';

/**
 * Less than AWS lets one account do in one region, because other tools live off the same buckets: half of EC2's 100 at once and 20 a second for
 * describe calls with filters or pages (EC2 API Reference, "Request throttling"), 40 of CloudWatch's 50 a second (CloudWatch quotas).
 */
export const API_LIMITS: Readonly<Record<AwsApi, BucketLimits>> = {
  ec2: { burst: 50, perSecond: 10 },
  cloudwatch: { burst: 25, perSecond: 40 },
  pricing: { burst: 10, perSecond: 5 },
  sts: { burst: 10, perSecond: 5 },
};

/** How fast one account asks one API in one region. */
export interface CallLimiter {
  /** Resolves when a call may go out. Rejects when the signal aborts. */
  enter(signal: AbortSignal | undefined): Promise<void>;
  answered(): void;
  throttled(): void;
}

export function createCallLimiter(api: AwsApi, clock: Pick<Clock, 'monotonicMs' | 'sleep'>, random: () => number): CallLimiter {
  const limits = API_LIMITS[api];
  let bucket: Bucket = fullBucket(limits, clock.monotonicMs());
  return {
    async enter(signal) {
      const taken = takeToken(bucket, limits, clock.monotonicMs());
      bucket = taken.bucket;
      if (taken.waitMs > 0) await clock.sleep(taken.waitMs, signal);
    },
    answered() {
      bucket = speedUp(bucket, limits);
    },
    throttled() {
      bucket = slowDown(bucket, limits, clock.monotonicMs(), random());
    },
  };
}

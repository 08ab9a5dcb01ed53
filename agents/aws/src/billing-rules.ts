import type { BillingRules } from '@openfinops/core';

/** A day: how far back a launch time is believed for hours that nobody looked at. */
const BACKFILL_HOURS = 24;
const MINUTE_MS = 60_000;

const EBS = {
  proof: 'existence',
  backfillHours: BACKFILL_HOURS,
  minimumMs: MINUTE_MS,
  offerMayChange: true,
  source: 'EBS pricing, 2026-11: provisioned storage, IOPS and throughput by the second, one minute at least, from creation to deletion',
} as const;

/**
 * How the meters of AWS bill. Known biases: a run is claimed from LaunchTime, which lies some seconds before `running`, where billing begins; SUSE
 * Linux bills whole hours and is claimed by the second; the dedicated-instance fee of a region and free tiers are the account's and not charged.
 */
export const billingRules: BillingRules = {
  ec2: {
    compute: {
      proof: 'lastStart',
      backfillHours: BACKFILL_HOURS,
      minimumMs: MINUTE_MS,
      offerMayChange: false,
      source: 'EC2 on-demand pricing, 2026-11: by the second, one minute at least, while running; LaunchTime is the last start',
    },
  },
  ebs: {
    storage: EBS,
    iops: EBS,
    throughput: EBS,
    snapshot: { ...EBS, minimumMs: 0, source: 'EBS pricing, 2026-11: archived snapshots by their full size, from archiving to deletion' },
  },
  eip: {
    address: {
      proof: 'none',
      backfillHours: BACKFILL_HOURS,
      minimumMs: 0,
      offerMayChange: false,
      source: 'VPC pricing, 2026-11: every public IPv4 address by the second, in use or idle; EC2 does not say since when it is held',
    },
  },
};

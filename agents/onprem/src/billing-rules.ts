import type { BillingRules } from '@openfinops/core';

/** A day: the reach of a claim by the owner's word or by the machine's own boot time. */
const BACKFILL_HOURS = 24;

/** How the meters of an owned machine bill. Nothing has a minimum: it is the owner's own money. */
export const billingRules: BillingRules = {
  host: {
    capex: {
      proof: 'existence',
      backfillHours: BACKFILL_HOURS,
      minimumMs: 0,
      offerMayChange: false,
      source: 'rate card: purchase.inService to the end of its life or purchase.retired, whether the agent ran or not',
    },
    opex: {
      proof: 'existence',
      backfillHours: BACKFILL_HOURS,
      minimumMs: 0,
      offerMayChange: false,
      source: 'rate card: purchase.inService to purchase.retired, whether the agent ran or not',
    },
    energy: {
      proof: 'lastStart',
      backfillHours: BACKFILL_HOURS,
      minimumMs: 0,
      offerMayChange: false,
      source: 'btime of /proc/stat with a constant draw; measured energy comes as readings',
      isRead: true,
    },
  },
};

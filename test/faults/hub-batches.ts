import type { Intake } from '@openfinops/core';
import { sampleCharge } from '../../packages/testing/src/sample-charge.ts';
import { sampleIntake } from '../../packages/testing/src/sample-intake.ts';

/** Each batch is the next quarter of an hour of ten machines, so that fresh charges and joins take turns. */
export function batchOf(no: number): Intake {
  const toMinute = 15 * ((no % 4) + 1);
  const charges = Array.from({ length: 10 }, (_, machine) => sampleCharge({ resourceId: `machine-${Math.floor(no / 4)}-${machine}`, toMinute }));
  return sampleIntake({ batchId: `batch-${no}`, charges });
}

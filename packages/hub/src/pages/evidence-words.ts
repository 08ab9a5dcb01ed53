import type { JoinedCharge, JoinedLine } from '@openfinops/core';

/** How well one line of a charge is known, in words (COST-MODEL 1.4). */
export function describeEvidence({ evidence, unsettled, purchase }: JoinedLine, { meter }: Pick<JoinedCharge, 'meter'>): string {
  if (unsettled) return 'seen, but the provider may still change it';
  if (evidence === 0) return meter === 'energy' ? 'an estimate: nothing was measured' : 'a guess from a single look';
  if (evidence === 1) return 'two looks differ; the cheaper of them is charged';
  if (evidence === 2) return 'two looks agree; nobody looked in between';
  if (purchase === 'owned') return meter === 'energy' ? 'measured on the machine, or drawn as the owner states' : 'stated by the owner';
  return 'proven by the provider’s own times';
}

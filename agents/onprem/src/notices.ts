import type { Hosting } from './hosting.ts';
import type { OnpremOptions } from './options.ts';
import { CARD_HINT } from './rate-card-prices.ts';

/** What the operator should read on the first line: limits, examples in use, what is missing. */
export function noticesOf({ card, exampleCard }: OnpremOptions, hosting: Hosting, platform: string): string[] {
  const notices: string[] = [];
  if (platform !== 'linux') notices.push(`Not Linux (${platform}): figures come from systeminformation only.`);
  if (hosting.notice !== null) notices.push(hosting.notice);
  if (hosting.kind === 'cloud') return notices;
  if (card === undefined) return [...notices, `No rate card: the cost of this machine is unknown. ${CARD_HINT}`];
  if (exampleCard) notices.push('Example rate card: the prices are made up (source rate-card-example). Put your own into openfinops.yaml.');
  if (card.power === undefined && card.opex?.coloIncludesPower !== true)
    notices.push('The rate card says nothing of power: energy is not part of the cost.');
  return notices;
}

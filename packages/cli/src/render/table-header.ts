import { compareDecimals, type WireDocument } from '@openfinops/core';
import type { Palette } from './colour.ts';
import { formatDuration, formatMany, formatMoney, formatWindow } from './format-numbers.ts';
import { openCharges } from './open-hour.ts';
import { cleanText, wrapText } from './text.ts';

/**
 * What the figures are: first the mode and what an operator must know, then who looked, at what, when, with whose prices.
 * @param notices sentences for the first line
 */
export function renderHeader(document: WireDocument, notices: readonly string[], width: number, palette: Palette): string[] {
  const { agent, window, scopes } = document;
  const whole = scopes.filter((scope) => scope.complete).length;
  const facts = [
    ['agent', cleanText(`${agent.agent_id} on ${agent.hostname}`)],
    ['window', formatWindow(window.start, window.end)],
    ['scope', describeScopes(document)],
    ['prices', describePrices(document)],
    ...describeOwnCost(document),
  ] as const;
  return [
    ...wrapText(notices.map(cleanText).join(' '), width).map(palette.heading),
    ...facts.flatMap(([name, text]) => wrapFact(name, text, width, name === 'scope' && whole < scopes.length ? palette.warn : palette.quiet)),
    '',
  ];
}

/** What looking itself costs, where it costs anything. */
function describeOwnCost({ own_cost: { billed_units: units, usd, usd_per_month: perMonth } }: WireDocument): (readonly ['asking', string])[] {
  if (units === 0 && compareDecimals(perMonth, '0') === 0) return [];
  const look = `${formatMany(units, 'metric')} for ${compareDecimals(usd, '0') === 0 ? '0.00' : formatMoney(usd)} USD`;
  const month = compareDecimals(perMonth, '0') === 0 ? 'nothing' : `${formatMoney(perMonth)} USD`;
  return [['asking', `${look} at this look; ${month} a month for an agent that goes on`]];
}

function wrapFact(name: string, text: string, width: number, paint: (text: string) => string): string[] {
  return wrapText(text, width, `${name.padEnd(7)} `, ' '.repeat(8)).map(paint);
}

function describeScopes({ scopes }: WireDocument): string {
  const [only] = scopes;
  if (!only) return 'none';
  if (scopes.length === 1)
    return `${cleanText(only.scope)}${only.complete ? '' : ' (not read to its end)'}, ${formatMany(only.calls, 'call')}, ${formatDuration(only.seconds)}`;
  const broken = scopes.filter((scope) => !scope.complete);
  let calls = 0;
  for (const scope of scopes) calls += scope.calls;
  const whole = broken.length === 0 ? 'all whole' : `not read to the end: ${broken.map((scope) => cleanText(scope.scope)).join(', ')}`;
  return `${formatMany(scopes.length, 'scope')}, ${formatMany(calls, 'call')}, ${whole}`;
}

/** The sources of all prices in the running hour's charges, each with the oldest date at which one was true. */
function describePrices(document: WireDocument): string {
  const oldest = new Map<string, string>();
  for (const charge of openCharges(document)) {
    for (const { price } of charge.lines) {
      if (!price) continue;
      const known = oldest.get(price.source);
      if (known === undefined || price.as_of < known) oldest.set(price.source, price.as_of);
    }
  }
  if (oldest.size === 0) return 'none known';
  return [...oldest].map(([source, asOf]) => `${source} as of ${cleanText(asOf)}`).join(', ');
}

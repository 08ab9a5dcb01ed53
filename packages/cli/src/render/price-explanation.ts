import { type ExplainStep, explainPrice, type PriceExplanation } from '@openfinops/core';
import type { FoundPrice } from '../commands/price/create-look-up.ts';
import { layoutTable } from './columns.ts';
import { priceJson } from './price-json.ts';
import { type PriceView, renderPrice, sayKey } from './price-text.ts';
import { cleanText, wrapText } from './text.ts';

/** What `price explain` prints for a person: the sum, line by line, then the same in words. */
export function renderExplanation(found: FoundPrice, view: PriceView): string[] {
  if (found.row === null) return renderPrice(found, view);
  const explanation = explainPrice(found.key, found.row);
  const { listPrice, effectivePrice, effectiveSteps } = explanation;
  const heading = view.palette.heading(sayKey(found));
  const effective = effectiveSteps.length === 0 ? [] : ['', ...renderSum('What you pay', effectiveSteps, effectivePrice, explanation, view)];
  const words = explanation.sentences.flatMap((sentence) => wrapText(cleanText(sentence), view.width));
  return [heading, '', ...renderSum('List price', explanation.listSteps, listPrice, explanation, view), ...effective, '', ...words];
}

/** What `price explain --json` prints. */
export function explanationJson(found: FoundPrice): Record<string, unknown> {
  if (found.row === null) return { ...priceJson(found), list_steps: [], effective_steps: [], sentences: [] };
  const { listSteps, effectiveSteps, sentences } = explainPrice(found.key, found.row);
  return { ...priceJson(found), list_steps: listSteps.map(stepJson), effective_steps: effectiveSteps.map(stepJson), sentences };
}

const COLUMNS = [
  { title: '', align: 'left', priority: 0, minWidth: 16 },
  { title: 'AMOUNT', align: 'decimal', priority: 0 },
  { title: 'PRICE', align: 'decimal', priority: 0 },
  { title: 'VALUE', align: 'decimal', priority: 0 },
  { title: 'FROM', align: 'left', priority: 1 },
] as const;

function renderSum(title: string, steps: readonly ExplainStep[], total: string, { unit, currency }: PriceExplanation, view: PriceView): string[] {
  const lines = steps.map(({ what, amount, price, value, source, asOf }) =>
    [cleanText(what), amount, price, value, `${source}, ${asOf}`].map((text) => ({ text })),
  );
  const sum = [
    { text: `${title}, ${currency} per ${unit}`, paint: view.palette.heading },
    { text: '' },
    { text: '' },
    { text: total, paint: view.palette.heading },
    { text: '' },
  ];
  return [...layoutTable(COLUMNS, [...lines, sum], view.width, view.palette.quiet).lines];
}

function stepJson({ what, amount, price, value, unit, source, asOf }: ExplainStep): Record<string, unknown> {
  return { what, amount, price, value, unit, source, as_of: asOf };
}

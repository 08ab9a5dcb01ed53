import type { MetricResult } from './cloudwatch.ts';
import type { AwsFault } from './faults.ts';

/** The token last handed out for each listing: a repeated one comes from here. */
export type TokenMemory = Map<string, string>;

const TOKEN = /<nextToken>([^<]*)<\/nextToken>/;
/** The list of a reply: its name, and all of its items. */
const LIST = /<(\w+(?:Set|Info))>(<item>[\s\S]*<\/item>)<\/\1>(?=<nextToken>|<\/\w+Response>)/;

/** The body of a reply as the faults leave it. `key`: what the page belongs to. */
export function spoilBody(body: string, faults: readonly AwsFault[], { tokens, key }: { tokens: TokenMemory; key: string }): string {
  let spoilt = body;
  for (const fault of faults) {
    if (fault.type === 'body') spoilt = fault.body;
    if (fault.type === 'rewrite') spoilt = fault.rewrite(spoilt);
    if (fault.type === 'duplicate')
      spoilt = spoilt.replace(LIST, (list, name: string, items: string) => list.replace(`<${name}>`, `<${name}>${firstItem(items)}`));
    if (fault.type === 'empty-page') spoilt = spoilt.replace(LIST, '<$1/>');
    if (fault.type === 'repeat-token') spoilt = repeatToken(spoilt, tokens.get(key));
  }
  const token = tokenOf(body);
  if (token !== undefined && !(tokens.has(key) && faults.some(({ type }) => type === 'repeat-token'))) tokens.set(key, token);
  return spoilt;
}

/** It stands behind the list, and a page is long. */
function tokenOf(body: string): string | undefined {
  const at = body.lastIndexOf('<nextToken>');
  return at === -1 ? undefined : TOKEN.exec(body.slice(at))?.[1];
}

function repeatToken(body: string, before: string | undefined): string {
  if (before === undefined) return body;
  if (TOKEN.test(body)) return body.replace(TOKEN, `<nextToken>${before}</nextToken>`);
  return body.replace(/<\/\w+Response>$/, (end) => `<nextToken>${before}</nextToken>${end}`);
}

/** `<item>…</item>` with the items inside it. */
function firstItem(items: string): string {
  let depth = 0;
  for (const match of items.matchAll(/<(\/?)item>/g)) {
    depth += match[1] === '' ? 1 : -1;
    if (depth === 0) return items.slice(0, match.index + match[0].length);
  }
  return '';
}

export function spoilResults(results: MetricResult[], faults: readonly AwsFault[]): void {
  const types = new Set(faults.map(({ type }) => type));
  for (const [index, result] of results.entries()) {
    if (types.has('partial-data') && index % 2 === 0) {
      const kept = Math.floor(result.Values.length / 2);
      result.StatusCode = 'PartialData';
      result.Timestamps = result.Timestamps.slice(-kept || result.Timestamps.length);
      result.Values = result.Values.slice(-kept || result.Values.length);
    }
    if (types.has('internal-data') && index % 10 === 0) {
      result.StatusCode = 'InternalError';
      result.Timestamps = [];
      result.Values = [];
    }
  }
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { compareDecimals, type Purchase } from '@openfinops/core';
import { findTablesDir, openTables } from '@openfinops/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { asCommitment, createLookUp, type FoundPrice, type LookUp } from '../../packages/cli/src/commands/price/create-look-up.ts';
import { SAMPLE_COLUMNS, SAMPLE_DAY, type SampleRow } from './sample-row.ts';

/** Drawn once from the sources of the tables, with the answers that follow from them, before anything that answers was written. */
const TEXT = readFileSync(new URL('sample.csv', import.meta.url), 'utf8');
const SAMPLE = readSample(TEXT);

describe('the frozen sample', () => {
  let lookUp: LookUp;
  beforeAll(() => {
    const books = [...openTables(findTablesDir({})).books.values()];
    lookUp = createLookUp({ books, overrides: [], commitments: [], nowMs: Date.parse(SAMPLE_DAY) });
  });

  it('has 2,000 questions, and they are those that were drawn', () => {
    const hash = createHash('sha256').update(TEXT).digest('hex');

    expect(SAMPLE).toHaveLength(2000);
    expect(hash).toBe('4dd95067adfb630987337861d64a43490023b64ba32fe7833618b23cedd06fbd');
  });

  it.each([...new Set(SAMPLE.map(groupOf))].map((group) => ({ group })))('is answered right for $group', ({ group }) => {
    const rows = SAMPLE.filter((row) => groupOf(row) === group);

    const wrong = rows.flatMap((row) => faultOf(row, ask(lookUp, row)));

    expect(wrong).toEqual([]);
  });
});

function groupOf({ provider, service }: SampleRow): string {
  return `${provider} ${SERVICE_ALIASES[service] ?? service}`;
}

const SERVICE_ALIASES: Readonly<Record<string, string>> = {
  AmazonEC2: 'ec2',
  AmazonRDS: 'rds',
  'Virtual Machines': 'vm',
  'Compute Engine': 'compute',
};

function ask(lookUp: LookUp, row: SampleRow): FoundPrice {
  const { provider, service, region, sku, meter, os, licence, purchase, engine, deployment } = row;
  const commitment = asCommitment(purchase);
  return lookUp({
    key: {
      provider,
      accountId: '',
      service,
      region,
      sku,
      purchase: commitment === undefined ? ((purchase || 'on-demand') as Purchase) : 'on-demand',
      attributes: { os, licence, engine, deployment },
    },
    commitment,
    meter: meter as FoundPrice['key']['meter'],
  });
}

/** What the answer should have been, and is not; empty fields of the sample are not judged. */
function faultOf(row: SampleRow, found: FoundPrice): string[] {
  const asked = SAMPLE_COLUMNS.map((column) => row[column]).join();
  if (found.row === null) return [`${asked} → ${found.missing}: ${found.hint}`];
  const { unit, currency, asOf, source, estimated } = found.row;
  const answer = { price: found.price, unit, currency, as_of: asOf, source, estimated: `${estimated}` };
  const judged = Object.keys(answer).filter((name) => row[name as keyof typeof answer] !== '') as (keyof typeof answer)[];
  const isRight = judged.every((name) => (name === 'price' ? compareDecimals(row.price, answer.price) === 0 : row[name] === answer[name]));
  return isRight ? [] : [`${asked} → ${JSON.stringify(answer)}`];
}

function readSample(text: string): SampleRow[] {
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => {
    const fields = [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field.replace(/^"|"$/g, ''));
    return Object.fromEntries(SAMPLE_COLUMNS.map((column, index) => [column, fields[index] ?? ''])) as Record<keyof SampleRow, string>;
  });
}

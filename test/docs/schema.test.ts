import { readFile } from 'node:fs/promises';
import { WireBatch } from '@openfinops/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renderSchemas } from '../../scripts/schema.ts';

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const sample = JSON.parse(await read('test/docs/fixtures/cost-batch.json'));

describe('the published schemas', () => {
  it.each([...renderSchemas()].map(([file, text]) => ({ file, text })))('$file is what `npm run schema` writes', async ({ file, text }) => {
    expect(await read(file)).toBe(text);
  });

  it.each([
    { change: 'nothing', batch: sample, valid: true },
    { change: 'a key that nobody knows yet', batch: { ...sample, metrics: { ...sample.metrics, later: 1 } }, valid: true },
    { change: 'no agent', batch: { ...sample, agent_id: undefined }, valid: false },
    { change: 'a time as text', batch: { ...sample, timestamp: '2026-11-21T10:00:00Z' }, valid: false },
    { change: 'money as a number', batch: withCharge({ known_cost: 0.192 }), valid: false },
    { change: 'money below zero', batch: withCharge({ known_cost: '-1' }), valid: false },
    { change: 'an unknown meter', batch: withCharge({ meter: 'magic' }), valid: false },
    { change: 'a charge id that is none', batch: withCharge({ id: 'abc' }), valid: false },
  ])('agree with the types: $change', async ({ batch, valid }) => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(await read('docs/batch.schema.json')));
    const body = JSON.parse(JSON.stringify(batch));

    expect({ schema: validate(body), types: WireBatch.safeParse(body).success }).toEqual({ schema: valid, types: valid });
  });
});

function withCharge(change: object): unknown {
  const [charge] = sample.metrics.charges;
  return { ...sample, metrics: { ...sample.metrics, charges: [{ ...charge, ...change }] } };
}

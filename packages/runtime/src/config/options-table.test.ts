import { expect, it } from 'vitest';
import * as z from 'zod';
import { FakeSection } from './fake-section.ts';
import { renderOptionsTables } from './options-table.ts';

it('renders what has flags and what only the file has, without what is hidden', () => {
  const schema = z.strictObject({
    server: z.string().default('http://x').describe('Where to.').meta({ envAlias: 'OPENFINOPS_ENDPOINT', placeholder: 'URL' }),
    fake: FakeSection.pick({ hosting: true, isExample: true, card: true }),
  });

  const tables = renderOptionsTables(schema);

  expect(tables.split('\n')).toEqual([
    '| Flag | Environment | In the file | Value | Default |  |',
    '| --- | --- | --- | --- | --- | --- |',
    '| `--server` | `OPENFINOPS_SERVER` or `OPENFINOPS_ENDPOINT` | `server` | URL | `http://x` | Where to. |',
    '| `--hosting` | `OPENFINOPS_FAKE_HOSTING` | `fake.hosting` | auto \\| owned \\| cloud | `auto` | Who owns the machine. |',
    '',
    '| In the file | Value | Default |  |',
    '| --- | --- | --- | --- |',
    '| `fake.card` | map |  | What the machine cost. |',
    '| `fake.card.pue` | number 1..5 | `1` | Power of the building over power of the machines. |',
    '| `fake.card.purchase` | map |  | What was paid. |',
    '| `fake.card.purchase.price` | number from 0 |  |  |',
    '| `fake.card.purchase.inService` | text |  |  |',
    '| `fake.card.timeZone` | text |  |  |',
    '| `fake.card.periods` | list of maps | `none` |  |',
    '| `fake.card.periods[].from` | text |  |  |',
    '| `fake.card.periods[].to` | text |  |  |',
  ]);
});

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { createFakeIo } from '../../fake-io.ts';
import { definePriceCommand } from './define-price.ts';

const DOC = readFileSync(new URL('../../../../../docs/pricing.md', import.meta.url), 'utf8');

it('docs/pricing.md explains every flag of lookup and explain, and no other', async () => {
  const command = new Command('price');
  await definePriceCommand(command, createFakeIo(), async () => {});
  const flagsOf = (name: string) =>
    command.commands
      .find((sub) => sub.name() === name)
      ?.options.map(({ long }) => long ?? '')
      .sort();

  const documented = [...DOC.matchAll(/^\| (`--[^|]+) \|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/--[a-z-]+/g)].map(([flag]) => flag))
    .sort();

  expect(documented).toEqual(flagsOf('lookup'));
  expect(documented).toEqual(flagsOf('explain'));
});

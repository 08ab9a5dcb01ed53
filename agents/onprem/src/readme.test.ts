import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { billingRules } from './billing-rules.ts';
import { definition } from './definition.ts';
import type { HostLook } from './host/host.ts';
import { OnpremOptions } from './options.ts';
import { hostSeries } from './to-series.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** First cells of the table under a heading, without their backticks. */
function firstCells(heading: string): string[] {
  const section = README.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) => (row.split('|')[1] ?? '').replaceAll('`', '').trim());
}

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** Every setting that has a value of its own, by its path. */
function leavesOf({ properties = {} }: Shape, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, shape]) => {
    const inner = shape.properties === undefined ? shape.items : shape;
    return inner?.properties === undefined ? [`${prefix}${name}`] : leavesOf(inner, `${prefix}${name}.`);
  });
}

const NOTHING: HostLook = {
  atMs: 1,
  uptimeMs: null,
  bootId: null,
  bootMs: null,
  vcpus: null,
  cpu: null,
  memory: null,
  fileSystem: null,
  disks: null,
  interfaces: null,
  problems: [],
};

describe('the README lists exactly', () => {
  it('the options', () => {
    const options = leavesOf(z.toJSONSchema(OnpremOptions) as Shape);

    expect(firstCells('Options').sort()).toEqual(options.sort());
  });

  it('the metrics, with their units and statistics', () => {
    const series = hostSeries({ resourceId: 'x', before: undefined, now: NOTHING, elapsedMs: 0, watts: null });

    expect(firstCells('Metrics')).toEqual(series.map(({ name }) => name));
    for (const { name, unit, statistic } of series) expect(README).toContain(`| \`${name}\` | ${unit} | ${statistic} |`);
  });

  it('the meters', () => {
    expect(firstCells('Meters')).toEqual(Object.keys(billingRules.host ?? {}));
  });

  it('the sources', () => {
    expect(firstCells('What it reads')).toEqual(definition.permissions.map(({ name }) => name));
  });
});

it('describes every option in the schema too, for help and docs', () => {
  const described = (shape: Shape & { description?: string }, path = ''): string[] =>
    Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => {
      const below = described(inner.items ?? inner, `${path}${name}.`);
      return (inner as { description?: string }).description === undefined ? [`${path}${name}`, ...below] : below;
    });

  expect(described(z.toJSONSchema(OnpremOptions) as Shape)).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billingRules } from './billing-rules.ts';
import { AGENT_MEMORY, metricsOfMachine, metricsOfVolume } from './collect/metrics.ts';
import { AWS_SERVICES, AwsOptions } from './options.ts';
import { AWS_PERMISSIONS } from './permissions.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The cells of the table under a heading, row by row, without their backticks. */
function rowsUnder(heading: string): string[][] {
  const section = README.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

const firstCells = (heading: string): (string | undefined)[] => rowsUnder(heading).map(([first]) => first);

describe('the README lists exactly', () => {
  it('the services', () => {
    expect(firstCells('Services')).toEqual([...AWS_SERVICES]);
  });

  it('the meters', () => {
    const meters = Object.values(billingRules).flatMap((rules) => Object.keys(rules));

    expect(firstCells('Meters')).toEqual([...new Set(meters)]);
  });

  it('the options', () => {
    expect(firstCells('Options')).toEqual(Object.keys(AwsOptions.shape));
  });

  it('the permissions, and which of them can be done without', () => {
    expect(rowsUnder('Permissions')).toEqual(AWS_PERMISSIONS.map(({ name, why, optional }) => [name, optional ? 'optional' : 'yes', why]));
  });

  it('the metrics, with their units and where each comes from', () => {
    const specs = [...metricsOfMachine('m5.large'), ...metricsOfVolume(), ...AGENT_MEMORY];
    const rows = new Map(rowsUnder('Metrics').map(([name = '', unit, , from]) => [name, { unit, from }]));

    expect([...rows.keys()]).toEqual([...new Set(specs.map(({ name }) => name))]);
    for (const { name, unit, metric, namespace } of specs) {
      expect(rows.get(name)?.unit).toBe(unit);
      expect(rows.get(name)?.from).toContain(metric);
      expect(rows.get(name)?.from).toContain(namespace);
    }
  });
});

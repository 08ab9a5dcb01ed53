import type { WireFinding } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createPalette } from './colour.ts';
import { ownedServer } from './sample-documents.ts';
import { renderFindings } from './table-findings.ts';
import { displayWidth } from './text.ts';

const FINDINGS = [
  findingOf('unattached-volume', 'arn:aws:ec2:us-west-2:123456789012:volume/vol-1', '0.0109'),
  findingOf('unattached-volume', 'arn:aws:ec2:us-west-2:123456789012:volume/vol-2', '0.08'),
  findingOf('unattached-volume', 'arn:aws:ec2:us-west-2:123456789012:volume/vol-3', null),
  findingOf('idle-instance', ownedServer().resources[0]?.id ?? '', '4.608'),
  findingOf('old-generation', 'arn:aws:ec2:us-west-2:123456789012:instance/i-4', null),
];

function findingOf(rule: string, resource_id: string, usd_per_hour_at_stake: string | null): WireFinding {
  return { rule, resource_id, window: { start: 0, end: 1 }, evidence: {}, usd_per_hour_at_stake };
}

function render(findings: readonly WireFinding[], width: number): string[] {
  return renderFindings({ ...ownedServer(), findings: [...findings] }, width, createPalette(false));
}

describe('renderFindings', () => {
  it.each([{ width: 120 }, { width: 60 }])(
    'sums what is at stake by rule, the dearest first, at width $width as in its golden file',
    async ({ width }) => {
      const lines = render(FINDINGS, width);

      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`fixtures/findings-${width}.txt`);
    },
  );

  it('says nothing where nothing was found', () => {
    expect(render([], 80)).toEqual([]);
  });
});

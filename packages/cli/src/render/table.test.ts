import { WireDocument } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createPalette } from './colour.ts';
import { emptyDocument, ownedServer, troubledFleet, unpricedServer } from './sample-documents.ts';
import { renderTable } from './table.ts';
import { displayWidth } from './text.ts';

const NOTICES = ['Dry run: nothing is sent to http://127.0.0.1:8080 (default), nothing is written.', 'Example rate card: the prices are made up.'];
const SAMPLES = { 'owned-server': ownedServer, 'unpriced-server': unpricedServer, 'troubled-fleet': troubledFleet, empty: emptyDocument };
const WIDTHS = [60, 80, 120, Number.POSITIVE_INFINITY];
const CASES = Object.entries(SAMPLES).flatMap(([name, make]) =>
  WIDTHS.map((width) => ({ name, make, width: width === Number.POSITIVE_INFINITY ? 'pipe' : String(width) })),
);

function render(make: () => WireDocument, width: string, isColoured = false): string[] {
  const columns = width === 'pipe' ? Number.POSITIVE_INFINITY : Number(width);
  const maxPerService = width === 'pipe' ? Number.POSITIVE_INFINITY : 10;
  return renderTable(make(), { notices: NOTICES, width: columns, maxPerService, palette: createPalette(isColoured) });
}

describe('renderTable', () => {
  it.each(CASES)('shows $name at width $width as in its golden file', async ({ name, make, width }) => {
    const text = `${render(make, width).join('\n')}\n`;

    await expect(text).toMatchFileSnapshot(`fixtures/table-${name}-${width}.txt`);
  });

  it.each([{ name: 'unpriced-server' }, { name: 'troubled-fleet' }] as const)('shows $name in colour as in its golden file', async ({ name }) => {
    const text = `${render(SAMPLES[name], '120', true).join('\n')}\n`;

    await expect(text).toMatchFileSnapshot(`fixtures/table-${name}-colour.txt`);
  });

  it.each(CASES.filter(({ width }) => width !== 'pipe'))(
    'keeps $name inside $width columns, words that cannot be broken aside',
    ({ make, width }) => {
      const tooWide = render(make, width).filter((line) => displayWidth(line) > Number(width));

      expect(tooWide.filter((line) => line.trim().includes('  '))).toEqual([]);
      expect(tooWide.filter((line) => !/\S{30}/.test(line))).toEqual([]);
    },
  );

  it('cuts nothing and leaves no resource out in a pipe', () => {
    const text = render(troubledFleet, 'pipe').join('\n');

    expect(text).not.toContain('…');
    for (const { name } of troubledFleet().resources.slice(0, 17)) expect(text).toContain(name);
  });

  it('shows the same with colour as without', () => {
    const coloured = render(troubledFleet, '80', true).join('\n');

    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(render(troubledFleet, '80').join('\n'));
  });

  it('obeys nothing that a name or a message says to the terminal', () => {
    const text = render(troubledFleet, '120').join('\n');

    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('the sample documents', () => {
  it.each(Object.entries(SAMPLES).map(([name, make]) => ({ name, make })))('$name keeps the wire contract', ({ make }) => {
    expect(WireDocument.safeParse(make()).error).toBeUndefined();
  });
});

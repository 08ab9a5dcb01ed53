import { describe, expect, it } from 'vitest';
import { type Column, layoutTable } from './columns.ts';
import { displayWidth } from './text.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME', align: 'left', priority: 0, cutWidth: 8, minWidth: 4 },
  { title: 'COST', align: 'decimal', priority: 0 },
  { title: 'CPU', align: 'right', priority: 1 },
  { title: 'NOTE', align: 'left', priority: 2 },
];
const ROWS = [
  [{ text: 'database-1' }, { text: '1,234.50' }, { text: '7%' }, { text: 'busy' }],
  [{ text: 'web' }, { text: '0.0123' }, { text: '100%' }, { text: '' }],
  [{ text: 'idle' }, { text: '—' }, { text: '' }, { text: '' }],
];
const plain = (text: string): string => text;

describe('layoutTable', () => {
  it('lines points up, puts numbers right and lets no line end in spaces', () => {
    const { lines } = layoutTable(COLUMNS, ROWS, Number.POSITIVE_INFINITY, plain);

    expect(lines).toEqual([
      'NAME              COST   CPU  NOTE',
      'database-1  1,234.50      7%  busy',
      'web             0.0123  100%',
      'idle            —',
    ]);
  });

  it.each([
    { width: 34, hidden: [] },
    { width: 31, hidden: ['NOTE'] },
    { width: 20, hidden: ['CPU', 'NOTE'] },
    { width: 16, hidden: ['CPU', 'NOTE'] },
  ])('leaves out $hidden at width $width and stays inside', ({ width, hidden }) => {
    const layout = layoutTable(COLUMNS, ROWS, width, plain);

    expect(layout.hidden).toEqual(hidden);
    expect(Math.max(...layout.lines.map(displayWidth))).toBeLessThanOrEqual(width);
  });

  it('cuts names when nothing is left to leave out', () => {
    const { lines } = layoutTable(COLUMNS, ROWS, 16, plain);

    expect(lines[1]).toBe('dat…  1,234.50');
  });

  it('paints texts and never the space around them', () => {
    const row = [
      { text: 'web', paint: (text: string) => `<${text}>` },
      { text: '1.00', paint: (text: string) => `<${text}>` },
    ];

    const { lines } = layoutTable(COLUMNS, [row], Number.POSITIVE_INFINITY, plain);

    expect(lines[1]).toBe('<web>   <1.00>');
  });
});

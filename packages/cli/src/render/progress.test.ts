import { describe, expect, it } from 'vitest';
import { createPalette } from './colour.ts';
import { createProgress } from './progress.ts';

/** What a person sees: applies the two sequences in use. */
function createScreen() {
  let lines: string[] = [''];
  return {
    write(text: string) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that the progress may use
      for (const part of text.split(/(\u001b\[\d+A\u001b\[0J|\n)/)) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
        const up = /^\u001b\[(\d+)A/.exec(part)?.[1];
        if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
        else if (part === '\n') lines.push('');
        else lines[lines.length - 1] += part;
      }
    },
    lines: () => lines.slice(0, -1),
  };
}

function start(columns = 80) {
  let nowMs = 0;
  const screen = createScreen();
  const progress = createProgress({ write: screen.write, columns: () => columns, monotonicMs: () => nowMs, palette: createPalette(false) });
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { screen, progress, pass };
}

describe('createProgress', () => {
  it('shows a line for each scope and one that moves', () => {
    const { screen, progress, pass } = start();

    progress.report({ stage: 'discover', scope: 'aws/1/us-west-2/ec2', resources: 903, calls: 3 });
    progress.report({ stage: 'discover', scope: 'aws/1/us-west-2/ebs', resources: 1, calls: 1 });
    pass(1250);
    progress.tick();

    expect(screen.lines()).toEqual([
      '✓ aws/1/us-west-2/ec2  3 calls, 903 resources',
      '✓ aws/1/us-west-2/ebs  1 call, 1 resource',
      'looking … 904 found, 1.3 s',
    ]);
  });

  it('keeps log lines, above the lines that move', () => {
    const { screen, progress } = start();
    progress.report({ stage: 'discover', scope: 'a/b/c/d', resources: 1, calls: 1 });

    progress.above('WARN something\n');
    progress.tick();

    expect(screen.lines()).toEqual(['WARN something', '✓ a/b/c/d  1 call, 1 resource', 'looking … 1 found, 0.0 s']);
  });

  it('leaves nothing behind but the log', () => {
    const { screen, progress } = start();
    progress.report({ stage: 'collect', scope: null, resources: 1, calls: 1 });
    progress.above('WARN something\n');

    progress.end();
    progress.end();

    expect(screen.lines()).toEqual(['WARN something']);
  });

  it('never wraps, or it would draw over what stands above', () => {
    const { screen, progress } = start(20);

    progress.report({ stage: 'discover', scope: 'aws/123456789012/us-west-2/ec2', resources: 1, calls: 1 });

    expect(screen.lines().map((line) => line.length)).toEqual([19, 19]);
  });

  it('shows the newest of many scopes and counts the rest', () => {
    const { screen, progress } = start();

    for (let index = 0; index < 20; index += 1) progress.report({ stage: 'discover', scope: `a/b/c/${index}`, resources: 1, calls: 1 });

    expect(screen.lines()).toHaveLength(10);
    expect(screen.lines()[0]).toBe('… and 12 scopes before');
  });
});

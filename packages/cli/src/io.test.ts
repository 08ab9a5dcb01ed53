import { describe, expect, it } from 'vitest';
import { createFakeIo } from './fake-io.ts';
import { isBrokenPipe, writeLines } from './io.ts';

describe('writeLines', () => {
  it('writes every line, the last one ended too', async () => {
    const io = createFakeIo();

    await writeLines(io.out, ['a', 'b']);

    expect(io.outText()).toBe('a\nb\n');
  });

  it('stops at once when the reader leaves', async () => {
    const io = createFakeIo({ readerLeavesAfter: 1 });
    let made = 0;
    function* endless(): Generator<string> {
      for (;;) {
        made += 1;
        yield 'x'.repeat(1000);
      }
    }

    const failure = await writeLines(io.out, endless()).catch((error: unknown) => error);

    expect(isBrokenPipe(failure)).toBe(true);
    expect(made).toBeLessThan(200);
  });
});

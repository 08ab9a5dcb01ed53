import { describe, expect, it } from 'vitest';
import { createSuspicions } from './suspicions.ts';

function createStand() {
  let nowMs = 0;
  const suspicions = createSuspicions({ monotonicMs: () => nowMs });
  const failAfter = (ms: number, batchId = 'bad', taken = 1) => {
    nowMs += ms;
    for (let i = 0; i < taken; i += 1) suspicions.passed(`other-${nowMs}-${i}`);
    return suspicions.failed(batchId);
  };
  return { suspicions, failAfter };
}

describe('createSuspicions', () => {
  it('convicts a batch after five strikes over ten minutes', () => {
    const { failAfter } = createStand();
    failAfter(0, 'bad', 0);

    const verdicts = [60_000, 150_000, 150_000, 150_000, 149_999, 1].map((ms) => failAfter(ms));

    expect(verdicts.map(({ strikes }) => strikes)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(verdicts.map(({ isConvicted }) => isConvicted)).toEqual([false, false, false, false, false, true]);
  });

  it('wants five strikes however long it takes', () => {
    const { failAfter } = createStand();
    failAfter(0, 'bad', 0);

    const verdicts = Array.from({ length: 5 }, () => failAfter(3_600_000));

    expect(verdicts.map(({ isCondemned }) => isCondemned)).toEqual([false, false, false, false, true]);
  });

  it('counts no strike while the server takes nothing else', () => {
    const { failAfter } = createStand();

    const verdicts = Array.from({ length: 50 }, () => failAfter(600_000, 'bad', 0));

    expect(verdicts.at(-1)).toEqual({ failures: 50, strikes: 0, isKnown: false, isConvicted: false, isCondemned: false });
  });

  it('forgets a batch that was taken after all', () => {
    const { suspicions, failAfter } = createStand();
    for (let i = 0; i < 4; i += 1) failAfter(300_000);

    suspicions.passed('bad');

    expect(failAfter(300_000)).toMatchObject({ failures: 1, strikes: 0 });
  });

  it('halves a part of a convicted batch as soon as it fails while another is taken, and condemns it only after three strikes over two minutes', () => {
    const { suspicions, failAfter } = createStand();
    suspicions.suspectPart('bad/1');

    const verdicts = [0, 60_000, 59_999, 1].map((ms) => failAfter(ms, 'bad/1'));

    expect(verdicts.map(({ isConvicted }) => isConvicted)).toEqual([true, true, true, true]);
    expect(verdicts.map(({ isCondemned }) => isCondemned)).toEqual([false, false, false, true]);
  });
});

import { describe, expect, it } from 'vitest';
import { commitOf, makeBatch } from './fakes.ts';
import { createLedgerCommits } from './ledger-commits.ts';

const SCOPE = 'aws/1/us-west-2/ec2';
const batchOf = (cycle: number, name: string, parts: { kind?: 'cost' | 'use' | 'cycle'; expiresMs?: number } = {}) =>
  makeBatch({ id: `${cycle}-${name}`, cycleId: `cycle-${cycle}`, ...parts });

describe('createLedgerCommits', () => {
  it('releases a ledger once its batch and all before it are delivered', () => {
    const commits = createLedgerCommits();
    commits.add({ batch: batchOf(1, 'a'), commits: [] });
    commits.add({ batch: batchOf(1, 'b'), commits: [commitOf(SCOPE, 1)] });
    commits.add({ batch: batchOf(1, 'c', { kind: 'cycle' }), commits: [] });

    commits.settle('1-b');
    const early = commits.takeReady();
    commits.settle('1-a');
    const late = commits.takeReady();

    expect(early).toEqual([]);
    expect(late).toEqual([commitOf(SCOPE, 1)]);
    expect(commits.takeReady()).toEqual([]);
  });

  it('holds a ledger back while a batch of an earlier cycle has not arrived', () => {
    const commits = createLedgerCommits();
    commits.add({ batch: batchOf(1, 'final'), commits: [commitOf(SCOPE, 1)] });
    commits.add({ batch: batchOf(2, 'final'), commits: [commitOf(SCOPE, 2)] });

    commits.settle('2-final');
    const early = commits.takeReady();
    commits.settle('1-final');

    expect(early).toEqual([]);
    expect(commits.takeReady()).toEqual([commitOf(SCOPE, 2)]);
  });

  it('holds a ledger back until all parts of a batch that was split are settled', () => {
    const commits = createLedgerCommits();
    commits.add({ batch: batchOf(1, 'a'), commits: [commitOf(SCOPE, 1)] });
    commits.add({ batch: batchOf(2, 'b'), commits: [commitOf(SCOPE, 2)] });
    commits.settle('2-b');

    commits.split('1-a', ['1-a/0', '1-a/1']);
    commits.split('1-a/0', ['1-a/0/0', '1-a/0/1']);
    for (const id of ['1-a', '1-a/1', '1-a/0/0']) commits.settle(id);
    const early = commits.takeReady();
    commits.settle('1-a/0/1');

    expect(early).toEqual([]);
    expect(commits.takeReady()).toEqual([commitOf(SCOPE, 2)]);
  });

  it('knows nothing of the parts of a batch that was safe already', () => {
    const commits = createLedgerCommits();
    commits.add({ batch: batchOf(1, 'a'), commits: [commitOf(SCOPE, 1)] });
    commits.settle('1-a');

    commits.split('1-a', ['1-a/0', '1-a/1']);

    expect(commits.takeReady()).toEqual([commitOf(SCOPE, 1)]);
  });

  it('takes an unknown id for nothing', () => {
    const commits = createLedgerCommits();
    commits.add({ batch: batchOf(1, 'a'), commits: [commitOf(SCOPE, 1)] });

    commits.settle('nobody');

    expect(commits.takeReady()).toEqual([]);
  });

  it.each([
    { name: 'an open-hour batch', parts: { expiresMs: 1 } },
    { name: 'use', parts: { kind: 'use' } },
    { name: 'a cycle batch', parts: { kind: 'cycle' } },
  ] as const)('does not wait for $name that was dropped', ({ parts }) => {
    const commits = createLedgerCommits();
    const dropped = batchOf(1, 'dropped', parts);
    commits.add({ batch: dropped, commits: [] });
    commits.add({ batch: batchOf(1, 'last'), commits: [commitOf(SCOPE, 1)] });

    commits.drop(dropped);
    commits.settle('1-last');

    expect(commits.takeReady()).toEqual([commitOf(SCOPE, 1)]);
  });

  it('never releases a ledger of a cycle whose final was dropped, be it added before or after that', () => {
    const commits = createLedgerCommits();
    const final = batchOf(1, 'final');
    commits.add({ batch: final, commits: [] });
    commits.add({ batch: batchOf(1, 'middle'), commits: [commitOf('scope-a', 1)] });

    commits.drop(final);
    commits.add({ batch: batchOf(1, 'last'), commits: [commitOf('scope-b', 1)] });
    commits.settle('1-middle');
    commits.settle('1-last');

    expect(commits.takeReady()).toEqual([]);
  });

  it('goes on with the next cycle after one that lost a final', () => {
    const commits = createLedgerCommits();
    const final = batchOf(1, 'final');
    commits.add({ batch: final, commits: [commitOf(SCOPE, 1)] });
    commits.add({ batch: batchOf(2, 'final'), commits: [commitOf(SCOPE, 2)] });

    commits.drop(final);
    commits.settle('2-final');

    expect(commits.takeReady()).toEqual([commitOf(SCOPE, 2)]);
  });

  it('holds the first and the last of the ledgers that wait, however long the outage', () => {
    const commits = createLedgerCommits();
    const ids = Array.from({ length: 50 }, (_, i) => i + 1);
    for (const cycle of ids) commits.add({ batch: batchOf(cycle, 'final'), commits: [commitOf(SCOPE, cycle)] });

    const releasedAt: number[] = [];
    for (const cycle of ids) {
      commits.settle(`${cycle}-final`);
      if (commits.takeReady().length > 0) releasedAt.push(cycle);
    }

    expect(releasedAt).toEqual([1, 50]);
  });

  it('keeps the scopes apart', () => {
    const commits = createLedgerCommits();
    commits.add({ batch: batchOf(1, 'a'), commits: [commitOf('scope-a', 1), commitOf('scope-b', 1)] });
    commits.add({ batch: batchOf(2, 'a'), commits: [commitOf('scope-b', 2)] });

    commits.settle('1-a');
    commits.settle('2-a');

    expect(commits.takeReady()).toEqual([commitOf('scope-a', 1), commitOf('scope-b', 2)]);
  });
});

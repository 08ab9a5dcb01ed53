import { describe, expect, it } from 'vitest';
import { type After, type ChangeListener, createChanges } from './changes.ts';

/** Timers that run when the test says so. */
function createFakeTimers() {
  const waiting = new Set<() => void>();
  const after: After = (_ms, run) => {
    waiting.add(run);
    return () => waiting.delete(run);
  };
  const runAll = (): number => {
    const due = [...waiting];
    waiting.clear();
    for (const run of due) run();
    return due.length;
  };
  return { after, runAll };
}

function createListener(): ChangeListener & { readonly heard: string[] } {
  const heard: string[] = [];
  return { heard, changed: () => heard.push('changed'), ended: () => heard.push('ended') };
}

const LIMITS = { listeners: 2, gatherMs: 2000 };

describe('changes', () => {
  it('tells many in a row as one, and the next one again', () => {
    const timers = createFakeTimers();
    const changes = createChanges(LIMITS, timers.after);
    const listener = createListener();
    changes.listen(listener);

    for (let i = 0; i < 5; i += 1) changes.announce();
    timers.runAll();
    changes.announce();
    timers.runAll();

    expect(listener.heard).toEqual(['changed', 'changed']);
  });

  it('waits for nothing while nobody listens', () => {
    const timers = createFakeTimers();

    createChanges(LIMITS, timers.after).announce();

    expect(timers.runAll()).toBe(0);
  });

  it('takes no more listeners than it may, and another once one has left', () => {
    const changes = createChanges(LIMITS, createFakeTimers().after);
    const leave = changes.listen(createListener());
    changes.listen(createListener());

    const tooMany = changes.listen(createListener());
    leave?.();
    const inItsPlace = changes.listen(createListener());

    expect(tooMany).toBeUndefined();
    expect(inItsPlace).toBeDefined();
  });

  it('ends everybody when it is closed, tells nothing afterwards, and takes nobody', () => {
    const timers = createFakeTimers();
    const changes = createChanges(LIMITS, timers.after);
    const listener = createListener();
    changes.listen(listener);
    changes.announce();

    changes.close();

    expect(timers.runAll()).toBe(0);
    expect(listener.heard).toEqual(['ended']);
    expect(changes.listen(createListener())).toBeUndefined();
  });
});

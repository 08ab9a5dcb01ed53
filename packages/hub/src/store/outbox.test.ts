import { describe, expect, it } from 'vitest';
import { createOutbox } from './outbox.ts';

describe('outbox', () => {
  const open = () => {
    const sent: unknown[] = [];
    const due: (() => void)[] = [];
    const outbox = createOutbox<string>(
      (messages) => sent.push(messages),
      (flush) => due.push(flush),
    );
    const runDue = (): void => {
      for (const flush of due.splice(0)) flush();
    };
    return { sent, outbox, runDue };
  };

  it('sends together what was put at the same time, and one alone as it is', () => {
    const { sent, outbox, runDue } = open();

    for (const message of ['a', 'b', 'c']) outbox.put(message);
    runDue();
    outbox.put('d');
    runDue();

    expect(sent).toEqual([['a', 'b', 'c'], 'd']);
  });

  it('sends at once when it is flushed, and nothing twice', () => {
    const { sent, outbox, runDue } = open();

    outbox.put('a');
    outbox.flush();
    runDue();

    expect(sent).toEqual(['a']);
  });
});

import { describe, expect, it } from 'vitest';
import { untilAborted } from './until-aborted.ts';

describe('untilAborted', () => {
  it('ends as the work ends', async () => {
    const { signal } = new AbortController();

    await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
  });

  it.each([{ when: 'before' }, { when: 'during' }])('does not wait for work that hangs when it is aborted $when it', async ({ when }) => {
    const stop = new AbortController();
    if (when === 'before') stop.abort();

    const waiting = untilAborted(new Promise(() => {}), stop.signal);
    stop.abort();

    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('hands on what comes too late, so that it can be closed', async () => {
    const stop = new AbortController();
    let finish = (_value: string): void => {};
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const late: string[] = [];
    const waiting = untilAborted(work, stop.signal, (value) => late.push(value)).catch(() => 'aborted');

    stop.abort();
    const ended = await waiting;
    finish('provider');
    await work;

    expect(ended).toBe('aborted');
    expect(late).toEqual(['provider']);
  });
});

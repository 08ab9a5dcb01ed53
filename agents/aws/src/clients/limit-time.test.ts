import { describe, expect, it } from 'vitest';
import { limitTime } from './limit-time.ts';

/** A client whose calls never end by themselves; it notes whether they were told to stop. */
function createHangingClient() {
  const stopped: unknown[] = [];
  return {
    stopped,
    send: (_command: unknown, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
      abortSignal?.addEventListener('abort', () => stopped.push(abortSignal.reason));
      return new Promise<unknown>(() => {});
    },
  };
}

describe('limitTime', () => {
  it('gives a call up after its time, and stops it', async () => {
    const client = createHangingClient();
    limitTime(client, 20);

    const call = client.send({});

    await expect(call).rejects.toMatchObject({ name: 'TimeoutError', message: 'no answer within 0.02 s' });
    expect(client.stopped).toHaveLength(1);
  });

  it('passes an abort on at once, as an abort', async () => {
    const client = createHangingClient();
    limitTime(client, 60_000);
    const stop = new AbortController();

    const call = client.send({}, { abortSignal: stop.signal });
    stop.abort();

    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(client.stopped).toHaveLength(1);
  });

  it('does not begin a call whose signal is aborted already', async () => {
    const client = createHangingClient();
    limitTime(client, 60_000);

    await expect(client.send({}, { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('gives back what the call gives', async () => {
    const client = { send: async (command: unknown, _options?: object): Promise<unknown> => command };
    limitTime(client, 60_000);

    expect(await client.send('answer')).toBe('answer');
  });
});

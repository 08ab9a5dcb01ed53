import { describe, expect, it } from 'vitest';
import { openTestHub, REGISTRATION, sampleBody } from '../test/test-hub.ts';
import { type After, createChanges } from './changes.ts';
import { events } from './events.ts';

const ATONCE: After = (_ms, run) => {
  run();
  return () => undefined;
};

function answer(changes: ReturnType<typeof createChanges>): Response {
  return (events(changes) as unknown as () => Response)();
}

async function readText(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { value, done } = await reader.read();
  return done ? undefined : new TextDecoder().decode(value);
}

describe('GET /events', () => {
  it('says that something was stored, and ends when the hub stops', async () => {
    const changes = createChanges({ listeners: 1, gatherMs: 1 }, ATONCE);
    const reply = answer(changes);
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();

    changes.announce();
    changes.close();

    expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect([await readText(reader), await readText(reader), await readText(reader)]).toEqual([
      'retry: 5000\n\n',
      'event: changed\ndata: {}\n\n',
      undefined,
    ]);
  });

  it('makes room for another when a reader leaves', async () => {
    const changes = createChanges({ listeners: 1, gatherMs: 1 }, ATONCE);
    const first = answer(changes);
    const refused = answer(changes);

    await first.body?.cancel();
    const second = answer(changes);

    expect([first.status, refused.status, second.status]).toEqual([200, 503, 200]);
    expect(refused.headers.get('retry-after')).toBe('60');
    changes.close();
  });

  it('lets go of a reader that does not read', () => {
    const changes = createChanges({ listeners: 1, gatherMs: 1 }, ATONCE);
    answer(changes);

    for (let i = 0; i < 50; i += 1) changes.announce();

    expect(answer(changes).status).toBe(200);
    changes.close();
  });

  it.each([
    { what: 'a batch', path: '/api/v1/telemetry/ingest', body: sampleBody(), tells: true },
    { what: 'a registration', path: '/api/v1/agents/register', body: REGISTRATION, tells: true },
    { what: 'a refused body', path: '/api/v1/telemetry/ingest', body: [], tells: false },
  ])('is told of $what: $tells', async ({ path, body, tells }) => {
    const hub = openTestHub({ gatherMs: 0 });
    const reader = ((await hub.get('/events')).body as ReadableStream<Uint8Array>).getReader();
    await readText(reader);

    await hub.post(path, body);
    const next = readText(reader);
    setTimeout(() => hub.changes.close(), 20);

    expect(await next).toBe(tells ? 'event: changed\ndata: {}\n\n' : undefined);
    await hub.close();
  });
});

import { describe, expect, it } from 'vitest';
import { createTalkingStand } from './shipping-stand.ts';
import { chargesBatch } from './talking-server.ts';

const MINUTE_MS = 60_000;

describe('a server that is not there, or is not the server', () => {
  it('is asked by a small registration before the next batch, after three failures', async () => {
    let isBack = false;
    const { server, shipping, clock, stop } = createTalkingStand(
      () => (isBack ? {} : { status: 503 }),
      () => (isBack ? {} : { status: 503 }),
    );
    await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(30_000);
    isBack = true;
    await clock.advance(2 * MINUTE_MS);
    stop.abort();
    await running;

    const batches = server.heard.filter((what) => what === 'batch-1');
    expect(batches).toHaveLength(4);
    expect(server.heard.slice(0, 4)).toEqual(['batch-1', 'batch-1', 'batch-1', 'register']);
    expect(server.heard.at(-2)).toBe('register');
    expect(shipping.counts()).toMatchObject({ delivered: 1 });
  });

  it('gets data though it refuses to register: a token may allow the one and not the other', async () => {
    const { shipping, clock, stop } = createTalkingStand(
      (_, no) => (no <= 3 ? { status: 503 } : {}),
      () => ({ status: 403 }),
    );
    await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(MINUTE_MS);
    stop.abort();
    await running;

    expect(shipping.counts()).toMatchObject({ delivered: 1 });
  });

  it('is called a portal when it confirms nothing three times in a row, and nothing is lost', async () => {
    let isPortal = true;
    const portal = { status: 200, body: '<html>Welcome to the hotel</html>' };
    const { server, shipping, events, clock, stop } = createTalkingStand(
      () => (isPortal ? portal : {}),
      () => (isPortal ? portal : {}),
    );
    await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(60 * MINUTE_MS);
    const heardOfPortal = server.heard.length;
    isPortal = false;
    await clock.advance(20 * MINUTE_MS);
    stop.abort();
    await running;

    const messages = events.of('serverStillDown').map(({ error }) => (error as Error).message);
    expect(messages.at(-1)).toMatch(/^a proxy or captive portal answers for the server: .*Welcome to the hotel/);
    expect(heardOfPortal).toBeLessThan(15);
    expect(server.taken).toEqual(['c']);
  });

  it('knows the agent again after one new registration', async () => {
    let isKnown = false;
    const { server, shipping, clock, stop } = createTalkingStand(
      () => (isKnown ? {} : { status: 404 }),
      () => {
        isKnown = true;
        return {};
      },
    );
    await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await running;

    expect(server.heard).toEqual(['batch-1', 'register', 'batch-1']);
    expect(shipping.counts()).toMatchObject({ delivered: 1 });
  });

  it('takes a replaced token at once', async () => {
    const { server, shipping, clock, stop } = createTalkingStand((_, no) => (no === 1 ? { status: 401 } : {}));
    await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(0);
    stop.abort();
    await running;

    expect(server.heard).toEqual(['batch-1', 'batch-1']);
    expect(clock.sleeps).toEqual([]);
  });

  it('is asked for help once, not at every try, while a token stays wrong', async () => {
    const { server, shipping, clock, stop } = createTalkingStand(
      () => ({ status: 401 }),
      () => ({ status: 401 }),
    );
    await shipping.accept({ batch: chargesBatch('batch-1', ['c']), commits: [] });

    const running = shipping.run(stop.signal);
    await clock.advance(60 * MINUTE_MS);
    stop.abort();
    await running;

    expect(server.heard.filter((what) => what === 'batch-1').length).toBeLessThan(10);
    expect(shipping.counts()).toMatchObject({ queued: 1, dead: 0 });
  });

  it('is given what an outage left in a spread: a random start, then one batch after the other', async () => {
    let isBack = false;
    const { server, shipping, clock, stop } = createTalkingStand(
      () => (isBack ? {} : { status: 503 }),
      () => (isBack ? {} : { status: 503 }),
      { random: () => 0.5 },
    );
    for (let no = 0; no < 5; no += 1) await shipping.accept({ batch: chargesBatch(`batch-${no}`, [`c-${no}`]), commits: [] });
    const running = shipping.run(stop.signal);
    await clock.advance(30 * MINUTE_MS);
    isBack = true;
    const sleptBefore = clock.sleeps.length;

    await clock.advance(10 * MINUTE_MS);
    stop.abort();
    await running;

    const [start, ...pauses] = clock.sleeps.slice(sleptBefore);
    expect(start).toBe(30_000);
    expect(pauses).toHaveLength(4);
    expect(Math.min(...pauses)).toBeGreaterThan(60_000);
    expect(Math.max(...pauses)).toBeLessThan(75_000);
    expect(server.taken).toHaveLength(5);
  });
});

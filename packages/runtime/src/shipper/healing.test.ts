import { AgentError, type Delivery, type Trouble } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createScriptedSink, makeBatch } from './fakes.ts';
import { healing } from './healing.ts';

const signal = new AbortController().signal;
const YES: Delivery = { status: 'accepted' };
const no = (trouble: Trouble): Delivery => ({ status: 'retry', trouble, error: new AgentError('SERVER_REFUSED', trouble) });

function createStand(script: readonly Delivery[], registered: Delivery = YES) {
  const inner = createScriptedSink(script);
  let registrations = 0;
  const ensure = async () => {
    registrations += 1;
    return registered;
  };
  const sink = healing(inner, { ensure });
  const deliver = () => sink.deliver(makeBatch({ id: 'batch-1' }), signal);
  return { inner, deliver, registrations: () => registrations };
}

describe('healing', () => {
  it.each([
    { name: 'a token that was replaced', script: [no('access'), YES], tries: 2, registrations: 0 },
    { name: 'a token that the server knows again after a registration', script: [no('access'), no('access'), YES], tries: 3, registrations: 1 },
    { name: 'a server that lost its database', script: [no('unknown-agent'), YES], tries: 2, registrations: 1 },
  ])('gets a batch through at once: $name', async ({ script, tries, registrations }) => {
    const stand = createStand(script);

    const delivery = await stand.deliver();

    expect(delivery).toEqual(YES);
    expect(stand.inner.tried).toHaveLength(tries);
    expect(stand.registrations()).toBe(registrations);
  });

  it.each([
    { trouble: 'passing' },
    { trouble: 'suspect' },
    { trouble: 'endpoint' },
    { trouble: 'unconfirmed' },
    { trouble: 'busy-with-it' },
  ] as const)('has no remedy for $trouble', async ({ trouble }) => {
    const stand = createStand([no(trouble)]);

    const delivery = await stand.deliver();

    expect(delivery).toEqual(no(trouble));
    expect(stand.inner.tried).toHaveLength(1);
    expect(stand.registrations()).toBe(0);
  });

  it('sends nothing more to a server that does not register the agent', async () => {
    const stand = createStand([no('unknown-agent'), YES], no('unknown-agent'));

    const delivery = await stand.deliver();

    expect(delivery).toEqual(no('unknown-agent'));
    expect(stand.inner.tried).toHaveLength(1);
  });

  it('tries its remedies once, and again after something passed', async () => {
    const stand = createStand([no('access'), no('access'), no('access'), no('access'), YES, no('access'), YES]);

    await stand.deliver();
    await stand.deliver();
    const between = [stand.inner.tried.length, stand.registrations()];
    await stand.deliver();
    const delivery = await stand.deliver();

    expect(between).toEqual([4, 1]);
    expect(delivery).toEqual(YES);
    expect(stand.inner.tried).toHaveLength(7);
  });
});

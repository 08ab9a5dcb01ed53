import { AgentError, type Delivery } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createScriptedSink, makeBatch, RETRY, recordEvents } from './fakes.ts';
import { createRegistration, registering } from './registration.ts';

const body = { agent_id: 'onprem-1', hostname: 'h', cloud_provider: 'onprem', region: 'global' };
const signal = new AbortController().signal;

function createStand(answers: readonly Delivery[] = [], random = () => 0.5) {
  const clock = createManualClock();
  const events = recordEvents();
  const calls: string[] = [];
  const client = {
    async register({ agent_id }: typeof body): Promise<Delivery> {
      calls.push(agent_id);
      return answers[calls.length - 1] ?? { status: 'accepted' };
    },
  };
  const registration = createRegistration({ client, registrations: () => [body], clock, random, events });
  return { clock, events, calls, registration };
}

describe('createRegistration', () => {
  it('registers once', async () => {
    const { registration, calls } = createStand();

    await registration.ensure(signal);
    await registration.ensure(signal);

    expect(calls).toEqual(['onprem-1']);
  });

  it('makes one call for two who ask at the same time', async () => {
    const { registration, calls } = createStand();

    await Promise.all([registration.ensure(signal), registration.ensure(signal)]);

    expect(calls).toHaveLength(1);
  });

  it('tries again after a failure', async () => {
    const { registration, events } = createStand([RETRY]);

    const first = await registration.ensure(signal);
    const second = await registration.ensure(signal);

    expect([first.status, second.status]).toEqual(['retry', 'accepted']);
    expect(events.names()).toEqual(['heartbeatFailed', 'heartbeatSent']);
  });

  it.each([
    { random: 0, everyMs: 96_000 },
    { random: 0.5, everyMs: 120_000 },
    { random: 1, everyMs: 144_000 },
  ])('registers again as a heartbeat every $everyMs ms, failures or not', async ({ random, everyMs }) => {
    const { registration, calls, clock } = createStand([{ status: 'accepted' }, RETRY, RETRY], () => random);
    const stop = new AbortController();

    const living = registration.keepAlive(stop.signal);
    await clock.advance(4 * everyMs);
    stop.abort();
    await living;

    expect(calls).toHaveLength(5);
    expect(new Set(clock.sleeps)).toEqual(new Set([everyMs]));
  });

  it('registers again when that is asked for', async () => {
    const { registration, calls } = createStand();

    await registration.ensure(signal);
    await registration.ensure(signal, true);

    expect(calls).toHaveLength(2);
  });

  it('keeps silent as long as the server asked, and tells what it is asked itself', async () => {
    const asked: number[] = [];
    let silentUntilMs = 300_000;
    const { registration, calls, clock } = createStand([{ status: 'retry', afterMs: 60_000, error: new AgentError('SERVER_UNREACHABLE', 'busy') }]);
    const startMs = clock.monotonicMs();
    const circuit = {
      silenceMs: () => Math.max(0, silentUntilMs - (clock.monotonicMs() - startMs)),
      asked: (afterMs: number) => void asked.push(afterMs),
      heard() {},
      isDraining: () => false,
    };
    const stop = new AbortController();

    const living = registration.keepAlive(stop.signal, circuit);
    await clock.advance(200_000);
    silentUntilMs = 400_000;
    await clock.advance(199_999);
    const before = [...calls];
    await clock.advance(1);
    stop.abort();
    await living;

    expect(before).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(asked).toEqual([60_000]);
  });

  it('leaves out four heartbeats in a row while an outage is made up for, and no more', async () => {
    const { registration, calls, clock } = createStand();
    const heard: number[] = [];
    const server = { silenceMs: () => 0, asked() {}, heard: () => void heard.push(clock.monotonicMs()), isDraining: () => true };
    const stop = new AbortController();

    const living = registration.keepAlive(stop.signal, server);
    await clock.advance(4 * 120_000 - 1);
    const before = calls.length;
    await clock.advance(1 + 5 * 120_000);
    stop.abort();
    await living;

    expect(before).toBe(0);
    expect(calls).toHaveLength(2);
    expect(heard).toHaveLength(2);
  });

  it('registers every provider of the process', async () => {
    const { events, clock } = createStand();
    const calls: string[] = [];
    const client = {
      async register({ agent_id }: typeof body): Promise<Delivery> {
        calls.push(agent_id);
        return { status: 'accepted' };
      },
    };
    const registrations = () => [body, { ...body, agent_id: 'aws-1' }];
    const registration = createRegistration({ client, registrations, clock, random: () => 0, events });

    await registration.ensure(signal);

    expect(calls).toEqual(['onprem-1', 'aws-1']);
  });
});

describe('registering', () => {
  const refused: Delivery = { status: 'refused', error: new AgentError('SERVER_REFUSED', 'no') };
  const forbidden: Delivery = { status: 'retry', error: new AgentError('SERVER_REFUSED', 'no') };

  it('holds a batch back while the server does not answer', async () => {
    const { registration } = createStand([RETRY]);
    const sink = createScriptedSink();

    const delivery = await registering(sink, registration).deliver(makeBatch({ id: 'batch-1' }), signal);

    expect(delivery).toBe(RETRY);
    expect(sink.tried).toEqual([]);
  });

  it.each([{ said: refused }, { said: forbidden }])(
    'delivers to a server that answers, even if it will not register ($said.status)',
    async ({ said }) => {
      const { registration, calls } = createStand([said]);
      const sink = createScriptedSink();

      const delivery = await registering(sink, registration).deliver(makeBatch({ id: 'batch-1' }), signal);

      expect(delivery.status).toBe('accepted');
      expect(calls).toHaveLength(1);
    },
  );
});

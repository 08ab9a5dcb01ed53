import { AgentError, type Trouble } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createCircuit, type FailedDelivery } from './circuit.ts';

function createStand(random = () => 1) {
  let nowMs = 1000;
  const circuit = createCircuit({ monotonicMs: () => nowMs }, random);
  const fail = (trouble: Trouble = 'passing', afterMs?: number) => {
    const delivery: FailedDelivery = { status: 'retry', trouble, error: new AgentError('SERVER_UNREACHABLE', 'no answer') };
    return circuit.failed(afterMs === undefined ? delivery : { ...delivery, afterMs });
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { circuit, fail, pass };
}

describe('createCircuit', () => {
  it('waits longer after each failure, up to five minutes, and each success takes back half of the failures', () => {
    const { circuit, fail } = createStand();

    const waits = Array.from({ length: 11 }, () => fail().waitMs);
    circuit.passed();
    const after = fail();

    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]);
    expect(after).toMatchObject({ failures: 6, waitMs: 32_000 });
  });

  it('opens after three failures in a row, and closes when something passes', () => {
    const { circuit, fail } = createStand();

    const states = [1, 2, 3].map(() => {
      fail();
      return circuit.isOpen();
    });
    circuit.passed();

    expect(states).toEqual([false, false, true]);
    expect(circuit.isOpen()).toBe(false);
  });

  it('tries batches again when something cheap has passed, and waits longer when they fail again', () => {
    const { circuit, fail } = createStand();
    for (let i = 0; i < 3; i += 1) fail();

    circuit.knocked();
    const after = circuit.isOpen();
    const { waitMs } = fail();

    expect(after).toBe(false);
    expect(waitMs).toBe(8000);
    expect(circuit.isOpen()).toBe(false);
  });

  it('does not run away where half of everything fails by chance', () => {
    const { circuit, fail } = createStand(() => 0.5);
    let state = 7;
    const isLucky = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state > 0x7fffffff;
    };
    let waitedMs = 0;

    for (let i = 0; i < 10_000; i += 1) {
      if (!isLucky()) waitedMs += fail().waitMs;
      else if (circuit.isOpen()) circuit.knocked();
      else circuit.passed();
    }

    expect(waitedMs / 10_000).toBeLessThan(12_000);
  });

  it.each([{ trouble: 'access' }, { trouble: 'unknown-agent' }, { trouble: 'endpoint' }] as const)(
    'opens at once on what somebody has to mend, and asks every 1 to 15 minutes: $trouble',
    ({ trouble }) => {
      const { circuit, fail } = createStand();

      const waits = Array.from({ length: 5 }, () => fail(trouble).waitMs);

      expect(circuit.isOpen()).toBe(true);
      expect(waits).toEqual([120_000, 240_000, 480_000, 900_000, 900_000]);
    },
  );

  it('names the portal at the third answer in a row that is no confirmation, and not when they are not in a row', () => {
    const { circuit, fail } = createStand();
    fail('unconfirmed');
    fail('unconfirmed');
    fail('passing');

    const errors = [1, 2, 3].map(() => fail('unconfirmed').error);

    expect(errors.map(({ message }) => message)).toEqual(['no answer', 'no answer', 'a proxy or captive portal answers for the server: no answer']);
    expect(circuit.isOpen()).toBe(true);
  });

  it('leaves the server alone for its backoff, and sends nothing at all only when the server asked for that', () => {
    const { circuit, fail, pass } = createStand(() => 0);
    fail('passing');
    const own = [circuit.quietMs(), circuit.silenceMs()];

    fail('passing', 30_000);
    pass(10_000);

    expect(own).toEqual([500, 0]);
    expect([circuit.quietMs(), circuit.silenceMs()]).toEqual([20_000, 20_000]);
    pass(20_000);
    expect([circuit.quietMs(), circuit.silenceMs()]).toEqual([0, 0]);
  });

  it('does not let a server that is back and busy pay for the time of its absence, and gives it longer and longer', () => {
    const { fail } = createStand();
    for (let i = 0; i < 20; i += 1) fail('passing');

    const waits = [1, 2, 3].map(() => fail('busy').waitMs);

    expect(waits).toEqual([16_000, 32_000, 64_000]);
  });

  it('is ended by a heartbeat where nobody had answered, and not where somebody had', () => {
    const { circuit, fail } = createStand();

    const heard = (['passing', 'busy', 'access', 'suspect', 'unconfirmed'] as const).map((trouble) => {
      for (let i = 0; i < 3; i += 1) fail(trouble);
      const isNews = circuit.heard();
      return [isNews, circuit.isOpen(), circuit.quietMs() === 0];
    });

    expect(heard).toEqual([
      [true, false, true],
      [false, true, false],
      [false, true, false],
      [false, true, false],
      [false, true, false],
    ]);
  });

  it('keeps the silence that a server asked for when a heartbeat passes', () => {
    const { circuit, fail } = createStand(() => 0);
    fail('passing', 30_000);
    fail('passing');
    fail('passing');

    circuit.heard();

    expect(circuit.quietMs()).toBe(30_000);
  });

  it('hears what the server asked on another occasion, and keeps the longer of two wishes', () => {
    const { circuit } = createStand(() => 0);

    circuit.asked(60_000);
    circuit.asked(5000);

    expect(circuit.quietMs()).toBe(60_000);
  });
});

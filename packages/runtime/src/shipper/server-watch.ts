import type { Clock } from '@openfinops/core';
import type { ShippingEvents } from './events-port.ts';

/** Whether the server takes data, as the last delivery found; says so once per change and not for every failure. */
export interface ServerWatch {
  failed(error: Error): void;
  answered(): void;
  isDown(): boolean;
  /** Resolves at once while the server is down, else with the next failure. */
  untilDown(): Promise<void>;
}

const REMIND_MS = 300_000;

export function createServerWatch(
  events: Pick<ShippingEvents, 'serverDown' | 'serverStillDown' | 'serverUp'>,
  clock: Pick<Clock, 'monotonicMs'>,
): ServerWatch {
  let outage: { readonly sinceMs: number; remindedMs: number; failures: number } | undefined;
  let waiters: (() => void)[] = [];
  return {
    failed(error) {
      const nowMs = clock.monotonicMs();
      if (outage === undefined) {
        outage = { sinceMs: nowMs, remindedMs: nowMs, failures: 1 };
        events.serverDown({ error });
        for (const wake of waiters.splice(0)) wake();
        return;
      }
      outage.failures += 1;
      if (nowMs - outage.remindedMs < REMIND_MS) return;
      outage.remindedMs = nowMs;
      events.serverStillDown({ error, downMs: nowMs - outage.sinceMs, failures: outage.failures });
    },
    answered() {
      if (outage === undefined) return;
      const downMs = clock.monotonicMs() - outage.sinceMs;
      outage = undefined;
      events.serverUp({ downMs });
    },
    isDown: () => outage !== undefined,
    untilDown() {
      if (outage !== undefined) return Promise.resolve();
      return new Promise((resolve) => {
        waiters = [...waiters, resolve];
      });
    },
  };
}

import type { Clock } from '@openfinops/core';
import type { ShippingEvents } from './events-port.ts';

/** Whether the server takes data, as the last delivery found; says so once per change and not for every failure. */
export interface ServerWatch {
  failed(error: Error): void;
  /** @returns how long it had not, ms; undefined: it was not down */
  answered(): number | undefined;
  /** How long it has not answered, ms; undefined: it does. */
  downMs(): number | undefined;
  isDown(): boolean;
  /** Resolves at once while the server is down, else with the next failure. */
  untilDown(): Promise<void>;
}

const REMIND_MS = 300_000;
/** A new reason is told sooner. */
const NEWS_MS = 30_000;

export function createServerWatch(
  events: Pick<ShippingEvents, 'serverDown' | 'serverStillDown' | 'serverUp'>,
  clock: Pick<Clock, 'monotonicMs'>,
): ServerWatch {
  let outage: { readonly sinceMs: number; toldMs: number; told: string; failures: number } | undefined;
  let waiters: (() => void)[] = [];
  return {
    failed(error) {
      const nowMs = clock.monotonicMs();
      if (outage === undefined) {
        outage = { sinceMs: nowMs, toldMs: nowMs, told: error.message, failures: 1 };
        events.serverDown({ error });
        for (const wake of waiters.splice(0)) wake();
        return;
      }
      outage.failures += 1;
      if (nowMs - outage.toldMs < (error.message === outage.told ? REMIND_MS : NEWS_MS)) return;
      outage.toldMs = nowMs;
      outage.told = error.message;
      events.serverStillDown({ error, downMs: nowMs - outage.sinceMs, failures: outage.failures });
    },
    answered() {
      if (outage === undefined) return undefined;
      const downMs = clock.monotonicMs() - outage.sinceMs;
      outage = undefined;
      events.serverUp({ downMs });
      return downMs;
    },
    downMs: () => (outage === undefined ? undefined : clock.monotonicMs() - outage.sinceMs),
    isDown: () => outage !== undefined,
    untilDown() {
      if (outage !== undefined) return Promise.resolve();
      return new Promise((resolve) => {
        waiters = [...waiters, resolve];
      });
    },
  };
}

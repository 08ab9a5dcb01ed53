import { AgentError, type Clock, type Delivery, type Trouble } from '@openfinops/core';
import { askedMs, BACKOFF, backoffMs, ENDPOINT_BACKOFF } from './backoff.ts';

export type FailedDelivery = Extract<Delivery, { status: 'retry' }>;

/** How one server does, as everything that is sent to it tells: how long it is left alone, and whether something cheap goes first. */
export interface Circuit {
  /** A try failed, and not because of what was sent. */
  failed(delivery: FailedDelivery): Failure;
  /** The server took something. */
  passed(): void;
  /** Something cheap passed: batches may be tried. They wait as long as before if they fail, because it is they that count. */
  knocked(): void;
  /** Something else than a batch passed. True: nobody had answered so far, and batches may be tried now. */
  heard(): boolean;
  /** It asked to be left alone when something else was sent. */
  asked(afterMs: number): void;
  /** Before the next batch, something cheap must pass. */
  isOpen(): boolean;
  /** ms for which no batch is sent still; 0: one may be. */
  quietMs(): number;
  /** ms for which the server asked that nothing at all is sent. */
  silenceMs(): number;
}

export interface Failure {
  /** Each success takes back half of them. */
  readonly failures: number;
  readonly waitMs: number;
  /** What is wrong, as far as the tries before tell too. */
  readonly error: Error;
}

const OPENS_AFTER = 3;
/** Of the failures before a server was merely busy. */
const MOST_BEFORE_BUSY = 4;
/** A server that takes one batch in two is neither down nor well: it is asked less often than one that is well. */
const RECOVERY_DIVISOR = 2;
/** Somebody has to mend these: asking often helps nobody. */
const NEEDS_MENDING: readonly Trouble[] = ['access', 'unknown-agent', 'endpoint'];

export function createCircuit(clock: Pick<Clock, 'monotonicMs'>, random: () => number): Circuit {
  let failures = 0;
  let inARow = 0;
  /** In a row: 2xx that were no confirmation; what has to be mended. */
  let unconfirmed = 0;
  let broken = 0;
  let isOpen = false;
  let lastTrouble: Trouble | undefined;
  let quietUntilMs = Number.NEGATIVE_INFINITY;
  let silentUntilMs = Number.NEGATIVE_INFINITY;

  const leftMs = (untilMs: number) => Math.max(0, untilMs - clock.monotonicMs());
  const stayQuiet = (waitMs: number, isAsked: boolean): void => {
    const untilMs = clock.monotonicMs() + waitMs;
    quietUntilMs = Math.max(quietUntilMs, untilMs);
    if (isAsked) silentUntilMs = Math.max(silentUntilMs, untilMs);
  };
  const knocked = (): void => {
    inARow = 0;
    isOpen = false;
  };
  return {
    failed(delivery) {
      const { trouble = 'passing', afterMs, error } = delivery;
      // It is back: what it was not there for says little of how long it will be busy.
      if (trouble === 'busy' && lastTrouble !== 'busy') failures = Math.min(failures, MOST_BEFORE_BUSY);
      lastTrouble = trouble;
      failures += 1;
      inARow += 1;
      unconfirmed = trouble === 'unconfirmed' ? unconfirmed + 1 : 0;
      const isPortal = unconfirmed >= OPENS_AFTER;
      const isBroken = isPortal || NEEDS_MENDING.includes(trouble);
      broken = isBroken ? broken + 1 : 0;
      isOpen ||= isBroken || inARow >= OPENS_AFTER;
      const waitMs = isBroken ? backoffMs(broken, afterMs, random, ENDPOINT_BACKOFF) : backoffMs(failures, afterMs, random, BACKOFF);
      stayQuiet(waitMs, afterMs !== undefined);
      return { failures, waitMs, error: isPortal ? toPortalError(error) : error };
    },
    passed() {
      failures = Math.floor(failures / RECOVERY_DIVISOR);
      inARow = 0;
      unconfirmed = 0;
      broken = 0;
      isOpen = false;
      lastTrouble = undefined;
    },
    knocked,
    heard() {
      if (lastTrouble !== 'passing') return false;
      quietUntilMs = silentUntilMs;
      knocked();
      return true;
    },
    asked: (afterMs) => stayQuiet(askedMs(afterMs, random), true),
    isOpen: () => isOpen,
    quietMs: () => leftMs(quietUntilMs),
    silenceMs: () => leftMs(silentUntilMs),
  };
}

function toPortalError(error: Error): Error {
  return new AgentError('REPLY_UNCONFIRMED', `a proxy or captive portal answers for the server: ${error.message}`, {
    hint: 'Log in to the network, take the proxy out of the way (NO_PROXY), or point --server at the server itself; data waits.',
    cause: error.cause,
  });
}

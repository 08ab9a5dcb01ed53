import { AgentError, type Clock } from '@openfinops/core';
import type { Poster, ServerReply } from '@openfinops/runtime';

/**
 * A server that takes so many batches a second and refuses the rest with 503, and what it saw since it came back. A registration adds no row: it is
 * answered beside them.
 */
export interface HerdServer extends Poster {
  goDown(): void;
  comeBack(): void;
  /** Most requests in any second: batches, taken or refused, and registrations. */
  peakPerSecond(): number;
  /** Answers of 503. */
  refusals(): number;
}

const SECOND_MS = 1000;
/** From the request to the reply. */
const REPLY_MS = 50;

export function createHerdServer(clock: Clock, capacityPerSecond: number): HerdServer {
  let isUp = true;
  let requests = new Map<number, number>();
  let batches = new Map<number, number>();
  let refusals = 0;

  const answer = (path: string): ServerReply | AgentError => {
    if (!isUp) return new AgentError('SERVER_UNREACHABLE', 'nothing listens there');
    const second = Math.floor(clock.monotonicMs() / SECOND_MS);
    countIn(requests, second);
    const headers = { date: new Date(clock.nowMs()).toUTCString() };
    const isTaken = path.endsWith('/register') || countIn(batches, second) <= capacityPerSecond;
    if (isTaken) return { status: 200, headers, body: '{"status":"success"}' };
    refusals += 1;
    return { status: 503, headers, body: 'busy' };
  };
  return {
    async post({ url }, signal) {
      const said = answer(url);
      await clock.sleep(REPLY_MS, signal);
      return said;
    },
    close: async () => {},
    goDown() {
      isUp = false;
    },
    comeBack() {
      isUp = true;
      requests = new Map();
      batches = new Map();
      refusals = 0;
    },
    peakPerSecond: () => Math.max(0, ...requests.values()),
    refusals: () => refusals,
  };
}

/** The count with this one. */
function countIn(perSecond: Map<number, number>, second: number): number {
  const count = (perSecond.get(second) ?? 0) + 1;
  perSecond.set(second, count);
  return count;
}

import {
  type BatchWithCommits,
  type Clock,
  chargeToWire,
  createBatchWriter,
  createPacer,
  type Facts,
  hourOf,
  type Ledger,
  OPEN_HOUR_LIFE_MS,
  type PriceResolver,
  parseTrackKey,
  priceFacts,
  type Sender,
} from '@openfinops/core';

export interface OpenHoursParts {
  readonly ledgers: Iterable<Ledger>;
  readonly prices: PriceResolver;
  readonly agent: Sender;
  readonly clock: Clock;
  readonly maxBatchBytes: number;
  /** A fresh UUIDv7. */
  readonly newId: () => string;
}

/**
 * The charges of the hours that are open as an agent leaves, as of the last look at each meter: the server has them until the agent is back and
 * says more. Nothing is looked at, and nothing new is to be remembered. Batches are of one hour each and expire.
 */
export async function* sayOpenHours(parts: OpenHoursParts): AsyncGenerator<BatchWithCommits> {
  const { ledgers, prices, agent, clock, maxBatchBytes, newId } = parts;
  const atMs = clock.nowMs();
  const pacer = createPacer(clock);
  let part = 0;
  const nextPart = (): number => {
    part += 1;
    return part;
  };
  const frame = { agent, cycleId: newId(), atMs, window: { startMs: hourOf(atMs), endMs: atMs }, maxBatchBytes, newId, nextPart };
  const writers = new Map<number, ReturnType<typeof createBatchWriter>>();
  for (const ledger of ledgers) {
    for (const facts of openFacts(ledger, atMs)) {
      const { hourStartMs } = facts;
      const writer = writers.get(hourStartMs) ?? createBatchWriter(frame, 'cost', ['resources', 'charges'], hourStartMs + OPEN_HOUR_LIFE_MS);
      writers.set(hourStartMs, writer);
      const full = writer.add('charges', chargeToWire(priceFacts(facts, prices)));
      if (full !== undefined) yield { batch: full, commits: [] };
      await pacer.pace();
    }
  }
  for (const writer of writers.values()) {
    const last = writer.flush();
    if (last !== undefined) yield { batch: last, commits: [] };
  }
}

/** Hours that a ledger holds open and that are not too old to be said so. */
function* openFacts({ scope, tracks }: Ledger, atMs: number): Generator<Facts> {
  for (const [key, { hours, seenMs }] of tracks) {
    const { resourceId, meter } = parseTrackKey(key);
    for (const { hourStartMs, lines, unknown } of hours) {
      if (hourStartMs > atMs || hourStartMs + OPEN_HOUR_LIFE_MS <= atMs) continue;
      yield { scope, resourceId, meter, hourStartMs, observedMs: seenMs, complete: false, lines, unknown };
    }
  }
}

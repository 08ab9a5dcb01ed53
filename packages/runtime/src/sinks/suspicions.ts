/**
 * Which batches the server breaks on. A server in trouble answers 500, and so does one that cannot read a certain record: only what it does with
 * the others tells them apart. A strike is a failure of a batch after others were taken since its last failure.
 */
export interface Suspicions {
  /** The server broke on this one. */
  failed(batchId: string): Suspect;
  /** The server took this one. */
  passed(batchId: string): void;
  /** Half of a convicted batch: one of the two is at fault, and less is needed to convict it. */
  suspectPart(batchId: string): void;
  /** It is not in the queue any more. */
  forget(batchId: string): void;
}

export interface Suspect {
  readonly failures: number;
  readonly strikes: number;
  /** Something speaks against the batch: its failures say nothing of the server. */
  readonly isKnown: boolean;
  /** Enough to look for the record at fault in its halves. */
  readonly isConvicted: boolean;
  /** Enough to set it aside where it has no halves. */
  readonly isCondemned: boolean;
}

interface Rule {
  readonly strikes: number;
  /** Since the first strike. */
  readonly overMs: number;
}

const WHOLE: Rule = { strikes: 5, overMs: 600_000 };
/** A mistake costs nothing but a further split. */
const PART: Rule = { strikes: 1, overMs: 0 };
const LAST_PART: Rule = { strikes: 3, overMs: 120_000 };

interface Record {
  readonly isPart: boolean;
  failures: number;
  strikes: number;
  firstStrikeMs: number;
  /** How many batches had been taken when it failed last. */
  passesSeen: number;
}

export function createSuspicions(clock: { readonly monotonicMs: () => number }): Suspicions {
  const records = new Map<string, Record>();
  let passes = 0;

  const begin = (batchId: string, isPart: boolean): Record => {
    const record = { isPart, failures: 0, strikes: 0, firstStrikeMs: 0, passesSeen: passes };
    records.set(batchId, record);
    return record;
  };
  return {
    failed(batchId) {
      const nowMs = clock.monotonicMs();
      const record = records.get(batchId) ?? begin(batchId, false);
      if (passes > record.passesSeen) {
        if (record.strikes === 0) record.firstStrikeMs = nowMs;
        record.strikes += 1;
      }
      record.passesSeen = passes;
      record.failures += 1;
      const meets = ({ strikes, overMs }: Rule) => record.strikes >= strikes && nowMs - record.firstStrikeMs >= overMs;
      const { failures, strikes, isPart } = record;
      return {
        failures,
        strikes,
        isKnown: strikes > 0 || isPart,
        isConvicted: meets(isPart ? PART : WHOLE),
        isCondemned: meets(isPart ? LAST_PART : WHOLE),
      };
    },
    passed(batchId) {
      passes += 1;
      records.delete(batchId);
    },
    suspectPart(batchId) {
      begin(batchId, true);
    },
    forget(batchId) {
      records.delete(batchId);
    },
  };
}

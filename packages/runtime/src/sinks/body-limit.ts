/** What a server, or a proxy before it, takes in one request, as far as it says so and as it is found out. */
export interface BodyLimit {
  /** A body of so many bytes is not worth a try. */
  isTooLarge(bytes: number): boolean;
  refused(bytes: number): void;
  accepted(): void;
}

/** What a body may have beside its records: halves are a little more than half of the whole. */
const ENVELOPE_BYTES = 2048;
const DOWN_RATIO = 0.5;
const UP_RATIO = 1.1;
const ACCEPTED_TO_GO_UP = 100;

/** @param saidBytes what the server says it takes now; null: it does not say */
export function createBodyLimit(saidBytes: () => number | null): BodyLimit {
  let learnedBytes = Number.POSITIVE_INFINITY;
  let accepted = 0;
  return {
    isTooLarge: (bytes) => bytes > learnedBytes + ENVELOPE_BYTES || bytes > (saidBytes() ?? Number.POSITIVE_INFINITY),
    refused(bytes) {
      learnedBytes = Math.min(learnedBytes, bytes * DOWN_RATIO);
      accepted = 0;
    },
    accepted() {
      accepted += 1;
      if (accepted % ACCEPTED_TO_GO_UP === 0) learnedBytes *= UP_RATIO;
    },
  };
}

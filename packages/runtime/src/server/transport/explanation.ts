/** A cause and the next step, for people. */
export interface Explanation {
  /** Follows `no server at https://finops.example.com: `. */
  readonly says: string;
  readonly hint: string;
}

/** What two clocks say, epoch ms. */
export interface Clocks {
  readonly nowMs: number;
  /** null: the other side's is not known. */
  readonly peerMs: number | null;
}

/** The inside of an EC2 reply: one list, and where it goes on. */
export interface Listing {
  /** `reservationSet`, `volumeSet`, … */
  readonly set: string;
  /** `<item>…</item>` each. */
  readonly xml: string;
  readonly nextToken: string | null;
  readonly latencyMs: number;
}

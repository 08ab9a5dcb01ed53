/** One fault that the product must survive: what `npm run -s faults` runs. A row is one file in rows/ and one line in rows.ts. */
export interface FaultRow {
  readonly name: string;
  /** What is done to whom, in a few words. */
  readonly title: string;
  /** How often the fault must happen. */
  readonly times: { readonly full: number; readonly quick: number };
  /** It spends its time waiting: it runs beside the others. */
  readonly waits?: boolean;
  /** Why this machine cannot do the fault (a tool that is missing, a right that it does not give); undefined: it can. */
  forbidden?(): string | undefined;
  /** Sets up the real processes, does the fault so many times, lets them recover, and counts what is there then. */
  run(options: FaultRun): Promise<FaultTally>;
}

export interface FaultRun {
  readonly times: number;
  /** The short form: times are few. */
  readonly isQuick: boolean;
  /** The same seed draws the same instants. */
  readonly seed: number;
  /** Progress, for a person. */
  tell(text: string): void;
}

export interface FaultTally {
  /** How often the fault was tried. */
  readonly runs: number;
  /** Records that were acknowledged, each of which must be there. */
  readonly owed: number;
  readonly missing: number;
  readonly duplicates: number;
  /** How often the fault struck something that was at work. */
  readonly happened: number;
}

/** Nothing lost, nothing doubled, and neither for want of a fault or of records that could have suffered from it. */
export function isOk({ owed, missing, duplicates, happened }: FaultTally, times: number): boolean {
  return owed > 0 && missing === 0 && duplicates === 0 && happened >= times;
}

/** Wakes one waiter; a ring that comes before the wait is remembered. */
export interface Bell {
  ring(): void;
  /** Resolves with the next ring, or when `until` does. */
  heard(until?: Promise<unknown>): Promise<void>;
}

export function createBell(): Bell {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      wake?.();
    },
    async heard(until) {
      if (!rang) {
        const ringing = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await (until === undefined ? ringing : Promise.race([ringing, until]));
      }
      rang = false;
      wake = undefined;
    },
  };
}

import type { FaultRow } from './fault-row.ts';
import { killHub } from './rows/h1-kill-hub.ts';

/** Every fault of `npm run -s faults`, in the order in which they run. */
export const FAULT_ROWS: readonly FaultRow[] = [killHub];

/**
 * The SDK's log, which nobody reads: what matters is in errors and counters. Without `info` and `error` it does not walk every input and output, a
 * tenth of all time.
 */
export const SILENT = { debug() {}, warn() {} } as unknown as Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;

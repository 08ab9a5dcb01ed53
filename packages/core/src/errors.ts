/**
 * Every code this project can report: stable, documented in docs/errors.md (a test compares both), with the exit code that it means for a
 * run which could not do its work because of it (CLI.md); null: a problem on a record, never the end of a run.
 */
export const ERROR_CODES = {
  CONFIG_INVALID: { exit: 78, summary: 'A setting is missing, unknown or outside its range.' },
  CONFIG_UNREADABLE: { exit: 78, summary: 'The configuration file cannot be read, is too large or is not YAML.' },
  USAGE: { exit: 64, summary: 'The command line has an unknown command, flag or value.' },
  SERVER_UNREACHABLE: { exit: 69, summary: 'The server cannot be reached; data waits to be sent.' },
  SERVER_REFUSED: { exit: 69, summary: 'The server answered, but refused what was sent.' },
  REPLY_UNCONFIRMED: { exit: 69, summary: 'Something answered 2xx that is not our server; nothing was acknowledged.' },
  ADDRESS_IN_USE: { exit: 71, summary: 'The address to listen on is taken.' },
  STATE_UNWRITABLE: { exit: 73, summary: 'The state directory cannot be made or written.' },
  SPOOL_UNWRITABLE: { exit: 74, summary: 'The spool cannot be written.' },
  STORE_UNWRITABLE: { exit: 74, summary: 'The database cannot be written.' },
  SCOPE_FAILED: { exit: 75, summary: 'A scope could not be read; the others are whole.' },
  AUTH_DENIED: { exit: 77, summary: 'The provider refused a call: a permission is missing.' },
  AUTH_MISSING: { exit: 77, summary: 'No credentials were found.' },
  INTERNAL: { exit: 70, summary: 'A bug of ours; please report it with the message.' },
  RATE_LIMITED: { exit: null, summary: 'The provider asked to slow down; the scope is read again at the next cycle.' },
  BUDGET_STRETCHED: { exit: null, summary: 'Metrics are asked for less often, to stay within the budget.' },
  SOURCE_MISSING: { exit: null, summary: 'A file, counter or tool that a figure comes from is not there.' },
  SOURCE_GARBLED: { exit: null, summary: 'A source answered something that cannot be read; the figure is unknown.' },
  CLOCK_SKEW: { exit: null, summary: 'A time from the provider lies ahead of the look that reported it.' },
  CLOCK_WRONG: { exit: null, summary: 'This clock is before the build date, or jumped.' },
  CLOCK_AHEAD: { exit: null, summary: 'This clock runs ahead of the server.' },
  CLOCK_BEHIND: { exit: null, summary: 'This clock runs behind the server.' },
  PRICE_MISSING: { exit: null, summary: 'No price is known; the cost is null and says why.' },
  OVERRIDE_UNUSED: { exit: null, summary: 'A price override matched nothing.' },
  CYCLE_SKIPPED: { exit: null, summary: 'The last cycle was still running at its successor’s time.' },
  DATA_DROPPED: { exit: null, summary: 'Data was dropped for want of room; the gap is on record.' },
  RECORD_INVALID: { exit: null, summary: 'One record of a batch breaks the contract; the rest is kept.' },
} as const satisfies Record<string, { exit: number | null; summary: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error that says what failed, on what, and what to do next. The code is stable; the sentence may improve. */
export class AgentError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly scope: string | undefined;

  constructor(code: ErrorCode, message: string, details: { hint?: string; scope?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AgentError';
    this.code = code;
    this.hint = details.hint;
    this.scope = details.scope;
  }
}

/** The process exit code that ends a run which failed with this error (70 for what is not ours). */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof AgentError)) return ERROR_CODES.INTERNAL.exit;
  return ERROR_CODES[error.code].exit ?? ERROR_CODES.INTERNAL.exit;
}

/** A throwable's message in one line, its causes included. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `: ${messageOf(error.cause)}`;
  return `${error.message}${cause}`;
}

/** True for the error that an aborted signal raises; abort is never turned into data. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || (error as { code?: unknown }).code === 'ABORT_ERR');
}

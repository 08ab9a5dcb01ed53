import { AgentError, messageOf } from '@openfinops/core';
import { ConnectFailure, platformCodeOf } from './transport/connect-failure.ts';
import { explainFailure, explainOnTheLine } from './transport/explain.ts';
import type { Clocks, Explanation } from './transport/explanation.ts';

/** What is known of a call that got no whole answer. */
export interface FailedCall {
  readonly url: URL;
  /** The time for the whole call ran out. */
  readonly isLate: boolean;
  /** The agent has a certificate of its own to show. */
  readonly hasClientCert: boolean;
  readonly clocks: Clocks;
  /** Certificate files that changed and could not be read. */
  readonly filesTrouble?: AgentError | undefined;
}

/**
 * SERVER_UNREACHABLE: one sentence with the cause, and the next step as its hint. An AgentError is its own sentence. Throws the error itself when
 * it is no trouble of the network but a bug.
 */
export function toNetworkError(error: unknown, call: FailedCall): AgentError {
  if (error instanceof AgentError) return error;
  const { says, hint } = explainError(error, call);
  const { filesTrouble } = call;
  const alsoWrong = filesTrouble === undefined ? '' : ` Besides, ${filesTrouble.message}; what it held before is still in use.`;
  // A failed connection has nothing to add to its sentence.
  const cause = error instanceof ConnectFailure ? {} : { cause: error };
  return new AgentError('SERVER_UNREACHABLE', `no server at ${call.url.origin}: ${says}`, { hint: `${hint}${alsoWrong}`, ...cause });
}

/** The cause and the next step. Throws the error itself when it is no trouble of the network but a bug. */
export function explainError(error: unknown, { url, isLate, hasClientCert, clocks }: FailedCall): Explanation {
  if (isLate) return { says: 'no whole answer in time', hint: 'Look at the load of the server, and at proxies and firewalls between.' };
  if (error instanceof ConnectFailure) return explainFailure(error, { url, hasClientCert, clocks });
  const code = platformCodeOf(error);
  if (code === undefined || code === 'UND_ERR_INVALID_ARG') throw error;
  return explainOnTheLine(code, { url, hasClientCert }) ?? { says: messageOf(error), hint: 'Look at what stands between here and the server.' };
}

import { AgentError, messageOf } from '@openfinops/core';

/** What a failed connection means, by the platform's code. */
export const NETWORK_RULES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
  ENETUNREACH: 'there is no way to that network',
  EHOSTUNREACH: 'there is no way to that host',
  EAI_AGAIN: 'its name cannot be looked up now',
  ENOTFOUND: 'its name is not known',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is this clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody known here',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody known here',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
};

/** SERVER_UNREACHABLE in one sentence. @param isLate the time for the whole call ran out */
export function toNetworkError(origin: string, error: unknown, isLate: boolean): AgentError {
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? NETWORK_RULES[code] : undefined;
  const why = isLate ? 'no whole answer in time' : (known ?? messageOf(error));
  return new AgentError('SERVER_UNREACHABLE', `no server at ${origin}: ${why}`, {
    hint: 'Start it or give its address with --server. Nothing is lost: what waits is sent when it is back.',
    cause: error,
  });
}

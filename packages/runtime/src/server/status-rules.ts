import type { Delivery, ErrorCode, Trouble } from '@openfinops/core';

/** What a status means; docs/shipping.md has the same table for operators. */
export interface StatusRule {
  readonly from: number;
  readonly to: number;
  /** `too-large`: in halves; `refused`: the bad record of it is looked for and set aside. */
  readonly becomes: Exclude<Delivery['status'], 'accepted' | 'partial' | 'retry'> | Trouble;
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

const WAIT = 'Nothing is lost: what waits is sent when the server takes it again.';
const SET_ASIDE = 'The bad record is looked for and set aside (`openfinops-agent spool dead`); please report it with the message.';
const OTHER_ADDRESS = 'Check that --server is the address of an OpenFinOps server, path included; data waits.';

/** The first row that holds a status wins; 2xx are read in their bodies. */
export const STATUS_RULES: readonly StatusRule[] = [
  {
    from: 300,
    to: 399,
    becomes: 'endpoint',
    code: 'SERVER_REFUSED',
    says: 'sends elsewhere',
    hint: 'Redirects are not followed; give the final address with --server. Data waits.',
  },
  only(400, { becomes: 'refused', code: 'SERVER_REFUSED', says: 'refused what was sent', hint: SET_ASIDE }),
  only(401, {
    becomes: 'access',
    code: 'SERVER_REFUSED',
    says: 'wants a valid token',
    hint: 'Give the server’s token with --token-file; data waits until it fits.',
  }),
  only(403, {
    becomes: 'access',
    code: 'SERVER_REFUSED',
    says: 'does not allow this token',
    hint: 'Give a token that may send with --token-file; data waits until it fits.',
  }),
  only(404, { becomes: 'unknown-agent', code: 'SERVER_REFUSED', says: 'does not know this path or this agent', hint: OTHER_ADDRESS }),
  only(405, { becomes: 'refused', code: 'SERVER_REFUSED', says: 'does not take posts', hint: OTHER_ADDRESS }),
  only(407, {
    becomes: 'endpoint',
    code: 'SERVER_REFUSED',
    says: 'is behind a proxy that wants credentials',
    hint: 'Give them in the address of the proxy (HTTPS_PROXY); data waits.',
  }),
  only(408, { becomes: 'passing', code: 'SERVER_UNREACHABLE', says: 'gave up waiting', hint: WAIT }),
  only(409, { becomes: 'busy-with-it', code: 'SERVER_UNREACHABLE', says: 'is still at work on the same batch', hint: WAIT }),
  only(410, { becomes: 'unknown-agent', code: 'SERVER_REFUSED', says: 'no longer knows this path or this agent', hint: OTHER_ADDRESS }),
  only(413, {
    becomes: 'too-large',
    code: 'SERVER_REFUSED',
    says: 'finds the batch too large',
    hint: 'It is sent in halves; raise the body limit of the server or of the proxy before it.',
  }),
  only(415, { becomes: 'refused', code: 'SERVER_REFUSED', says: 'does not take JSON', hint: OTHER_ADDRESS }),
  only(422, { becomes: 'refused', code: 'SERVER_REFUSED', says: 'refused what was sent', hint: SET_ASIDE }),
  only(425, { becomes: 'passing', code: 'SERVER_UNREACHABLE', says: 'wants it later', hint: WAIT }),
  only(429, { becomes: 'busy', code: 'SERVER_UNREACHABLE', says: 'asks to slow down', hint: WAIT }),
  only(431, {
    becomes: 'too-large',
    code: 'SERVER_REFUSED',
    says: 'finds the request too large',
    hint: 'It is sent in halves; raise the limits of the server or of the proxy before it.',
  }),
  only(501, { becomes: 'refused', code: 'SERVER_REFUSED', says: 'cannot take posts', hint: OTHER_ADDRESS }),
  only(503, { becomes: 'busy', code: 'SERVER_UNREACHABLE', says: 'is in trouble', hint: WAIT }),
  { from: 502, to: 504, becomes: 'passing', code: 'SERVER_UNREACHABLE', says: 'is in trouble', hint: WAIT },
  only(507, { becomes: 'passing', code: 'SERVER_UNREACHABLE', says: 'has no room', hint: WAIT }),
  { from: 500, to: 599, becomes: 'suspect', code: 'SERVER_UNREACHABLE', says: 'is in trouble', hint: WAIT },
  { from: 0, to: 999, becomes: 'endpoint', code: 'SERVER_REFUSED', says: 'gave an unexpected answer', hint: OTHER_ADDRESS },
];

function only(status: number, rule: Omit<StatusRule, 'from' | 'to'>): StatusRule {
  return { from: status, to: status, ...rule };
}

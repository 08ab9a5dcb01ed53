import { AgentError, type Delivery, type ErrorCode } from '@openfinops/core';
import { complaintOf, readConfirmation, type ServerReply } from './reply.ts';
import { retryAfterMs } from './retry-after.ts';

/** What a status means; the first row that holds it wins. `retry`: the data is kept and sent again; `refused`: it never will be taken. */
export interface StatusRule {
  readonly from: number;
  readonly to: number;
  readonly action: 'retry' | 'refused';
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint: string;
}

const WAIT = 'Nothing is lost: what waits is sent when the server takes it again.';

export const STATUS_RULES: readonly StatusRule[] = [
  {
    from: 300,
    to: 399,
    action: 'retry',
    code: 'SERVER_REFUSED',
    says: 'sends elsewhere',
    hint: 'Redirects are not followed; give the final address with --server.',
  },
  {
    from: 400,
    to: 400,
    action: 'refused',
    code: 'SERVER_REFUSED',
    says: 'refused what was sent',
    hint: 'Please report this with the message; the batch is set aside.',
  },
  {
    from: 401,
    to: 401,
    action: 'retry',
    code: 'SERVER_REFUSED',
    says: 'wants a valid token',
    hint: 'Give the server’s token with --token-file; data waits until it fits.',
  },
  {
    from: 403,
    to: 403,
    action: 'retry',
    code: 'SERVER_REFUSED',
    says: 'does not allow this token',
    hint: 'Give a token that may send with --token-file; data waits until it fits.',
  },
  {
    from: 404,
    to: 404,
    action: 'retry',
    code: 'SERVER_REFUSED',
    says: 'does not know this path',
    hint: 'Check that --server is the address of an OpenFinOps server, path included.',
  },
  {
    from: 405,
    to: 405,
    action: 'refused',
    code: 'SERVER_REFUSED',
    says: 'does not take posts',
    hint: 'Check that --server is the address of an OpenFinOps server.',
  },
  { from: 408, to: 408, action: 'retry', code: 'SERVER_UNREACHABLE', says: 'gave up waiting', hint: WAIT },
  { from: 409, to: 409, action: 'retry', code: 'SERVER_UNREACHABLE', says: 'is still at work on the same batch', hint: WAIT },
  {
    from: 413,
    to: 413,
    action: 'retry',
    code: 'SERVER_REFUSED',
    says: 'finds the batch too large',
    hint: 'Raise the body limit of the server or of the proxy before it.',
  },
  {
    from: 422,
    to: 422,
    action: 'refused',
    code: 'SERVER_REFUSED',
    says: 'refused what was sent',
    hint: 'Please report this with the message; the batch is set aside.',
  },
  { from: 425, to: 425, action: 'retry', code: 'SERVER_UNREACHABLE', says: 'wants it later', hint: WAIT },
  { from: 429, to: 429, action: 'retry', code: 'SERVER_UNREACHABLE', says: 'asks to slow down', hint: WAIT },
  {
    from: 501,
    to: 501,
    action: 'refused',
    code: 'SERVER_REFUSED',
    says: 'cannot take posts',
    hint: 'Check that --server is the address of an OpenFinOps server.',
  },
  { from: 500, to: 599, action: 'retry', code: 'SERVER_UNREACHABLE', says: 'is in trouble', hint: WAIT },
  {
    from: 0,
    to: 999,
    action: 'retry',
    code: 'SERVER_REFUSED',
    says: 'gave an unexpected answer',
    hint: 'Check that --server is the address of an OpenFinOps server.',
  },
];

/**
 * What a reply makes of what was sent. Only a 2xx whose body is our server's own confirmation acknowledges anything: a portal's friendly page
 * would otherwise be a silent loss of everything.
 * @param url for the message; it has no secrets
 */
export function toDelivery(reply: ServerReply, url: string, nowMs: number): Delivery {
  if (reply.status >= 200 && reply.status < 300) return confirm(reply, url);
  const rule = STATUS_RULES.find(({ from, to }) => reply.status >= from && reply.status <= to);
  if (rule === undefined) throw new RangeError(`${reply.status} is no HTTP status`);
  const words = complaintOf(reply.body);
  const message = `the server ${rule.says}: ${url} answered ${reply.status}${redirectTarget(reply)}${words === '' ? '' : ` (${words})`}`;
  const error = new AgentError(rule.code, message, { hint: rule.hint });
  if (rule.action === 'refused') return { status: 'refused', error };
  const afterMs = retryAfterMs(reply.headers, nowMs);
  return afterMs === undefined ? { status: 'retry', error } : { status: 'retry', afterMs, error };
}

function confirm(reply: ServerReply, url: string): Delivery {
  const confirmation = readConfirmation(reply.body);
  if (confirmation === undefined) {
    const found = reply.body === null ? 'a body that is cut off or too large' : `"${complaintOf(reply.body).slice(0, 60)}"`;
    const hint = 'A proxy or a portal may be answering for the server; data waits. Check --server and the network between.';
    return {
      status: 'retry',
      error: new AgentError('REPLY_UNCONFIRMED', `${url} answered ${reply.status} with ${found}, which is no confirmation`, { hint }),
    };
  }
  if (confirmation.rejected.length === 0) return { status: 'accepted' };
  return { status: 'partial', rejected: confirmation.rejected };
}

/** Where a redirect points, less anything that could be private. */
function redirectTarget(reply: ServerReply): string {
  const { location } = reply.headers;
  if (reply.status < 300 || reply.status > 399 || location === undefined || !URL.canParse(location)) return '';
  return ` to ${new URL(location).origin}`;
}

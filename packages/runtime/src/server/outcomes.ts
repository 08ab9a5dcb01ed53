import { AgentError, type Delivery } from '@openfinops/core';
import { complaintOf, isOwnWording, readConfirmation, type ServerReply } from './reply.ts';
import { retryAfterMs } from './retry-after.ts';
import { STATUS_RULES } from './status-rules.ts';

/**
 * What a reply makes of what was sent. Only a 2xx whose body is our server's own confirmation acknowledges anything, or one without any body that
 * says so by its status: a portal's friendly page would otherwise be a silent loss of everything.
 * @param url for the message; it has no secrets
 */
export function toDelivery(reply: ServerReply, url: string, nowMs: number): Delivery {
  if (reply.status >= 200 && reply.status < 300) return confirm(reply, url);
  const rule = STATUS_RULES.find(({ from, to }) => reply.status >= from && reply.status <= to);
  if (rule === undefined) throw new RangeError(`${reply.status} is no HTTP status`);
  const words = complaintOf(reply.body);
  const message = `the server ${rule.says}: ${url} answered ${reply.status}${redirectTarget(reply)}${words === '' ? '' : ` (${words})`}`;
  const error = new AgentError(rule.code, message, { hint: rule.hint });
  if (rule.becomes === 'refused' && !isOwnWording(reply.body))
    return { status: 'retry', trouble: 'suspect', error: new AgentError(rule.code, message, { hint: FOREIGN }) };
  if (rule.becomes === 'refused' || rule.becomes === 'too-large') return { status: rule.becomes, error };
  const afterMs = retryAfterMs(reply.headers, nowMs);
  return { status: 'retry', trouble: rule.becomes, ...(afterMs === undefined ? {} : { afterMs }), error };
}

/** A server's refusal is JSON. A page in its place may be that of a proxy, which says nothing of the batch. */
const FOREIGN =
  'Something before the server may have refused it: a missing client certificate (--client-cert-file), a filter. Data waits; `openfinops-agent doctor server` tries the way.';

function confirm(reply: ServerReply, url: string): Delivery {
  if (isBareYes(reply)) return { status: 'accepted' };
  const confirmation = readConfirmation(reply.body);
  if (confirmation === undefined) {
    const found = reply.body === null ? 'a body that is cut off or too large' : `"${complaintOf(reply.body).slice(0, 60)}"`;
    const hint = 'A proxy or a portal may be answering for the server; data waits. Check --server and the network between.';
    const message = `${url} answered ${reply.status} with ${found}, which is no confirmation`;
    return { status: 'retry', trouble: 'unconfirmed', error: new AgentError('REPLY_UNCONFIRMED', message, { hint }) };
  }
  if (confirmation.rejected.length === 0) return { status: 'accepted' };
  return { status: 'partial', rejected: confirmation.rejected };
}

/** No portal says so: a page needs a body. */
function isBareYes({ status, body }: ServerReply): boolean {
  return status === 204 || (status === 202 && body?.trim() === '');
}

/** Where a redirect points, less anything that could be private. */
function redirectTarget(reply: ServerReply): string {
  const { location } = reply.headers;
  if (reply.status < 300 || reply.status > 399 || location === undefined || !URL.canParse(location)) return '';
  return ` to ${new URL(location).origin}`;
}

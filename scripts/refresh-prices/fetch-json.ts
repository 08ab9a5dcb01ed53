import { AgentError, type Clock, type Http, type HttpReply, type HttpRequest } from '@openfinops/core';

/** What a price list is read with. */
export interface ListPorts {
  readonly http: Http;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 60_000;
/** A page of 5,000 SKUs is about 10 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 120_000;

/**
 * One page of a price list as JSON. A busy server (429, 5xx) is asked again, as late as it says.
 * Throws AUTH_DENIED or AUTH_MISSING for a refused caller, RATE_LIMITED when the server stays busy, SOURCE_GARBLED for what is no JSON.
 * @param makeRequest made anew for each attempt, because a signature holds for minutes only
 */
export async function fetchJson(url: string, makeRequest: () => Omit<HttpRequest, 'timeoutMs'>, ports: ListPorts): Promise<unknown> {
  const { hostname } = new URL(url);
  for (let attempt = 1; ; attempt += 1) {
    const reply = await ports.http(url, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, signal: ports.signal, ...makeRequest() });
    if (reply.status === 200) return parseBody(reply.body, hostname);
    if (!isBusy(reply.status)) throw refused(reply, hostname);
    if (attempt === ATTEMPTS)
      throw new AgentError('RATE_LIMITED', `${hostname} answered ${reply.status} ${ATTEMPTS} times`, { hint: 'Try again later.' });
    await ports.clock.sleep(waitMs(reply, attempt), ports.signal);
  }
}

function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

function waitMs({ headers }: HttpReply, attempt: number): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  const asked = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : FIRST_WAIT_MS * 2 ** (attempt - 1);
  return Math.min(asked, LONGEST_WAIT_MS);
}

function parseBody(body: string, hostname: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new AgentError('SOURCE_GARBLED', `${hostname} answered something that is no JSON`, {
      cause: error,
      hint: 'The old tables stay; try again.',
    });
  }
}

function refused({ status, body }: HttpReply, hostname: string): AgentError {
  const hint = 'Check the credentials in the environment, and that they may read prices.';
  const code = status === 401 ? 'AUTH_MISSING' : 'AUTH_DENIED';
  return new AgentError(code, `${hostname} answered ${status}: ${body.slice(0, 200)}`, { hint });
}

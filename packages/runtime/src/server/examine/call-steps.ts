import { AgentError } from '@openfinops/core';
import { realClock } from '../../ports/clock.ts';
import type { Secret } from '../../secret.ts';
import { comparingClocks, TOLD_FROM_MS, toClockError } from '../clock-offset-poster.ts';
import { toDelivery } from '../outcomes.ts';
import { createPoster, POST_LIMITS } from '../post-json.ts';
import { complaintOf, type ServerReply } from '../reply.ts';
import type { ServerExamination, StepRunners } from './examine-server.ts';
import { failed, passed, type StepFinding, skipped } from './server-step.ts';

/** Who asks for a doctor waits for it. */
const LIMITS = { ...POST_LIMITS, headersMs: 10_000, totalMs: 15_000 };

/** What the one call was answered, and what its time says of our clock. */
interface Exchange {
  readonly said: ServerReply | AgentError;
  /** The server's time less ours; null: it says no time. */
  readonly offsetMs: number | null;
}

/**
 * From a connection to a server that takes what is sent: one call, of which clock, token and registration each see their part. It registers nobody:
 * its registration is empty, and a server that knows its business refuses it as such.
 */
export function createCallSteps({ url, token, transport, agentVersion }: ServerExamination): StepRunners<'clock' | 'token' | 'register'> {
  let offsetMs: number | null = null;
  const events = {
    clockCompared(at: { readonly offsetMs: number }) {
      offsetMs = at.offsetMs;
    },
    clockOff() {},
    clockRight() {},
  };
  const poster = comparingClocks(createPoster(LIMITS, transport), { clock: realClock, events });
  const register = `${url}/api/v1/agents/register`;
  let exchange: Promise<Exchange> | undefined;
  let secret: Secret | undefined;

  const call = (signal: AbortSignal): Promise<Exchange> => {
    exchange ??= (async () => {
      // A token that cannot be read is its own step's to tell.
      secret = await token?.read().then(
        (file) => file.secret,
        () => undefined,
      );
      const headers = {
        'user-agent': `openfinops-agent/${agentVersion}`,
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret.reveal()}` }),
      };
      const said = await poster.post({ url: register, json: '{}', headers, gzip: false }, signal);
      return { said, offsetMs };
    })();
    return exchange;
  };

  return {
    async clock(signal) {
      const { said, offsetMs: found } = await call(signal);
      if (said instanceof AgentError) return skipped('the server gave no answer to compare with');
      if (found === null) return skipped('the server does not say what time it is');
      if (Math.abs(found) < TOLD_FROM_MS)
        return passed(found === 0 ? 'as the server’s' : `${Math.round(Math.abs(found) / 1000)} s from the server’s`);
      const { code, message, hint } = toClockError(found);
      return failed(code, message, hint ?? null);
    },
    async token(signal) {
      const { said } = await call(signal);
      const status = said instanceof AgentError ? null : said.status;
      const isRefused = status === 401 || status === 403;
      if (token === undefined) return isRefused ? NO_TOKEN : skipped(status === null ? 'none is set' : 'none is set, and the server asks for none');
      const { warnings } = await token.read();
      if (isRefused) return failed('SERVER_REFUSED', `the server does not accept the token from ${token.from} (${status})`, NEW_TOKEN);
      return passed(`read from ${token.from}${status === null ? '' : '; the server accepts it'}`, { hint: warnings[0] ?? null });
    },
    async register(signal) {
      const { said } = await call(signal);
      return said instanceof AgentError ? failed(said.code, said.message, said.hint ?? null) : judge(said, register);
    },
    close: () => poster.close(),
  };
}

const NEW_TOKEN = 'Put a token that the server knows into that place; a running agent finds it by itself.';
const NO_TOKEN = failed('SERVER_REFUSED', 'the server asks for a token, and none is set', 'Give the server’s token with --token-file FILE.');

/** An empty registration is refused with our own words by a server that knows registrations. */
function judge(reply: ServerReply, url: string): StepFinding {
  if (reply.status === 400 && isOurRefusal(reply.body))
    return passed('the server takes registrations (an empty one was tried, and refused as it must be)');
  const delivery = toDelivery(reply, url, Date.now());
  if (delivery.status === 'accepted' || delivery.status === 'partial') return passed('the server takes registrations');
  const { error } = delivery;
  const { code, hint } = error instanceof AgentError ? error : { code: 'SERVER_REFUSED' as const, hint: undefined };
  return failed(code, error.message, hint ?? null);
}

function isOurRefusal(body: string | null): boolean {
  return body?.trimStart().startsWith('{') === true && complaintOf(body) === 'Missing required fields';
}

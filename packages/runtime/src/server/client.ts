import { AgentError, type Batch, type Delivery, type WireRegistration } from '@openfinops/core';
import { toDelivery } from './outcomes.ts';
import { createPoster, type Poster, type PostLimits } from './post-json.ts';
import { type Capabilities, NO_CAPABILITIES, readConfirmation } from './reply.ts';
import { resending } from './resending.ts';

export interface ServerClientOptions {
  /** http(s) base address, checked by the configuration; a path before `/api` is kept. */
  readonly url: string;
  /** Asked before every call, so that a token that was replaced is found. undefined: no token. */
  readonly token?: () => Promise<string | undefined>;
  readonly agentVersion: string;
  readonly nowMs: () => number;
  readonly limits?: PostLimits;
  /** Carries the calls; the client closes it. Default: a plain one with these limits. */
  readonly poster?: Poster;
  /** What the server had to say beside its confirmation (`CLOCK_AHEAD`, …). */
  readonly onWarnings?: (warnings: readonly string[]) => void;
}

/** Speaks the wire contract. Trouble is a Delivery, never an exception; only abort rejects. */
export interface ServerClient {
  readonly url: string;
  register(registration: WireRegistration, signal: AbortSignal): Promise<Delivery>;
  ingest(batch: Batch, signal: AbortSignal): Promise<Delivery>;
  /** What the last register reply offered. */
  capabilities(): Capabilities;
  close(): Promise<void>;
}

/** Below this gzip gains nothing. */
const GZIP_FROM_CHARS = 1024;
const UNSUPPORTED_MEDIA_TYPE = 415;

export function createServerClient(options: ServerClientOptions): ServerClient {
  const { token, agentVersion, nowMs, onWarnings } = options;
  const base = options.url.replace(/\/+$/, '');
  const poster = resending(options.poster ?? createPoster(options.limits));
  let capabilities = NO_CAPABILITIES;

  async function send(
    path: string,
    json: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<{ delivery: Delivery; body: string | null }> {
    const url = `${base}${path}`;
    const bearer = await readToken(token);
    if (bearer instanceof AgentError) return { delivery: { status: 'retry', error: bearer }, body: null };
    const allHeaders = {
      'user-agent': `openfinops-agent/${agentVersion}`,
      ...headers,
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    };
    const gzip = capabilities.gzip && json.length >= GZIP_FROM_CHARS;
    const post = (packed: boolean) => poster.post({ url, json, headers: allHeaders, gzip: packed }, signal).catch(toProtocolError(base));
    let reply = await post(gzip);
    if (gzip && 'status' in reply && reply.status === UNSUPPORTED_MEDIA_TYPE) {
      // What answers now is not what offered it; the next registration tells.
      capabilities = { ...capabilities, gzip: false };
      reply = await post(false);
    }
    if (reply instanceof AgentError) return { delivery: failed(reply), body: null };
    return { delivery: toDelivery(reply, url, nowMs()), body: reply.body };
  }

  return {
    url: base,
    async register(registration, signal) {
      const { delivery, body } = await send('/api/v1/agents/register', JSON.stringify(registration), {}, signal);
      if (delivery.status === 'accepted') capabilities = readConfirmation(body)?.capabilities ?? NO_CAPABILITIES;
      return delivery;
    },
    async ingest(batch, signal) {
      const { delivery, body } = await send('/api/v1/telemetry/ingest', batch.json, { 'idempotency-key': `"${batch.id}"` }, signal);
      const warnings = delivery.status === 'accepted' || delivery.status === 'partial' ? (readConfirmation(body)?.warnings ?? []) : [];
      if (warnings.length > 0) onWarnings?.(warnings);
      return delivery;
    },
    capabilities: () => capabilities,
    close: () => poster.close(),
  };
}

/** An answer that is no HTTP comes from something else. Throws what is no such thing. */
function toProtocolError(url: string): (error: unknown) => AgentError {
  return (error) => {
    if (!(error instanceof Error) || error.name !== 'HTTPParserError') throw error;
    const hint = 'Check that --server is the address of an OpenFinOps server, port and https:// included; data waits.';
    return new AgentError('SERVER_REFUSED', `what answers at ${url} does not speak HTTP: ${error.message}`, { hint, cause: error });
  };
}

function failed(error: AgentError): Delivery {
  return { status: 'retry', trouble: error.code === 'SERVER_REFUSED' ? 'endpoint' : 'passing', error };
}

/** A token that cannot be read now may be readable at the next try: data waits. */
async function readToken(token: ServerClientOptions['token']): Promise<string | undefined | AgentError> {
  try {
    return await token?.();
  } catch (cause) {
    return cause instanceof AgentError
      ? cause
      : new AgentError('SERVER_REFUSED', 'the token cannot be read', { hint: 'Check --token-file; data waits.', cause });
  }
}

import { AgentError } from '@openfinops/core';
import type { Poster } from './post-json.ts';
import type { ServerReply } from './reply.ts';

/** What a connection says that the other side closed while it lay idle. */
const DEAD_SOCKET: readonly unknown[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/**
 * A server or a firewall may close a kept connection at the moment at which it is used again: that says nothing of the server. What was sent on one
 * that died before any reply is sent once more at once, on a fresh one. The server knows a batch that comes twice by its id.
 */
export function resending(poster: Poster): Poster {
  let isKept = false;
  const post: Poster['post'] = async (what, signal) => {
    const reply = await poster.post(what, signal);
    isKept = !(reply instanceof AgentError) && reply.headers.connection?.toLowerCase() !== 'close';
    return reply;
  };
  return {
    async post(what, signal) {
      const wasKept = isKept;
      const reply = await post(what, signal);
      return wasKept && isDeadSocket(reply) ? await post(what, signal) : reply;
    },
    close: () => poster.close(),
  };
}

function isDeadSocket(reply: ServerReply | AgentError): boolean {
  return reply instanceof AgentError && DEAD_SOCKET.includes((reply.cause as { readonly code?: unknown } | undefined)?.code);
}

import type { Handler } from 'hono';
import type { Changes } from './changes.ts';
import { toResponse } from './refusal.ts';

/** Proxies close what is silent for longer. */
const KEEP_ALIVE_MS = 20_000;
/** Messages that a reader may leave unread; whoever reads no more than that is gone or as good as gone. */
const MAX_UNREAD = 16;
/** The stream is the last on its connection, so that none is left open when the hub stops. */
const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  Connection: 'close',
  'X-Accel-Buffering': 'no',
};
/** How soon a browser tries again by itself. */
const HELLO = 'retry: 5000\n\n';
const CHANGED = 'event: changed\ndata: {}\n\n';
const KEEP_ALIVE = ': still here\n\n';

/** `GET /events`: server-sent events, `changed` when something new was stored. 503 when too many listen. */
export function events(changes: Changes): Handler {
  return () =>
    openStream(changes) ?? toResponse({ status: 503, error: 'Too many pages listen; this one asks now and then', headers: { 'Retry-After': '60' } });
}

function openStream(changes: Changes): Response | undefined {
  const encoder = new TextEncoder();
  let stop = (): void => undefined;
  let isFull = false;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (): void => {
          stop();
          controller.close();
        };
        const say = (text: string): void => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
          else end();
        };
        const stopListening = changes.listen({ changed: () => say(CHANGED), ended: end });
        if (stopListening === undefined) {
          isFull = true;
          return controller.close();
        }
        const timer = setInterval(() => say(KEEP_ALIVE), KEEP_ALIVE_MS).unref();
        stop = () => {
          clearInterval(timer);
          stopListening();
        };
        say(HELLO);
      },
      cancel: () => stop(),
    },
    new CountQueuingStrategy({ highWaterMark: MAX_UNREAD }),
  );
  return isFull ? undefined : new Response(body, { headers: HEADERS });
}

import type { Handler } from 'hono';
import type { HubContext } from './context.ts';

/** `GET /health`: the process serves. It asks nothing of the database, so that a full disk restarts nobody. */
export function health({ clock, version, startedMs }: HubContext): Handler {
  return (c) => {
    const nowMs = clock.nowMs();
    return c.json({ status: 'healthy', timestamp: nowMs / 1000, version, uptime: (nowMs - startedMs) / 1000 });
  };
}

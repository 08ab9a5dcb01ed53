import type { AgentProcess } from '../stand/agent-process.ts';

/** What an agent that was started with `LISTENING` answers. */
export interface AgentHealth {
  /** Whether /livez answers 200 in that time. */
  isLive(withinMs: number): Promise<boolean>;
  /** Why it is not ready: codes by reason. */
  reasons(): Promise<ReadonlyMap<string, string | null>>;
  /** The value of one metric, its labels aside; NaN: it is not there. */
  metric(name: string): Promise<number>;
}

export const LISTENING = ['--listen', '127.0.0.1:0'];
const URL_LINE = /"url":"(http:[^"]+)"[^\n]*health and metrics are served/;
const PATIENCE_MS = 10_000;

export async function healthOf(life: Pick<AgentProcess, 'until'>): Promise<AgentHealth> {
  const [, url = ''] = await life.until(URL_LINE);
  const ask = (path: string, withinMs: number): Promise<Response> => fetch(`${url}${path}`, { signal: AbortSignal.timeout(withinMs) });
  return {
    isLive: (withinMs) =>
      ask('/livez', withinMs).then(
        ({ ok }) => ok,
        () => false,
      ),
    async reasons() {
      const reply = await ask('/readyz', PATIENCE_MS);
      const { reasons } = (await reply.json()) as { readonly reasons: readonly { readonly reason: string; readonly code: string | null }[] };
      return new Map(reasons.map(({ reason, code }) => [reason, code]));
    },
    async metric(name) {
      const text = await (await ask('/metrics', PATIENCE_MS)).text();
      return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
    },
  };
}

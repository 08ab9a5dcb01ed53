import type { AgentError } from '@openfinops/core';
import { chooseProxy, type Environment } from '../server/transport/choose-proxy.ts';

/**
 * What in the environment makes every run unsafe or impossible, one line each.
 * @param server address that the settings name; anything else than a valid address is told elsewhere
 */
export function environmentProblems(env: Environment, server: unknown): string[] {
  return [...uncheckedTls(env), ...unusableProxy(env, server)];
}

/** Node would take any certificate for any server, of clouds too: whoever stands in between could read tokens and credentials. */
function uncheckedTls({ NODE_TLS_REJECT_UNAUTHORIZED: value }: Environment): string[] {
  if (value !== '0') return [];
  return ['NODE_TLS_REJECT_UNAUTHORIZED: 0 lets anybody pass for the server; unset it, and name the authority that you trust with --ca-file'];
}

function unusableProxy(env: Environment, server: unknown): string[] {
  if (typeof server !== 'string' || !URL.canParse(server)) return [];
  try {
    chooseProxy(new URL(server), env);
    return [];
  } catch (error) {
    const { message, hint } = error as AgentError;
    return [`${message}. ${hint}`];
  }
}

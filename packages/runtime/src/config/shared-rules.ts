import { valueAt } from './option-path.ts';
import { isLoopback } from './server-url.ts';

/** One thing that is wrong between settings that are each right. */
export interface RuleProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What must hold between shared settings. @param config the settings as read; any of them may be invalid */
export function sharedProblems(config: unknown): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const at = (name: string): unknown => valueAt(config, [name]);
  const server = at('server');

  if (typeof server === 'string' && isPlainHttpAbroad(server) && at('allowInsecureHttp') !== true) {
    problems.push({
      path: ['server'],
      message: 'must be https, because it is not this machine; --allow-insecure-http permits http on a network you trust',
    });
  }
  if (at('token') !== undefined && at('tokenFile') !== undefined) {
    problems.push({ path: ['token'], message: 'cannot be set together with tokenFile' });
  }
  for (const [name, other] of [
    ['clientCertFile', 'clientKeyFile'],
    ['clientKeyFile', 'clientCertFile'],
  ] as const) {
    if (at(name) !== undefined && at(other) === undefined) problems.push({ path: [name], message: `goes with ${other}; name both` });
  }
  problems.push(...listenProblems(at));
  return problems;
}

function listenProblems(at: (name: string) => unknown): RuleProblem[] {
  const listen = at('listen') as { readonly host?: unknown } | undefined;
  const hasToken = at('listenTokenFile') !== undefined;
  const isPublic = at('listenPublic') === true;
  if (hasToken && isPublic) return [{ path: ['listenPublic'], message: 'cannot be set together with listenTokenFile' }];
  const { host } = listen ?? {};
  if (typeof host !== 'string' || isLoopback(host) || hasToken || isPublic) return [];
  const message = 'is not this machine alone: name a token with --listen-token-file, or let everybody read with --listen-public';
  return [{ path: ['listen'], message }];
}

function isPlainHttpAbroad(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const { protocol, hostname } = new URL(server);
  return protocol === 'http:' && !isLoopback(hostname);
}

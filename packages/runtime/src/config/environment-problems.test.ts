import { describe, expect, it } from 'vitest';
import { environmentProblems } from './environment-problems.ts';

const SERVER = 'https://finops.example.com';

describe('environmentProblems', () => {
  it.each([
    { env: {}, server: SERVER },
    { env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' }, server: SERVER },
    { env: { HTTPS_PROXY: 'http://proxy.example:3128' }, server: SERVER },
    { env: { HTTPS_PROXY: 'socks5://proxy.example', NO_PROXY: '*' }, server: SERVER },
    { env: { HTTPS_PROXY: 'socks5://proxy.example' }, server: 'nonsense' },
    { env: { HTTPS_PROXY: 'socks5://proxy.example' }, server: undefined },
  ])('has none with $env and $server', ({ env, server }) => {
    expect(environmentProblems(env, server)).toEqual([]);
  });

  it('wants certificates to be checked', () => {
    const problems = environmentProblems({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, SERVER);

    expect(problems).toEqual([
      'NODE_TLS_REJECT_UNAUTHORIZED: 0 lets anybody pass for the server; unset it, and name the authority that you trust with --ca-file',
    ]);
  });

  it('wants a proxy that can be used, and does not show its password', () => {
    const problems = environmentProblems({ https_proxy: 'socks5://me:hunter22@proxy.example' }, SERVER);

    expect(problems).toEqual([expect.stringMatching(/^https_proxy names a proxy of the kind socks5:\/\/\. Give https_proxy the form http/)]);
    expect(problems.join()).not.toContain('hunter22');
  });
});

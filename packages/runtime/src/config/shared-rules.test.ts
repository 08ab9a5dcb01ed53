import { describe, expect, it } from 'vitest';
import { sharedProblems } from './shared-rules.ts';

const SERVER = 'http://127.0.0.1:8080';
const at = (host: string) => ({ server: SERVER, listen: { host, port: 9464 } });

describe('the address of listen', () => {
  it.each([
    { name: 'loopback', config: at('127.0.0.1') },
    { name: 'loopback of IPv6', config: at('::1') },
    { name: 'localhost', config: at('localhost') },
    { name: 'everywhere with a token', config: { ...at('0.0.0.0'), listenTokenFile: '/token' } },
    { name: 'everywhere, said to be public', config: { ...at('::'), listenPublic: true } },
    { name: 'nowhere', config: { server: SERVER, listenPublic: false } },
    { name: 'unreadable, which is told elsewhere', config: { server: SERVER, listen: 'nonsense' } },
  ])('may be $name', ({ config }) => {
    const problems = sharedProblems(config);

    expect(problems).toEqual([]);
  });

  it.each([{ host: '0.0.0.0' }, { host: '::' }, { host: '192.168.1.20' }, { host: 'node-7' }])(
    'may not be $host for everybody without saying so',
    ({ host }) => {
      const problems = sharedProblems(at(host));

      expect(problems).toEqual([{ path: ['listen'], message: expect.stringMatching(/--listen-token-file.*--listen-public/) }]);
    },
  );

  it('cannot be public and behind a token', () => {
    const problems = sharedProblems({ ...at('127.0.0.1'), listenTokenFile: '/token', listenPublic: true });

    expect(problems).toEqual([{ path: ['listenPublic'], message: 'cannot be set together with listenTokenFile' }]);
  });
});

describe('the client certificate', () => {
  it.each([
    { config: { server: SERVER, clientCertFile: '/c', clientKeyFile: '/k' }, problems: [] },
    { config: { server: SERVER, clientCertFile: '/c' }, problems: [{ path: ['clientCertFile'], message: 'goes with clientKeyFile; name both' }] },
    { config: { server: SERVER, clientKeyFile: '/k' }, problems: [{ path: ['clientKeyFile'], message: 'goes with clientCertFile; name both' }] },
  ])('goes with its key: $config', ({ config, problems }) => {
    expect(sharedProblems(config)).toEqual(problems);
  });
});

describe('the server', () => {
  it.each([{ server: 'http://10.0.0.5:8080' }, { server: 'http://hub.example' }])('may be $server only if that is said to be safe', ({ server }) => {
    expect(sharedProblems({ server })).toMatchObject([{ path: ['server'], message: expect.stringContaining('--allow-insecure-http') }]);
    expect(sharedProblems({ server, allowInsecureHttp: true })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { scrubSecrets } from '../../secret.ts';
import { chooseProxy, type Environment } from './choose-proxy.ts';

const PROXY = 'http://proxy.example:3128';
const SERVER = 'https://finops.example.com';

const choose = (url: string, env: Environment) => chooseProxy(new URL(url), env);

describe('chooseProxy', () => {
  it.each([
    { env: { HTTPS_PROXY: PROXY }, url: SERVER, label: 'proxy.example:3128 (HTTPS_PROXY)' },
    { env: { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }, url: SERVER, label: 'proxy.example:3128 (https_proxy)' },
    { env: { HTTPS_PROXY: '', ALL_PROXY: 'proxy.example:3128' }, url: SERVER, label: 'proxy.example:3128 (ALL_PROXY)' },
    { env: { HTTP_PROXY: 'http://proxy.example' }, url: 'http://hub.example', label: 'proxy.example:80 (HTTP_PROXY)' },
    { env: { HTTPS_PROXY: 'https://proxy.example' }, url: SERVER, label: 'proxy.example:443 (HTTPS_PROXY)' },
    { env: { HTTPS_PROXY: 'http://[fd12::1]:3128' }, url: SERVER, label: '[fd12::1]:3128 (HTTPS_PROXY)' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'naws.com, ops.example.com' }, url: SERVER, label: 'proxy.example:3128 (HTTPS_PROXY)' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com:8443' }, url: SERVER, label: 'proxy.example:3128 (HTTPS_PROXY)' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, url: 'https://11.0.0.1', label: 'proxy.example:3128 (HTTPS_PROXY)' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '0.0.0.5' }, url: 'https://10.0.0.5', label: 'proxy.example:3128 (HTTPS_PROXY)' },
  ])('asks $label for $url when the environment says $env', ({ env, url, label }) => {
    const { proxy } = choose(url, env);

    expect(proxy?.label).toBe(label);
  });

  it.each([
    { env: {}, url: SERVER, why: 'the environment names none' },
    { env: { HTTP_PROXY: PROXY }, url: SERVER, why: 'the environment names none' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, url: SERVER, why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, no_proxy: 'finops.example.com' }, url: SERVER, why: 'no_proxy excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'a.example .example.com' }, url: SERVER, why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '*.example.com' }, url: SERVER, why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'EXAMPLE.com:443' }, url: SERVER, why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, url: 'https://10.1.2.3', why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'fd12::/16' }, url: 'https://[fd12::7]', why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'fd12::7' }, url: 'https://[fd12::7]', why: 'NO_PROXY excepts it' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '[fd12::7]:8443' }, url: 'https://[fd12::7]:8443', why: 'NO_PROXY excepts it' },
  ])('asks none for $url when the environment says $env', ({ env, url, why }) => {
    const way = choose(url, env);

    expect(way).toEqual({ proxy: undefined, why });
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://169.254.170.2/v2',
    'http://[fd00:ec2::254]/',
    'http://metadata.google.internal/',
    'http://168.63.129.16/',
    'http://127.0.0.1:8080/',
    'http://localhost:8080/',
    'https://[::1]:8443/',
  ])('never lets a proxy see %s', (url) => {
    const way = choose(url, { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, ALL_PROXY: PROXY, NO_PROXY: 'nobody' });

    expect(way).toEqual({ proxy: undefined, why: 'this machine is never asked for through a proxy' });
  });

  it('keeps the password to itself', () => {
    const { proxy } = choose(SERVER, { HTTPS_PROXY: 'http://me:hunter22@proxy.example:3128' });

    expect(JSON.stringify(proxy)).not.toMatch(/hunter22|me:/);
    expect(proxy?.authorization?.reveal()).toBe(`Basic ${Buffer.from('me:hunter22').toString('base64')}`);
    expect(scrubSecrets('it said hunter22')).toBe('it said ***set***');
  });

  it('takes a user without a password', () => {
    const { proxy } = choose(SERVER, { HTTPS_PROXY: 'http://token@proxy.example:3128' });

    expect(proxy?.authorization?.reveal()).toBe(`Basic ${Buffer.from('token:').toString('base64')}`);
  });

  it.each([
    { value: 'socks5://proxy.example:1080', says: 'HTTPS_PROXY names a proxy of the kind socks5://' },
    { value: 'http://', says: 'HTTPS_PROXY is not the address of a proxy' },
    { value: 'http://me:hunter22@pro xy', says: 'HTTPS_PROXY is not the address of a proxy' },
    { value: 'http://me:100%25%@proxy.example', says: 'HTTPS_PROXY has a user name or password that is not percent-encoded' },
  ])('refuses $value without showing it', ({ value, says }) => {
    const choosing = () => choose(SERVER, { HTTPS_PROXY: value });

    expect(choosing).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message: says }));
  });
});

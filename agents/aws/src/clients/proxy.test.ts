import { describe, expect, it } from 'vitest';
import { hasProxy, proxyFor } from './proxy.ts';

const PROXY = 'http://proxy.example:3128';
const EC2 = 'https://ec2.us-west-2.amazonaws.com/';

describe('proxyFor', () => {
  it.each([
    { env: { HTTPS_PROXY: PROXY }, url: EC2, proxy: PROXY },
    { env: { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }, url: EC2, proxy: PROXY },
    { env: { ALL_PROXY: PROXY }, url: EC2, proxy: PROXY },
    { env: { HTTP_PROXY: PROXY }, url: EC2, proxy: '' },
    { env: { HTTP_PROXY: PROXY }, url: 'http://ec2.example/', proxy: PROXY },
    { env: {}, url: EC2, proxy: '' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '.amazonaws.com' }, url: EC2, proxy: '' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'amazonaws.com' }, url: EC2, proxy: '' },
    { env: { HTTPS_PROXY: PROXY, no_proxy: 'a.example, *.amazonaws.com' }, url: EC2, proxy: '' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, url: EC2, proxy: '' },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'naws.com' }, url: EC2, proxy: PROXY },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'amazonaws.com:8443' }, url: EC2, proxy: PROXY },
    { env: { HTTPS_PROXY: PROXY, NO_PROXY: 'amazonaws.com:443' }, url: EC2, proxy: '' },
  ])('sends $url through "$proxy" when the environment says $env', ({ env, url, proxy }) => {
    expect(proxyFor(url, env)).toBe(proxy);
  });

  it.each(['http://169.254.169.254/latest', 'http://[fd00:ec2::254]/', 'http://169.254.170.2/v2', 'http://127.0.0.1:4566/', 'http://localhost/'])(
    'never lets a proxy see %s',
    (url) => {
      expect(proxyFor(url, { HTTP_PROXY: PROXY, ALL_PROXY: PROXY })).toBe('');
    },
  );
});

describe('hasProxy', () => {
  it.each([
    { env: {}, has: false },
    { env: { HTTPS_PROXY: ' ' }, has: false },
    { env: { https_proxy: PROXY }, has: true },
  ])('says $has for $env', ({ env, has }) => {
    expect(hasProxy(env)).toBe(has);
  });
});

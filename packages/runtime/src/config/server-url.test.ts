import { describe, expect, it } from 'vitest';
import { isLoopback, parseServerUrl } from './server-url.ts';

describe('parseServerUrl', () => {
  it.each([
    { text: 'https://finops.example.com', url: 'https://finops.example.com' },
    { text: 'https://finops.example.com/', url: 'https://finops.example.com' },
    { text: 'https://example.com/finops/', url: 'https://example.com/finops' },
    { text: 'HTTP://LocalHost:8080', url: 'http://localhost:8080' },
    { text: 'http://10.0.0.5:8080', url: 'http://10.0.0.5:8080' },
    { text: 'http://[fd12::1]:8080', url: 'http://[fd12::1]:8080' },
  ])('takes $text', ({ text, url }) => {
    const parsed = parseServerUrl(text);

    expect(parsed).toEqual({ url });
  });

  it.each([
    { text: 'finops.example.com', problem: 'must be an address such as https://finops.example.com' },
    { text: '', problem: 'must be an address such as https://finops.example.com' },
    { text: 'ftp://example.com', problem: 'must start with http:// or https://, not with ftp:' },
    { text: 'localhost:8080', problem: 'must start with http:// or https://, not with localhost:' },
    { text: 'file:///etc/passwd', problem: 'must start with http:// or https://, not with file:' },
    { text: 'https://me:pass@example.com', problem: 'must not carry a user name or password; give the token with --token-file' },
    { text: 'https://me@example.com', problem: 'must not carry a user name or password; give the token with --token-file' },
    { text: 'https://example.com/?token=x', problem: 'must end before the ? or #' },
    { text: 'https://example.com/#x', problem: 'must end before the ? or #' },
    { text: 'http://0.0.0.0:8080', problem: 'must name a machine; 0.0.0.0 and [::] are for listening, 127.0.0.1 is this one' },
    { text: 'http://[::]:8080', problem: 'must name a machine; 0.0.0.0 and [::] are for listening, 127.0.0.1 is this one' },
  ])('refuses $text', ({ text, problem }) => {
    const parsed = parseServerUrl(text);

    expect(parsed).toEqual({ problem });
  });

  it.each([
    { text: 'http://169.254.169.254' },
    { text: 'http://169.254.170.2/v2' },
    { text: 'http://0251.0376.0251.0376' },
    { text: 'http://2852039166' },
    { text: 'http://[::ffff:169.254.169.254]' },
    { text: 'http://[fd00:ec2::254]' },
    { text: 'http://[fd00:0ec2:0:0::0254]:80' },
    { text: 'http://100.100.100.200' },
    { text: 'http://168.63.129.16' },
    { text: 'http://[fe80::1]' },
    { text: 'https://metadata.google.internal' },
    { text: 'https://Metadata.Google.Internal./computeMetadata' },
  ])('refuses the metadata service, written as $text', ({ text }) => {
    const parsed = parseServerUrl(text);

    expect(parsed).toEqual({ problem: 'points to a cloud metadata service, which is never the server' });
  });
});

describe('isLoopback', () => {
  it.each([
    { host: 'localhost', expected: true },
    { host: 'hub.localhost', expected: true },
    { host: '127.8.9.1', expected: true },
    { host: '[::1]', expected: true },
    { host: '0.0.0.0', expected: false },
    { host: '10.0.0.1', expected: false },
    { host: 'localhost.example.com', expected: false },
    { host: '127.0.0.1.example.com', expected: false },
  ])('says $expected of $host', ({ host, expected }) => {
    const answer = isLoopback(host);

    expect(answer).toBe(expected);
  });
});

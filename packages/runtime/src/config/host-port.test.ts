import { describe, expect, it } from 'vitest';
import { HostPort } from './host-port.ts';

describe('HostPort', () => {
  it.each([
    { text: '127.0.0.1:8080', host: '127.0.0.1', port: 8080 },
    { text: '[::1]:0', host: '::1', port: 0 },
    { text: 'hub.internal:443', host: 'hub.internal', port: 443 },
  ])('reads $text', ({ text, host, port }) => {
    expect(HostPort.parse(text)).toEqual({ host, port });
  });

  it.each([{ text: '127.0.0.1:70000' }, { text: '8080' }, { text: '::1:80' }, { text: 'http://a:1' }, { text: '' }])(
    'refuses "$text"',
    ({ text }) => {
      expect(HostPort.safeParse(text).error?.issues[0]?.message).toBe('must be HOST:PORT, such as 127.0.0.1:8080');
    },
  );
});

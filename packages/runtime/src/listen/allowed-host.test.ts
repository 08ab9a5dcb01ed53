import { expect, it } from 'vitest';
import { isAllowedHost } from './allowed-host.ts';

it.each([
  { host: 'localhost:9464', allowed: true },
  { host: '127.0.0.1:9464', allowed: true },
  { host: '[::1]:9464', allowed: true },
  { host: '10.2.3.4:9464', allowed: true },
  { host: 'AGENT.monitoring.svc.:9464', allowed: true },
  { host: 'evil.example', allowed: false },
  { host: '127.0.0.1.evil.example:9464', allowed: false },
  { host: 'agent.monitoring.svc.evil.example', allowed: false },
  { host: '', allowed: false },
  { host: undefined, allowed: false },
])('a request to $host is meant for us: $allowed', ({ host, allowed }) => {
  expect(isAllowedHost(host, ['agent.monitoring.svc'])).toBe(allowed);
});

import type { ServerStep } from '@openfinops/runtime';
import { describe, expect, it } from 'vitest';
import { createPalette } from './colour.ts';
import { renderServerSteps, serverStepsJson } from './doctor-server.ts';

const URL_OF_SERVER = 'https://finops.example.com';
const certificate = (subject: string, issuer: string, to: string): ServerStep['certificates'][number] => ({
  subject,
  issuer,
  hosts: subject.includes('.') ? [subject] : [],
  fromMs: Date.UTC(2026, 8, 1),
  toMs: Date.parse(to),
});
const OWN = certificate('finops.example.com', 'Example authority', '2026-11-20');
const ROOT = certificate('Example authority', 'Example authority', '2036-09-01');

function stepOf(name: ServerStep['name'], status: ServerStep['status'], detail: string, more: Partial<ServerStep> = {}): ServerStep {
  return { name, status, detail, hint: null, code: null, certificates: [], ...more };
}

const WELL: readonly ServerStep[] = [
  stepOf('dns', 'ok', 'proxy.example is 10.0.0.9; the server’s own name is looked up by this proxy'),
  stepOf('proxy', 'ok', 'proxy.example:3128 (HTTPS_PROXY) opens a way to finops.example.com'),
  stepOf('tcp', 'skip', 'the proxy does that'),
  stepOf('tls', 'ok', 'TLSv1.3; “finops.example.com”, signed by “Example authority”, valid from 2026-09-01 to 2026-11-30 (9 days left)', {
    hint: 'Renew the certificate within 9 days.',
    certificates: [{ ...OWN, toMs: Date.UTC(2026, 10, 30) }, ROOT],
  }),
  stepOf('clock', 'ok', 'as the server’s'),
  stepOf('token', 'ok', 'read from /etc/openfinops/token; the server accepts it'),
  stepOf('register', 'ok', 'the server takes registrations (an empty one was tried, and refused as it must be)'),
];

const EXPIRED: readonly ServerStep[] = [
  stepOf('dns', 'ok', 'finops.example.com is 10.0.0.5, fd12::5'),
  stepOf('proxy', 'skip', 'the environment names none'),
  stepOf('tcp', 'ok', '10.0.0.5:443 answers, after 3 ms'),
  stepOf('tls', 'fail', 'its certificate “finops.example.com” expired on 2026-11-20 (valid from 2026-09-01)', {
    hint: 'Renew the certificate at the server.',
    code: 'SERVER_UNREACHABLE',
    certificates: [OWN, ROOT],
  }),
  stepOf('clock', 'skip', 'not tried: tls failed'),
  stepOf('token', 'skip', 'not tried: tls failed'),
  stepOf('register', 'skip', 'not tried: tls failed'),
];

const CASES = { well: WELL, expired: EXPIRED };
const WIDTHS = { pipe: Number.POSITIVE_INFINITY, 100: 100, 60: 60 };

describe('renderServerSteps', () => {
  for (const [name, steps] of Object.entries(CASES)) {
    it.each(Object.entries(WIDTHS))(`prints the steps of a server that is ${name} for a width of %s`, async (width, columns) => {
      const lines = renderServerSteps(URL_OF_SERVER, steps, { width: columns, palette: createPalette(false) });

      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`fixtures/doctor-server-${name}-${width}.txt`);
    });

    it(`says of a server that is ${name} in JSON all that it says in text`, async () => {
      const json = serverStepsJson(URL_OF_SERVER, steps);

      await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(`fixtures/doctor-server-${name}.json`);
    });
  }

  it('lets nothing through that a terminal would obey', () => {
    const lines = renderServerSteps(URL_OF_SERVER, [stepOf('tls', 'fail', 'a\u001b[2Jb', { certificates: [{ ...OWN, subject: '\u001b[31m' }] })], {
      width: 80,
      palette: createPalette(false),
    });

    expect(lines.join('\n')).not.toContain('\u001b');
  });
});

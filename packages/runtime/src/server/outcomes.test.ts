import { describe, expect, it } from 'vitest';
import { toDelivery } from './outcomes.ts';
import { STATUS_RULES } from './status-rules.ts';

const url = 'http://127.0.0.1:8080/api/v1/telemetry/ingest';
const success = '{"status":"success","message":"Telemetry data received"}';
const replied = (status: number, body: string | null = '{"error":"no"}', headers: Record<string, string> = {}) =>
  toDelivery({ status, headers, body }, url, 0);

describe('toDelivery', () => {
  it.each([
    { name: 'the reference server', body: success },
    { name: 'a hub', body: '{"status":"success","message":"x","accepted":3,"duplicate":false,"rejected":[],"warnings":[]}' },
    { name: 'a hub that had it already', body: '{"status":"success","duplicate":true,"rejected":[]}' },
    { name: 'a server that says accepted', body: '{"status":"accepted"}' },
    { name: 'a server with odd extras', body: '{"status":"success","rejected":"none","warnings":7}' },
  ])('takes the confirmation of $name', ({ body }) => {
    expect(replied(200, body)).toEqual({ status: 'accepted' });
  });

  it('tells which records were not taken', () => {
    const body = '{"status":"success","accepted":2,"rejected":[{"list":"charges","index":1,"field":"lines","reason":"overlap"}]}';

    expect(replied(200, body)).toEqual({ status: 'partial', rejected: [{ list: 'charges', index: 1, field: 'lines', reason: 'overlap' }] });
  });

  it.each([
    { name: 'a portal page', status: 200, body: '<html>Welcome to the hotel</html>' },
    { name: 'nothing', status: 200, body: '' },
    { name: 'an accepted page', status: 202, body: '<html>We have got your request</html>' },
    { name: 'an accepted that is cut off', status: 202, body: null },
    { name: 'a list of statuses', status: 207, body: '[{"status":200}]' },
    { name: 'another service', status: 200, body: '{"status":"ok"}' },
    { name: 'a list', status: 200, body: '[]' },
    { name: 'null', status: 200, body: 'null' },
    { name: 'half of a reply', status: 200, body: '{"status":"succ' },
    { name: 'a reply that is cut off or too large', status: 200, body: null },
  ])('never takes $name for a confirmation', ({ status, body }) => {
    expect(replied(status, body)).toMatchObject({ status: 'retry', trouble: 'unconfirmed', error: { code: 'REPLY_UNCONFIRMED' } });
  });

  it.each([{ status: 400 }, { status: 405 }, { status: 415 }, { status: 422 }, { status: 501 }])(
    'suspects whoever refuses with $status in a page of its own, and names the client certificate',
    ({ status }) => {
      expect(replied(status, '<html><h1>No required SSL certificate was sent</h1></html>')).toMatchObject({
        status: 'retry',
        trouble: 'suspect',
        error: { code: 'SERVER_REFUSED', hint: expect.stringContaining('--client-cert-file') as string },
      });
    },
  );

  it.each([{ status: 204 }, { status: 202 }])('takes a bare $status for a confirmation', ({ status }) => {
    expect(replied(status, '')).toEqual({ status: 'accepted' });
  });

  it.each([
    { status: 301, trouble: 'endpoint', code: 'SERVER_REFUSED' },
    { status: 302, trouble: 'endpoint', code: 'SERVER_REFUSED' },
    { status: 307, trouble: 'endpoint', code: 'SERVER_REFUSED' },
    { status: 308, trouble: 'endpoint', code: 'SERVER_REFUSED' },
    { status: 401, trouble: 'access', code: 'SERVER_REFUSED' },
    { status: 403, trouble: 'access', code: 'SERVER_REFUSED' },
    { status: 404, trouble: 'unknown-agent', code: 'SERVER_REFUSED' },
    { status: 407, trouble: 'endpoint', code: 'SERVER_REFUSED' },
    { status: 408, trouble: 'passing', code: 'SERVER_UNREACHABLE' },
    { status: 409, trouble: 'busy-with-it', code: 'SERVER_UNREACHABLE' },
    { status: 410, trouble: 'unknown-agent', code: 'SERVER_REFUSED' },
    { status: 418, trouble: 'endpoint', code: 'SERVER_REFUSED' },
    { status: 425, trouble: 'passing', code: 'SERVER_UNREACHABLE' },
    { status: 429, trouble: 'busy', code: 'SERVER_UNREACHABLE' },
    { status: 500, trouble: 'suspect', code: 'SERVER_UNREACHABLE' },
    { status: 502, trouble: 'passing', code: 'SERVER_UNREACHABLE' },
    { status: 503, trouble: 'busy', code: 'SERVER_UNREACHABLE' },
    { status: 504, trouble: 'passing', code: 'SERVER_UNREACHABLE' },
    { status: 505, trouble: 'suspect', code: 'SERVER_UNREACHABLE' },
    { status: 507, trouble: 'passing', code: 'SERVER_UNREACHABLE' },
    { status: 599, trouble: 'suspect', code: 'SERVER_UNREACHABLE' },
    { status: 999, trouble: 'endpoint', code: 'SERVER_REFUSED' },
  ])('keeps the data at $status: $trouble', ({ status, trouble, code }) => {
    expect(replied(status)).toMatchObject({ status: 'retry', trouble, error: { code, hint: expect.stringMatching(/\.$/) } });
  });

  it.each([
    { status: 400, outcome: 'refused' },
    { status: 405, outcome: 'refused' },
    { status: 413, outcome: 'too-large' },
    { status: 415, outcome: 'refused' },
    { status: 422, outcome: 'refused' },
    { status: 431, outcome: 'too-large' },
    { status: 501, outcome: 'refused' },
  ])('will not send the same body again at $status: $outcome', ({ status, outcome }) => {
    expect(replied(status)).toMatchObject({ status: outcome, error: { code: 'SERVER_REFUSED', hint: expect.stringMatching(/\.$/) } });
  });

  it('says what happened, where, and what the server had to say', () => {
    const delivery = replied(503, '{"error":"database is\\nlocked"}', { 'retry-after': '7' });

    expect(delivery).toMatchObject({
      status: 'retry',
      afterMs: 7000,
      error: { message: `the server is in trouble: ${url} answered 503 (database is locked)` },
    });
  });

  it('names where a redirect leads, less its path and query', () => {
    const delivery = replied(308, '', { location: 'https://hub.example.com/login?token=secret' });

    expect(delivery).toMatchObject({ error: { message: `the server sends elsewhere: ${url} answered 308 to https://hub.example.com` } });
  });

  it('keeps a long complaint short and on one line', () => {
    const delivery = replied(400, `oh\u0007 no\r\n${'x'.repeat(5000)}`);

    expect(delivery).toHaveProperty('error.message', expect.stringMatching(/^.{100,300}$/));
  });

  it('has a rule for every status', () => {
    const last = STATUS_RULES.at(-1);

    expect([last?.from, last?.to]).toEqual([0, 999]);
  });
});

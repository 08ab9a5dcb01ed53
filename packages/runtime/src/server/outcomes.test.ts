import { describe, expect, it } from 'vitest';
import { STATUS_RULES, toDelivery } from './outcomes.ts';

const url = 'http://127.0.0.1:8080/api/v1/telemetry/ingest';
const success = '{"status":"success","message":"Telemetry data received"}';
const replied = (status: number, body: string | null = '{"error":"no"}', headers: Record<string, string> = {}) =>
  toDelivery({ status, headers, body }, url, 0);

describe('toDelivery', () => {
  it.each([
    { name: 'the reference server', body: success },
    { name: 'a hub', body: '{"status":"success","message":"x","accepted":3,"duplicate":false,"rejected":[],"warnings":[]}' },
    { name: 'a hub that had it already', body: '{"status":"success","duplicate":true,"rejected":[]}' },
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
    { name: 'nothing', status: 204, body: '' },
    { name: 'an accepted without words', status: 202, body: '' },
    { name: 'another service', status: 200, body: '{"status":"ok"}' },
    { name: 'a list', status: 200, body: '[]' },
    { name: 'null', status: 200, body: 'null' },
    { name: 'half of a reply', status: 200, body: '{"status":"succ' },
    { name: 'a reply that is cut off or too large', status: 200, body: null },
  ])('never takes $name for a confirmation', ({ status, body }) => {
    expect(replied(status, body)).toMatchObject({ status: 'retry', error: { code: 'REPLY_UNCONFIRMED' } });
  });

  it.each([
    { status: 301, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 307, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 400, outcome: 'refused', code: 'SERVER_REFUSED' },
    { status: 401, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 403, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 404, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 405, outcome: 'refused', code: 'SERVER_REFUSED' },
    { status: 408, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 409, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 413, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 422, outcome: 'refused', code: 'SERVER_REFUSED' },
    { status: 425, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 429, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 418, outcome: 'retry', code: 'SERVER_REFUSED' },
    { status: 500, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 501, outcome: 'refused', code: 'SERVER_REFUSED' },
    { status: 502, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 503, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 504, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
    { status: 599, outcome: 'retry', code: 'SERVER_UNREACHABLE' },
  ])('answers $status with $outcome', ({ status, outcome, code }) => {
    expect(replied(status)).toMatchObject({ status: outcome, error: { code, hint: expect.stringMatching(/\.$/) } });
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

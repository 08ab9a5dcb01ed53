import { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { isDenied, isExpired, isThrottle, toAwsError, toAwsProblem } from './aws-errors.ts';

const failure = (name: string, message = 'what AWS said', status = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const WHAT = 'ec2:DescribeInstances in us-west-2';

describe('toAwsError', () => {
  it.each([
    { name: 'UnauthorizedOperation', code: 'AUTH_DENIED', message: `AWS refused ${WHAT}: what AWS said` },
    { name: 'AccessDeniedException', code: 'AUTH_DENIED', message: `AWS refused ${WHAT}: what AWS said` },
    { name: 'ExpiredToken', code: 'AUTH_MISSING', message: `The credentials have expired for ${WHAT}: what AWS said` },
    { name: 'CredentialsProviderError', code: 'AUTH_MISSING', message: `No credentials that AWS accepts for ${WHAT}: what AWS said` },
    { name: 'AuthFailure', code: 'AUTH_MISSING', message: `No credentials that AWS accepts for ${WHAT}: what AWS said` },
    { name: 'OptInRequired', code: 'SCOPE_FAILED', message: `The account is not ready for ${WHAT}: what AWS said` },
    { name: 'RequestLimitExceeded', code: 'RATE_LIMITED', message: `AWS asked to slow down at ${WHAT}: what AWS said` },
    { name: 'GarbledReply', code: 'SOURCE_GARBLED', message: `No readable answer to ${WHAT}: what AWS said` },
    { name: 'TimeoutError', code: 'SCOPE_FAILED', message: `AWS did not answer ${WHAT}: what AWS said` },
    { name: 'InternalError', code: 'SCOPE_FAILED', message: `AWS did not answer ${WHAT}: what AWS said` },
  ])('calls $name $code', ({ name, code, message }) => {
    const error = toAwsError(failure(name), WHAT);

    expect(error).toMatchObject({ code, message });
  });

  it('names the action that is missing, and keeps the encoded message to itself', () => {
    const error = toAwsError(
      failure('UnauthorizedOperation', 'You are not authorized. Encoded authorization failure message: AbCd\nsecond line'),
      WHAT,
    );

    expect(error.message).toBe(`AWS refused ${WHAT}: You are not authorized.`);
    expect(error.hint).toContain('Allow ec2:DescribeInstances');
  });

  it.each([
    { what: 'an empty message', error: failure('Unavailable', ''), message: `AWS did not answer ${WHAT}: Unavailable` },
    { what: 'something that is no error', error: 'refused', message: `AWS did not answer ${WHAT}: refused` },
    { what: 'a page of text', error: failure('X', 'x'.repeat(1000)), message: `AWS did not answer ${WHAT}: ${'x'.repeat(300)}…` },
  ])('makes one line of $what', ({ error, message }) => {
    expect(toAwsError(error, WHAT).message).toBe(message);
  });

  it('says where to look when nothing is reached', () => {
    const error = toAwsError(Object.assign(new Error('getaddrinfo ENOTFOUND ec2.us-east-9.amazonaws.com'), { code: 'ENOTFOUND' }), WHAT);

    expect(error).toMatchObject({ code: 'SCOPE_FAILED', hint: expect.stringContaining('spelling of the region') as string });
  });

  it('leaves an error of ours as it is', () => {
    const ours = new AgentError('SOURCE_GARBLED', 'known already');

    expect(toAwsError(ours, WHAT)).toBe(ours);
  });
});

describe('toAwsProblem', () => {
  it('never makes data of an abort', () => {
    const abort = new DOMException('stop', 'AbortError');

    expect(() => toAwsProblem(abort, 'discover', 'aws/1/us-west-2/ec2', WHAT)).toThrow(abort);
  });
});

describe('what kind of failure it is', () => {
  it.each([
    { error: failure('Throttling'), throttle: true, expired: false, denied: false },
    { error: failure('Whatever', '', 429), throttle: true, expired: false, denied: false },
    { error: failure('RequestExpired'), throttle: false, expired: true, denied: false },
    { error: failure('AccessDenied'), throttle: false, expired: false, denied: true },
    { error: undefined, throttle: false, expired: false, denied: false },
  ])('is told by its name: $error.name', ({ error, throttle, expired, denied }) => {
    expect([isThrottle(error), isExpired(error), isDenied(error)]).toEqual([throttle, expired, denied]);
  });
});

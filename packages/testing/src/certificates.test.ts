import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate } from './certificates.ts';

describe('makeCertificate', () => {
  const authority = makeAuthority('An authority');

  it('is signed by its issuer, for its hosts and its time', () => {
    const { cert, key } = makeCertificate({
      name: 'server',
      hosts: ['a.example', '10.0.0.1'],
      issuer: authority,
      from: new Date('2026-01-02T03:04:05Z'),
      to: new Date('2051-01-02T03:04:05Z'),
    });

    const read = new X509Certificate(cert);
    expect(read.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(read.subjectAltName).toBe('DNS:a.example, IP Address:10.0.0.1');
    expect([read.subject, read.issuer, read.ca]).toEqual(['CN=server', 'CN=An authority', false]);
    expect([read.validFrom, read.validTo].map(Date.parse)).toEqual([Date.UTC(2026, 0, 2, 3, 4, 5), Date.UTC(2051, 0, 2, 3, 4, 5)]);
    expect(key).toContain('-----BEGIN PRIVATE KEY-----');
  });

  it('is an authority of its own when it is one', () => {
    const read = new X509Certificate(authority.cert);

    expect(read.ca).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
  });

  it('is another one each time', () => {
    expect(makeAuthority().cert).not.toBe(makeAuthority().cert);
  });
});

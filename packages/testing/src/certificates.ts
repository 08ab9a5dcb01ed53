import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bitString, boolean, contextTag, integer, objectId, octetString, sequence, set, time, utf8 } from './der.ts';

/** A certificate of a test's own, and the key it belongs to; made at test time, so that no key lies about. */
export interface TestCertificate {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface CertificateRequest {
  readonly name: string;
  /** DNS names and IPv4 addresses that it is for. */
  readonly hosts?: readonly string[];
  /** Whose key signs it; undefined: its own. */
  readonly issuer?: TestCertificate | undefined;
  /** May it sign others? */
  readonly isAuthority?: boolean;
  readonly from?: Date;
  readonly to?: Date;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const SUBJECT_KEY_ID = '2.5.29.14';
const AUTHORITY_KEY_ID = '2.5.29.35';

/** Makes a certificate of X.509 version 3 (RFC 5280) with a fresh P-256 key; valid from yesterday for a month unless told otherwise. */
export function makeCertificate(request: CertificateRequest): TestCertificate {
  const { name, hosts = [], issuer, isAuthority = false, from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + 30 * DAY_MS) } = request;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const issuerName = issuer === undefined ? name : commonNameOf(issuer.cert);
  const body = sequence(
    contextTag(0, integer(Buffer.from([2]))),
    integer(randomBytes(8)),
    algorithm,
    nameOf(issuerName),
    sequence(time(from), time(to)),
    nameOf(name),
    spki,
    contextTag(
      3,
      sequence(
        ...extensions({ hosts, isAuthority, keyId: keyIdOf(spki), issuerKeyId: issuer === undefined ? keyIdOf(spki) : keyIdOf(spkiOf(issuer.cert)) }),
      ),
    ),
  );
  const signer: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const der = sequence(body, algorithm, bitString(sign('sha256', body, signer)));
  return { cert: toPem(der), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** An authority that signs what a test needs. */
export function makeAuthority(name = 'Test authority'): TestCertificate {
  return makeCertificate({ name, isAuthority: true });
}

interface Extended {
  readonly hosts: readonly string[];
  readonly isAuthority: boolean;
  readonly keyId: Buffer;
  /** Tells authorities of the same name apart. */
  readonly issuerKeyId: Buffer;
}

function extensions({ hosts, isAuthority, keyId, issuerKeyId }: Extended): Buffer[] {
  const basics = isAuthority ? sequence(boolean(true)) : sequence();
  // keyCertSign and cRLSign of an authority, digitalSignature of the others.
  const usage = isAuthority ? bitString(Buffer.from([0x06]), 1) : bitString(Buffer.from([0x80]), 7);
  const names = hosts.map((host) => contextTag(isIPv4(host) ? 7 : 2, isIPv4(host) ? Buffer.from(host.split('.').map(Number)) : host, 'primitive'));
  return [
    sequence(objectId(BASIC_CONSTRAINTS), boolean(true), octetString(basics)),
    sequence(objectId(KEY_USAGE), boolean(true), octetString(usage)),
    sequence(objectId(SUBJECT_KEY_ID), octetString(octetString(keyId))),
    sequence(objectId(AUTHORITY_KEY_ID), octetString(sequence(contextTag(0, issuerKeyId, 'primitive')))),
    ...(names.length === 0 ? [] : [sequence(objectId(SUBJECT_ALT_NAME), octetString(sequence(...names)))]),
  ];
}

function keyIdOf(spki: Buffer): Buffer {
  return createHash('sha1').update(spki).digest();
}

function spkiOf(pem: string): Buffer {
  return new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectId(COMMON_NAME), utf8(commonName))));
}

function commonNameOf(pem: string): string {
  return new X509Certificate(pem).subject.replace(/^CN=/, '');
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

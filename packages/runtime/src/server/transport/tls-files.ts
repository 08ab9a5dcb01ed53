import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { AgentError, messageOf } from '@openfinops/core';
import { readCapped } from '../../ports/read-capped.ts';
import { sayReadFailure } from '../../ports/read-failure.ts';
import type { Environment } from './choose-proxy.ts';

/** The files that say whom the agent trusts and who it is. */
export interface TlsFileNames {
  /** Authorities in PEM, trusted beside those that are trusted anyway. */
  readonly caFile?: string | undefined;
  /** The agent's own certificate in PEM, authorities between it and the root after it; together with its key. */
  readonly clientCertFile?: string | undefined;
  readonly clientKeyFile?: string | undefined;
}

export interface TlsFiles {
  /**
   * What the files hold now; read again only when one of them changed. Files that do not fit together, as in the middle of their being replaced,
   * change nothing as long as there is something to go on with.
   * Rejects with CONFIG_INVALID while there never was.
   */
  current(): Promise<SecureContext>;
  /** Why they could not be read the last time, though there is something to go on with; undefined: they could. */
  trouble(): AgentError | undefined;
}

/** Ten times what a system trusts. */
const MOST_BYTES = 4 * 1024 * 1024;

export function createTlsFiles(names: TlsFileNames, env: Environment = {}): TlsFiles {
  const paths = [names.caFile, names.clientCertFile, names.clientKeyFile].filter((path) => path !== undefined);
  let held: { readonly stamp: string; readonly context: SecureContext } | undefined;
  let trouble: AgentError | undefined;
  return {
    async current() {
      const stamp = await stampOf(paths);
      if (held?.stamp === stamp) {
        trouble = undefined;
        return held.context;
      }
      try {
        held = { stamp, context: await readContext(names, env) };
        trouble = undefined;
      } catch (error) {
        if (held === undefined || !(error instanceof AgentError)) throw error;
        trouble = error;
      }
      return held.context;
    },
    trouble: () => trouble,
  };
}

/** TLS 1.2 at least, whatever Node's own default is told to be. */
async function readContext({ caFile, clientCertFile, clientKeyFile }: TlsFileNames, env: Environment): Promise<SecureContext> {
  const ca = caFile === undefined ? undefined : [...rootCertificates, ...(await extraAuthorities(env)), await readAuthorities(caFile)];
  const cert = clientCertFile === undefined ? undefined : await readPem(clientCertFile, '--client-cert-file');
  const key = clientKeyFile === undefined ? undefined : await readKey(clientKeyFile);
  try {
    return createSecureContext({ minVersion: 'TLSv1.2', ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (cause) {
    throw unusable(`the client certificate ${clientCertFile} with its key ${clientKeyFile} cannot be used: ${sayWhyUnusable(cause)}`);
  }
}

/** A list of our own replaces all that Node trusts by default, NODE_EXTRA_CA_CERTS included. */
async function extraAuthorities({ NODE_EXTRA_CA_CERTS: path = '' }: Environment): Promise<string[]> {
  if (path === '') return [];
  try {
    return [(await readCapped(path, MOST_BYTES)).toString('utf8')];
  } catch {
    // Node itself warns of it at the start, and goes on.
    return [];
  }
}

/** Node takes what it cannot read in a list of authorities for nothing, without a word. */
async function readAuthorities(path: string): Promise<string> {
  const text = await readPem(path, '--ca-file');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw unusable(`the file ${path} of --ca-file holds no certificate`);
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch {
      throw unusable(`the file ${path} of --ca-file cannot be used: its certificate no. ${index + 1} is broken`);
    }
  }
  return text;
}

async function readKey(path: string): Promise<string> {
  const text = await readPem(path, '--client-key-file');
  if (/-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED/.test(text))
    throw unusable(`the file ${path} of --client-key-file wants a passphrase; give one without`);
  return text;
}

async function readPem(path: string, flag: string): Promise<string> {
  const bytes = await readCapped(path, MOST_BYTES).catch((cause: unknown) => {
    throw unusable(`the file ${path} of ${flag} ${sayReadFailure(cause)}`);
  });
  const text = bytes.toString('utf8');
  if (!text.includes('-----BEGIN ')) throw unusable(`the file ${path} of ${flag} holds no PEM (-----BEGIN …)`);
  return text;
}

/** A key that is replaced keeps its name: time, size and inode tell. A file that is not there now is told of when it is read. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const stats = await Promise.all(paths.map((path) => stat(path, { bigint: true }).catch(() => undefined)));
  return stats.map((one) => (one === undefined ? '-' : `${one.ino}:${one.size}:${one.mtimeNs}`)).join(' ');
}

const REASONS: Readonly<Record<string, string>> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the key is not that of the certificate',
  ERR_OSSL_UNSUPPORTED: 'the key is of a kind that is not known',
};

function sayWhyUnusable(error: unknown): string {
  return REASONS[String((error as { readonly code?: unknown }).code)] ?? messageOf(error);
}

function unusable(message: string): AgentError {
  return new AgentError('CONFIG_INVALID', message, {
    hint: 'Each of --ca-file, --client-cert-file and --client-key-file names a PEM file that the agent’s user may read.',
  });
}

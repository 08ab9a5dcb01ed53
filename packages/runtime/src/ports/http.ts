import * as plain from 'node:http';
import * as tls from 'node:https';
import type { Http, HttpReply, HttpRequest } from '@openfinops/core';
import { platformError } from './platform-error.ts';

const DEFAULT_MAX_BYTES = 65_536;

/** Agents of our own: nobody else's settings, and no proxy that the environment names. */
const plainAgent = new plain.Agent({ keepAlive: false });
const tlsAgent = new tls.Agent({ keepAlive: false });

/**
 * One small request with a limit on the time of it all (name look-up, connection, every byte of the reply). Redirects are replies like others.
 * Rejects with an AbortError when the signal aborts, ETIMEDOUT, EMSGSIZE (more than `maxBytes`), ERR_INVALID_URL, else with the socket's own error.
 */
export const realHttp: Http = async (address, request) => {
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw platformError('ERR_INVALID_URL', `${url.protocol} is neither http nor https`);
  if (request.signal?.aborted) throw abortError();
  return exchange(url, request);
};

function exchange(url: URL, request: HttpRequest): Promise<HttpReply> {
  const { timeoutMs, maxBytes = DEFAULT_MAX_BYTES, signal } = request;
  return new Promise((resolve, reject) => {
    const outgoing = start(url, request);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      act();
      outgoing.destroy();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const abort = (): void => fail(abortError());
    const timer = setTimeout(() => fail(platformError('ETIMEDOUT', `${url.host} did not answer within ${timeoutMs} ms`)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });

    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const body = collect(incoming, maxBytes, () => fail(platformError('EMSGSIZE', `${url.host} answered more than ${maxBytes} bytes`)));
      incoming.on('error', fail);
      incoming.on('end', () => settle(() => resolve(toReply(incoming, body()))));
    });
    outgoing.end(request.body);
  });
}

function start(url: URL, { method = 'GET', headers, body }: HttpRequest): plain.ClientRequest {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, headers: { ...headers, ...length } };
  if (url.protocol === 'https:') return tls.request(url, { ...options, agent: tlsAgent });
  return plain.request(url, { ...options, agent: plainAgent });
}

/** Gathers the body. @returns what arrived so far, as text */
function collect(incoming: plain.IncomingMessage, maxBytes: number, tooLong: () => void): () => string {
  const chunks: Buffer[] = [];
  let readBytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    readBytes += chunk.length;
    if (readBytes > maxBytes) return tooLong();
    chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function toReply(incoming: plain.IncomingMessage, body: string): HttpReply {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: incoming.statusCode ?? 0, headers, body };
}

function abortError(): Error {
  return Object.assign(new Error('the request was aborted'), { name: 'AbortError', code: 'ABORT_ERR' });
}

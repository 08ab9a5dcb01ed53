import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isTooDeep, MAX_DEPTH } from '../intake/nesting.ts';
import type { Refusal } from './refusal.ts';

export type BodyBytes = { readonly bytes: Uint8Array } | { readonly refusal: Refusal };
export type JsonBody = { readonly json: string; readonly value: unknown } | { readonly refusal: Refusal };

/** WIRE.md: also after it is inflated. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const inflate = promisify(gunzip);
const BYTE_ORDER_MARK = Buffer.from('\u{feff}');

/** The JSON of a request: of the right type, not too large, not too deep, and really JSON. */
export async function readJsonBody(request: Request): Promise<JsonBody> {
  const body = await readBodyBytes(request);
  return 'refusal' in body ? body : parseJson(body.bytes);
}

/** The bytes of a request that says it is JSON, inflated, and not too large either way. */
export async function readBodyBytes(request: Request, maxBytes = MAX_BODY_BYTES): Promise<BodyBytes> {
  const wrongType = checkType(request.headers);
  if (wrongType !== undefined) return { refusal: wrongType };
  const raw = await readBytes(request, maxBytes).catch(() => BROKEN_OFF);
  return 'bytes' in raw && isGzip(request.headers) ? inflateBytes(raw.bytes, maxBytes) : raw;
}

export function parseJson(bytes: Uint8Array): JsonBody {
  if (!isUtf8(bytes)) return notJson('is not UTF-8');
  if (isTooDeep(bytes)) return notJson(`is nested deeper than ${MAX_DEPTH}`);
  const json = toText(bytes);
  try {
    return { json, value: JSON.parse(json) };
  } catch {
    return notJson('is not JSON');
  }
}

/** Several times faster than a TextDecoder, which would also leave the byte order mark away. */
function toText({ buffer, byteOffset, length }: Uint8Array): string {
  const bytes = Buffer.from(buffer, byteOffset, length);
  return bytes.toString('utf8', bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0);
}

/** The sender is gone; nobody reads this. */
const BROKEN_OFF: BodyBytes = { refusal: { status: 400, error: 'Invalid JSON', fault: { field: 'body', reason: 'broke off' } } };

function checkType(headers: Headers): Refusal | undefined {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (!/^application\/([\w.-]+\+)?json$/.test(type.trim())) return { status: 415, error: 'Content-Type must be application/json' };
  if (charset !== undefined && charset.replaceAll('"', '') !== 'charset=utf-8') return { status: 415, error: 'The charset must be utf-8' };
  const encoding = headers.get('content-encoding');
  if (encoding === null || encoding === 'identity' || isGzip(headers)) return undefined;
  return { status: 415, error: 'Content-Encoding must be gzip or none', headers: { 'Accept-Encoding': 'gzip' } };
}

function isGzip(headers: Headers): boolean {
  return headers.get('content-encoding')?.toLowerCase() === 'gzip';
}

async function readBytes(request: Request, maxBytes: number): Promise<BodyBytes> {
  const announced = Number(request.headers.get('content-length') ?? Number.NaN);
  if (announced > maxBytes) return tooLarge(maxBytes);
  if (announced >= 0) return { bytes: new Uint8Array(await request.arrayBuffer()) };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks) };
}

async function inflateBytes(bytes: Uint8Array, maxBytes: number): Promise<BodyBytes> {
  try {
    return { bytes: await inflate(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes);
    return { refusal: { status: 400, error: 'Invalid gzip', fault: { field: 'body', reason: 'does not inflate' } } };
  }
}

/** The connection ends with it: nobody reads the rest of such a body. */
function tooLarge(maxBytes: number): { refusal: Refusal } {
  return { refusal: { status: 413, error: `The body is larger than ${maxBytes} bytes`, headers: { Connection: 'close' } } };
}

function notJson(reason: string): { refusal: Refusal } {
  return { refusal: { status: 400, error: 'Invalid JSON', fault: { field: 'body', reason } } };
}

import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, brotliDecompress, brotliDecompressSync, constants, crc32, gunzip } from 'node:zlib';
import type { Batch } from '@openfinops/core';
import * as z from 'zod';

/**
 * One batch as one file: `OFS1 <crc32> <header as JSON>\n<request body, packed>`. The checksum covers header and payload: with one over the
 * payload alone a flipped bit in the header goes unnoticed.
 */
const MAGIC = 'OFS1';
const PREFIX_BYTES = MAGIC.length + 10;

/** Packs JSON of charges to a 26th; gzip at its fastest takes twice the time for a 21st. */
const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
/** Up to this, (un)packing takes a few milliseconds at most, and less than another thread would with what it takes to get there. */
const SMALL_BYTES = 1_048_576;
/** Far above what any server takes in one request. */
export const MAX_JSON_BYTES = 16 * 1024 * 1024;

const Header = z.object({
  id: z.string().min(1),
  kind: z.enum(['cost', 'use', 'cycle']),
  cycleId: z.string(),
  part: z.int(),
  expiresMs: z.number().nullable(),
  records: z.int().min(0),
  bytes: z.int().min(0).max(MAX_JSON_BYTES),
  /** The first spools did not say: gzip. */
  packing: z.enum(['gzip', 'brotli']).default('gzip'),
});

const packAsync = promisify(brotliCompress);
const unpackAsync = { brotli: promisify(brotliDecompress), gzip: promisify(gunzip) };

/** A file that is no whole batch of ours; `message` says why. */
export class CorruptFile extends Error {}

export async function encodeBatchFile(batch: Batch): Promise<Buffer> {
  const { id, kind, cycleId, part, expiresMs, records, json } = batch;
  const body = Buffer.from(json);
  const header: z.input<typeof Header> = { id, kind, cycleId, part, expiresMs, records, bytes: body.length, packing: 'brotli' };
  const headerLine = Buffer.from(`${JSON.stringify(header)}\n`);
  const payload = body.length < SMALL_BYTES ? brotliCompressSync(body, PACKING) : await packAsync(body, PACKING);
  const checksum = crc32(payload, crc32(headerLine));
  return Buffer.concat([Buffer.from(`${MAGIC} ${checksumText(checksum)} `), headerLine, payload]);
}

/** Throws CorruptFile. */
export async function decodeBatchFile(file: Buffer): Promise<Batch> {
  const magic = file.toString('latin1', 0, MAGIC.length);
  if (magic !== MAGIC) throw new CorruptFile(/^OFS\d$/.test(magic) ? `it is of a newer format, ${magic}` : 'it is no file of the spool');
  const sealed = file.subarray(PREFIX_BYTES);
  const said = file.toString('latin1', MAGIC.length, PREFIX_BYTES);
  if (said !== ` ${checksumText(crc32(sealed))} `) throw new CorruptFile('its checksum does not match its content');
  const headerEnd = sealed.indexOf(0x0a);
  const { bytes, packing, ...header } = Header.parse(JSON.parse(sealed.toString('utf8', 0, headerEnd)));
  const payload = sealed.subarray(headerEnd + 1);
  const limit = { maxOutputLength: Math.max(1, bytes) };
  const isSmall = packing === 'brotli' && bytes < SMALL_BYTES;
  const body = isSmall ? brotliDecompressSync(payload, limit) : await unpackAsync[packing](payload, limit);
  return { ...header, json: body.toString('utf8') };
}

function checksumText(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

import { createHash } from 'node:crypto';
import { type BookRow, messageOf, type ProviderId } from '@openfinops/core';
import * as z from 'zod';
import type { LiveRegion } from './live-fetcher.ts';

const CACHE_SCHEMA = 'openfinops.prices/1';
export const CACHE_SUFFIX = '.prices';

const Header = z.object({
  schema: z.literal(CACHE_SCHEMA),
  provider: z.string(),
  service: z.string(),
  region: z.string(),
  fetched_ms: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  sha256: z.string(),
});

/** `ec2+us-west-2.prices`; a name that is no plain word becomes its hash. */
export function cacheFileName(service: string, region: string): string {
  const name = `${service}+${region}`;
  const isPlain = /^[a-z0-9][a-z0-9.-]*\+[a-z0-9][a-z0-9.-]*$/.test(name) && name.length <= 120;
  return `${isPlain ? name : createHash('sha256').update(name).digest('hex')}${CACHE_SUFFIX}`;
}

/** A header with the hash of the rest, then a row a line. */
export function encodeRegion(provider: ProviderId, { service, region, fetchedMs, rows }: LiveRegion): string[] {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const header = { schema: CACHE_SCHEMA, provider, service, region, fetched_ms: fetchedMs, rows: rows.length, sha256: hashOf(body) };
  return [`${JSON.stringify(header)}\n`, body];
}

/** Throws RangeError, in words, for a file that is not whole, not ours, or another provider's. */
export function decodeRegion(provider: ProviderId, text: string): LiveRegion {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  const header = parseHeader(text.slice(0, Math.max(0, end)));
  if (header.provider !== provider) throw new RangeError(`it holds prices of ${header.provider}`);
  if (hashOf(body) !== header.sha256) throw new RangeError('its content does not match its hash');
  const lines = body.split('\n').filter((line) => line !== '');
  if (lines.length !== header.rows) throw new RangeError(`it has ${lines.length} rows instead of ${header.rows}`);
  return { service: header.service, region: header.region, fetchedMs: header.fetched_ms, rows: lines.map((line) => JSON.parse(line) as BookRow) };
}

function parseHeader(line: string): z.output<typeof Header> {
  try {
    return Header.parse(JSON.parse(line));
  } catch (error) {
    throw new RangeError(`its first line is no header of ${CACHE_SCHEMA}${error instanceof z.ZodError ? '' : `: ${messageOf(error)}`}`);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

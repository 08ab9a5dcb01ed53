import type { LookupAddress } from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentError } from '@openfinops/core';
import { onTestFinished } from 'vitest';
import { createPoster, POST_LIMITS, type PostLimits } from '../../post-json.ts';
import type { ServerReply } from '../../reply.ts';
import type { TransportOptions } from '../connector.ts';

/** The name that the tests' servers have; it leads to this machine. */
export const HOST = 'finops.example';
export const DAY_MS = 86_400_000;

export const toThisMachine = async (): Promise<LookupAddress[]> => [{ address: '127.0.0.1', family: 4 }];

/** Files of a test's own, by name; they go when it is over. */
export async function writeFiles(files: Readonly<Record<string, string>>): Promise<(name: string) => string> {
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-transport-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return (name) => join(dir, name);
}

/** What closes when the test is over. */
export function closing<T extends { close(): Promise<void> }>(thing: T): T {
  onTestFinished(() => thing.close());
  return thing;
}

/** Posts a few bytes by a poster of the test's own. */
export async function post(
  url: string,
  options: TransportOptions = {},
  limits: Partial<PostLimits> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerReply | AgentError> {
  const poster = closing(createPoster({ ...POST_LIMITS, ...limits }, { resolve: toThisMachine, ...options }));
  return await poster.post({ url, json: '{}', headers, gzip: false }, new AbortController().signal);
}

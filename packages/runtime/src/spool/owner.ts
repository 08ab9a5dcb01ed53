import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { AgentError } from '@openfinops/core';
import * as z from 'zod';

/** Who works on a directory now. */
export const Owner = z.object({ pid: z.int(), sinceMs: z.number() });
export type Owner = z.infer<typeof Owner>;

export interface Claim {
  release(): Promise<void>;
}

/** An owner on this machine answers at once. */
const ANSWER_MS = 1000;

/**
 * Makes this process the one owner of a directory until it ends or releases. On Linux an abstract socket, named by the directory's path and inode:
 * it needs no cleaning up and dies with the process; it is not seen from another network namespace. Elsewhere nothing is claimed: nothing's
 * correctness depends on it. Throws SPOOL_UNWRITABLE where another process is the owner.
 */
export async function claimDir(dir: string, nowMs: number): Promise<Claim> {
  if (process.platform !== 'linux') return { release: async () => {} };
  const name = await socketNameOf(dir);
  const owner: Owner = { pid: process.pid, sinceMs: nowMs };
  const server = createServer((socket) => {
    socket.unref();
    socket.on('error', () => socket.destroy());
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.end(`${JSON.stringify(owner)}\n`);
  });
  server.unref();
  try {
    await listen(server, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return { release: async () => {} };
    throw inUse(dir, await ask(name));
  }
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Who owns the directory; null: nobody, or nobody can tell. */
export async function findOwner(dir: string): Promise<Owner | null> {
  if (process.platform !== 'linux') return null;
  try {
    return await ask(await socketNameOf(dir));
  } catch {
    return null;
  }
}

function inUse(dir: string, owner: Owner | null): AgentError {
  const who = owner === null ? 'another process' : `process ${owner.pid}, since ${new Date(owner.sinceMs).toISOString()}`;
  return new AgentError('SPOOL_UNWRITABLE', `the spool ${dir} is in use by ${who}`, {
    hint: 'Stop that agent, or give this one a directory of its own with --state.',
  });
}

/** The name of the socket that stands for a directory, wherever it is reached from. */
export async function socketNameOf(dir: string): Promise<string> {
  const path = await realpath(dir);
  const { dev, ino } = await lstat(path);
  const hash = createHash('sha256').update(`${path}|${dev}|${ino}`).digest('hex').slice(0, 32);
  return `\0openfinops-${hash}`;
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: name, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve();
    });
  });
}

/** null: nobody answers, or not in our words. */
function ask(name: string): Promise<Owner | null> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(name);
    const answer = () => {
      socket.destroy();
      resolve(readOwner(text));
    };
    socket.setTimeout(ANSWER_MS, answer);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 1024) answer();
    });
    socket.once('end', answer);
    socket.once('error', answer);
  });
}

function readOwner(text: string): Owner | null {
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

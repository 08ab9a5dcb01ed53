import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A post that the server confirmed, as its database keeps it. */
export interface KeptPost {
  readonly path: string;
  /** As it came. */
  readonly body: string;
}

/** The contract fake of the reference server in a process of its own, which can be killed. */
export interface ReferenceProcess {
  readonly url: string;
  /** Its database: one KeptPost a line. */
  readonly file: string;
  /** Ids of the agents that it lists; undefined: it does not answer. */
  listed(): Promise<readonly string[] | undefined>;
  kill(): Promise<void>;
  /** Its database goes to another file, as good as gone; only while it is killed. */
  wipe(to: string): Promise<void>;
  /** At the same address. */
  start(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('reference-process.ts', import.meta.url));
const ASK_MS = 2000;

export async function startReferenceProcess(file: string): Promise<ReferenceProcess> {
  let child: ChildProcess | undefined;
  let port = 0;
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, file, String(port)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit').then(() => ['NaN'])])) as [Buffer];
    port = Number(said.toString());
    if (!Number.isInteger(port)) throw new Error('the reference server does not start');
  };

  await start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    file,
    start,
    async listed() {
      try {
        const reply = await fetch(`${url}/api/v1/agents`, { signal: AbortSignal.timeout(ASK_MS) });
        const { agents } = (await reply.json()) as { readonly agents: readonly { readonly agent_id: string }[] };
        return agents.map(({ agent_id: id }) => id);
      } catch {
        return undefined;
      }
    },
    async kill() {
      if (child === undefined || child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    wipe: (to) => rename(file, to),
  };
}

/** Every post of a database, the oldest first. */
export async function readPosts(file: string): Promise<KeptPost[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as KeptPost);
}

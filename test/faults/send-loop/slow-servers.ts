import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const DRIP_MS = 1000;
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** Ways in which a server keeps a sender waiting, by what it does with the connection. */
export const SLOW_REPLIES: Readonly<Record<string, (socket: Socket) => void>> = {
  'no reply': () => {},
  'a head byte by byte': (socket) => drip(socket, HEAD, 'x-slow: still here\r\n'),
  'a body byte by byte': (socket) => {
    socket.write(`${HEAD}content-length: 1000\r\n\r\n`);
    drip(socket, '', '{"status":"success"}');
  },
};

/** The text once, then the other again and again, a byte a second. */
function drip(socket: Socket, first: string, again: string): void {
  let at = 0;
  const timer = setInterval(() => {
    const byte = at < first.length ? first[at] : again[(at - first.length) % again.length];
    if (!socket.destroyed) socket.write(byte ?? '');
    at += 1;
  }, DRIP_MS);
  socket.on('error', () => clearInterval(timer));
  socket.on('close', () => clearInterval(timer));
}

/** Listens with room for one connection, and never accepts any. */
const BLOCKED = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: Number(process.argv[1]), backlog: 1 }, () => {
    process.stdout.write('up', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });`;
const FILLS = 8;
const FILL_PAUSE_MS = 50;

/** A port at which connections are not refused and never come about. */
export async function blockPort(port: number): Promise<{ free(): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ['-e', BLOCKED, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  const fillers: Socket[] = [];
  for (let no = 0; no < FILLS; no += 1) {
    fillers.push(connect({ host: '127.0.0.1', port }).on('error', () => {}));
    await sleep(FILL_PAUSE_MS);
  }
  return {
    async free() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      for (const filler of fillers) filler.destroy();
    },
  };
}

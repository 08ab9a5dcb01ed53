import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReferenceAnswers } from '../../../packages/testing/src/reference-answers.ts';
import type { KeptPost } from './reference-server.ts';

/**
 * The contract fake of the reference server as a process: `argv[2]` is its database, a line of JSON for each post that it confirmed, `argv[3]` its
 * port (0: any). What the file has from an earlier life it knows again. Prints its port.
 */
const [file = '', port = '0'] = process.argv.slice(2);
const { rows, answer } = createReferenceAnswers(Date.now);
if (existsSync(file)) for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') learn(JSON.parse(line) as KeptPost);

const server = createServer((incoming, response) => {
  serve(incoming, response).catch(() => incoming.socket.destroy());
});
server.listen(Number(port), '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: path = '/', headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const said = answer({ method, url: new URL(path, 'http://127.0.0.1'), headers, body });
  if (method === 'POST' && said.status === 200) appendFileSync(file, `${JSON.stringify({ path, body } satisfies KeptPost)}\n`);
  // The file has them; nobody asks this process for them.
  rows.length = 0;
  response.writeHead(said.status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(said.body));
}

function learn({ path, body }: KeptPost): void {
  if (!path.endsWith('/register')) return;
  answer({ method: 'POST', url: new URL(path, 'http://127.0.0.1'), headers: { 'content-type': 'application/json' }, body });
}

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDatabase } from '../../packages/hub/src/store/database.ts';

/**
 * What the hub is compared with: the same database, as durable, in which each charge is a row and each row a commit, without checks, joins or
 * totals. Data in `argv[2]`; the address goes to stdout.
 */

interface Body {
  readonly metrics: { readonly charges: readonly { readonly id: string }[] };
}

const db = openDatabase(join(process.argv[2] ?? '.', 'naive.sqlite'));
db.exec('CREATE TABLE IF NOT EXISTS charges (id TEXT PRIMARY KEY, record TEXT NOT NULL)');
const insert = db.query('INSERT OR REPLACE INTO charges (id, record) VALUES (?, ?)');

const server = createServer((request, response) => {
  readText(request).then(
    (text) => {
      const { metrics } = JSON.parse(text) as Body;
      for (const charge of metrics.charges) insert.run(charge.id, JSON.stringify(charge));
      const answer = '{"status":"success","rejected":[]}';
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
    },
    () => response.destroy(),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}

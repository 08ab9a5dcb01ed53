import { connect, type Socket } from 'node:net';

/** One connection that is kept, one request at a time: a client that costs next to nothing beside the server it shares its processors with. */
export interface HttpLane {
  /** Posts JSON and resolves with the body of the answer. Rejects when the connection ends, or the answer is not framed by a Content-Length. */
  post(path: string, json: string): Promise<string>;
  close(): void;
}

interface Waiting {
  readonly resolve: (body: string) => void;
  readonly reject: (error: Error) => void;
}

export async function openLane(url: string): Promise<HttpLane> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.setNoDelay(true);
  let waiting: Waiting | undefined;
  readAnswers(socket, {
    body(body) {
      waiting?.resolve(body);
    },
    end(error) {
      waiting?.reject(error);
    },
  });
  return {
    post(path, json) {
      const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n`;
      socket.write(head + json);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    close: () => void socket.destroy(),
  };
}

function readAnswers(socket: Socket, to: { body(body: string): void; end(error: Error): void }): void {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1];
    if (length === undefined) return to.end(new Error(`an answer without a length: ${text.slice(0, headEnd)}`));
    const end = headEnd + 4 + Number(length);
    if (text.length < end) return;
    const body = text.slice(headEnd + 4, end);
    text = text.slice(end);
    to.body(body);
  });
  socket.on('error', (error) => to.end(error)).on('close', () => to.end(new Error('the server ended the connection')));
}

import type { Socket } from 'node:net';
import type { Batch } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createScriptedServer, type ScriptedServer, type ServerStep } from '../../../testing/src/scripted-server.ts';
import { createServerClient, type ServerClient } from './client.ts';
import { POST_LIMITS } from './post-json.ts';

/** Whatever stands in for a server, byte by byte on a real socket: nothing of it may pass for a confirmation, last, or fill the memory. */

const TOTAL_MS = 400;
/** A flood keeps this process busy too, and so do others on its machine. */
const LATE_MS = 6000;
const YES = '{"status":"success","message":"Telemetry data received"}';
const signal = new AbortController().signal;
const batch: Batch = { id: 'batch-0001', kind: 'cost', cycleId: 'c', part: 1, expiresMs: null, records: 1, json: '{"metrics":{}}' };

const head = (...headers: string[]) => `HTTP/1.1 200 OK\r\n${headers.join('\r\n')}\r\n\r\n`;
const says = (text: string) => (socket: Socket) => void socket.end(text);

/** The same text again and again until the other side has enough of it. */
function flood(first: string, again: string): (socket: Socket) => void {
  return (socket) => {
    const text = again.repeat(Math.ceil(65_536 / again.length));
    socket.on('error', () => {});
    const more = () => {
      while (!socket.destroyed && socket.write(text));
    };
    socket.on('drain', more);
    socket.write(first);
    more();
  };
}

function drip(text: string, everyMs: number, first = ''): (socket: Socket) => void {
  return (socket) => {
    let at = 0;
    socket.write(first);
    const timer = setInterval(() => {
      if (socket.destroyed) return clearInterval(timer);
      socket.write(text[at % text.length] ?? '');
      at += 1;
    }, everyMs);
    socket.on('error', () => clearInterval(timer));
    socket.on('close', () => clearInterval(timer));
  };
}

describe('a server that answers badly', () => {
  let server: ScriptedServer;
  let client: ServerClient;
  let received = 0;
  const deliver = async (step: ServerStep) => {
    received = 0;
    server = await createScriptedServer([{ ...step, ...(step.raw === undefined ? {} : { raw: counted(step.raw) }) }]);
    client = createServerClient({ url: server.url, agentVersion: '0', nowMs: () => 0, limits: { ...POST_LIMITS, totalMs: TOTAL_MS } });
    const startedMs = performance.now();
    const delivery = await client.ingest(batch, signal);
    return { delivery, elapsedMs: performance.now() - startedMs };
  };
  const counted = (raw: (socket: Socket) => void) => (socket: Socket) => {
    socket.on('close', () => {
      received = socket.bytesWritten;
    });
    raw(socket);
  };
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it.each([
    { name: 'a page', raw: says(`${head('content-type: text/html', 'content-length: 22')}<html>Welcome!!</html>`) },
    { name: 'a page that says success', raw: says(`${head('content-type: text/html', 'content-length: 32')}<html>{"status":"success"}</html>`) },
    { name: 'nothing at all in the body', raw: says(head('content-length: 0')) },
    { name: 'nothing but the end', raw: says('') },
    { name: 'half of a confirmation', raw: says(`${head(`content-length: ${YES.length}`)}${YES.slice(0, 20)}`) },
    { name: 'a whole confirmation that should be longer', raw: says(`${head(`content-length: ${YES.length + 10}`)}${YES}`) },
    { name: 'a confirmation that should be shorter', raw: says(`${head(`content-length: ${YES.length - 5}`)}${YES}`) },
    { name: 'JSON that confirms nothing', raw: says(`${head('content-length: 15')}{"status":"ok"}`) },
    { name: 'no JSON', raw: says(`${head('content-length: 20')}{"status":"success",`) },
    { name: 'chunks that break off', raw: says(`${head('transfer-encoding: chunked')}10\r\n{"status":"succes`) },
    { name: 'two lengths', raw: says(`${head('content-length: 5', `content-length: ${YES.length}`)}${YES}`) },
    { name: 'a length below zero', raw: says(`${head('content-length: -1')}${YES}`) },
    { name: 'no HTTP', raw: says('SSH-2.0-OpenSSH_9.6\r\n') },
    { name: 'a status that is none', raw: says(`HTTP/1.1 20x OK\r\n\r\n${YES}`) },
  ])('keeps the data when it answers $name', async ({ raw }) => {
    const { delivery } = await deliver({ raw });

    expect(delivery).toMatchObject({ status: 'retry', error: { name: 'AgentError', hint: expect.any(String) } });
  });

  it.each([
    { name: 'a body of a gigabyte', raw: flood(head('content-length: 1073741824'), 'x'), mostBytes: 8e6 },
    { name: 'a body that never ends', raw: flood(head('transfer-encoding: chunked'), '1\r\nx\r\n'), mostBytes: 8e6 },
    { name: 'headers that never end', raw: flood('HTTP/1.1 200 OK\r\n', 'x-more: and more\r\n'), mostBytes: 8e6 },
    { name: 'one header that never ends', raw: flood('HTTP/1.1 200 OK\r\nx-more: ', 'x'), mostBytes: 8e6 },
    { name: 'early hints without end', raw: flood('', 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n'), mostBytes: 200e6 },
    { name: 'continue without end', raw: flood('', 'HTTP/1.1 100 Continue\r\n\r\n'), mostBytes: 200e6 },
  ])('has soon enough of $name', async ({ raw, mostBytes }) => {
    const { delivery, elapsedMs } = await deliver({ raw });
    await client.close();

    expect(delivery).toMatchObject({ status: 'retry', error: { name: 'AgentError' } });
    expect(elapsedMs).toBeLessThan(TOTAL_MS + LATE_MS);
    await expect.poll(() => received).toBeGreaterThan(0);
    expect(received).toBeLessThan(mostBytes);
  });

  it.each([
    { name: 'its head', raw: drip(head('x-slow: yes'), 20) },
    { name: 'a head without end', raw: drip('HTTP/1.1 200 OK\r\nx-slow: and slower and ', 20) },
    { name: 'its body', raw: drip('x', 20, head('content-length: 1000')) },
    { name: 'nothing', raw: () => {} },
  ])('is cut off in time when it drips $name', async ({ raw }) => {
    const { delivery, elapsedMs } = await deliver({ raw });

    expect(delivery).toMatchObject({ status: 'retry', error: { message: expect.stringContaining('no whole answer in time') } });
    expect(elapsedMs).toBeGreaterThan(TOTAL_MS - 50);
    expect(elapsedMs).toBeLessThan(TOTAL_MS + LATE_MS);
  });

  it.each([{ value: 'soon' }, { value: '-5' }, { value: '1e9' }, { value: '"30"' }, { value: 'Wed, 99 Foo 2026 99:99:99 GMT' }])(
    'keeps its own time when it says Retry-After: $value',
    async ({ value }) => {
      const { delivery } = await deliver({ raw: says(`HTTP/1.1 429 Slow Down\r\nretry-after: ${value}\r\ncontent-length: 0\r\n\r\n`) });

      expect(delivery).toMatchObject({ status: 'retry', error: { code: 'SERVER_UNREACHABLE' } });
      expect(delivery).not.toHaveProperty('afterMs');
    },
  );
});

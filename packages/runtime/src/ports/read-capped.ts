import { open } from 'node:fs/promises';
import { platformError } from './platform-error.ts';

const CHUNK_BYTES = 65_536;
/** Of how many reads at once the buffers are kept. */
const MAX_SPARE = 4;

/** Wiped buffers of `CHUNK_BYTES`: a daemon that reads a dozen small files a minute would otherwise leave that much for each to the collector. */
const spare: Buffer[] = [];

/**
 * Reads to the end, whatever size the file claims (those of /proc claim 0, pipes and devices have none).
 * Rejects with EFBIG as soon as more than `maxBytes` arrive, else with the platform's own error.
 */
export async function readCapped(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  const chunk = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    const parts: Buffer[] = [];
    let readBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return Buffer.concat(parts, readBytes);
      readBytes += bytesRead;
      if (readBytes > maxBytes) throw platformError('EFBIG', `${path} has more than ${maxBytes} bytes`);
      parts.push(Buffer.from(chunk.subarray(0, bytesRead)));
    }
  } finally {
    // It may have been a secret.
    chunk.fill(0);
    if (spare.length < MAX_SPARE) spare.push(chunk);
    await file.close();
  }
}

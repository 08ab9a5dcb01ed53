import { open } from 'node:fs/promises';
import { platformError } from './platform-error.ts';

const CHUNK_BYTES = 65_536;

/**
 * Reads to the end, whatever size the file claims (those of /proc claim 0, pipes and devices have none).
 * Rejects with EFBIG as soon as more than `maxBytes` arrive, else with the platform's own error.
 */
export async function readCapped(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let readBytes = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) return Buffer.concat(chunks, readBytes);
      readBytes += bytesRead;
      if (readBytes > maxBytes) throw platformError('EFBIG', `${path} has more than ${maxBytes} bytes`);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

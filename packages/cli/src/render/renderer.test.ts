import type { Batch } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createFakeIo } from '../fake-io.ts';
import { createRenderer } from './renderer.ts';
import { batchesOf, ownedServer } from './sample-documents.ts';

const NOTICES = ['Dry run: nothing is sent.', 'Example.'];

async function renderAll(format: 'table' | 'json' | 'ndjson', io: ReturnType<typeof createFakeIo>): Promise<readonly Batch[]> {
  const batches = batchesOf(ownedServer());
  const renderer = await createRenderer(format, NOTICES, io);
  for (const batch of batches) await renderer.add(batch);
  await renderer.end();
  return batches;
}

describe('createRenderer', () => {
  it('prints one document as json, and says what it is on stderr', async () => {
    const io = createFakeIo();

    await renderAll('json', io);

    expect(JSON.parse(io.outText())).toEqual(ownedServer());
    expect(io.errText()).toBe('Dry run: nothing is sent. Example.\n');
  });

  it('prints each request body as a line of ndjson, byte by byte as it would be sent', async () => {
    const io = createFakeIo();

    const batches = await renderAll('ndjson', io);

    expect(io.outText()).toBe(`${batches.map((batch) => batch.json).join('\n')}\n`);
    expect(io.errText()).toBe('Dry run: nothing is sent. Example.\n');
  });

  it('prints ndjson as it comes, not at the end', async () => {
    const io = createFakeIo();
    const [first] = batchesOf(ownedServer());
    const renderer = await createRenderer('ndjson', NOTICES, io);

    if (first) await renderer.add(first);

    expect(io.outText()).toBe(`${first?.json}\n`);
  });

  it('begins a table with what it is, and keeps stderr empty', async () => {
    const io = createFakeIo();

    await renderAll('table', io);

    expect(io.outText().split('\n')[0]).toBe('Dry run: nothing is sent. Example.');
    expect(io.errText()).toBe('');
  });

  it.each([
    { where: 'a terminal', options: { columns: 80 }, escapes: true },
    { where: 'a terminal with NO_COLOR', options: { columns: 80, env: { NO_COLOR: '1' } }, escapes: false },
    { where: 'a pipe', options: {}, escapes: false },
  ])('colours a table on $where: $escapes', async ({ options, escapes }) => {
    const io = createFakeIo(options);

    await renderAll('table', io);

    expect(io.outText().includes('\u001b[')).toBe(escapes);
  });
});

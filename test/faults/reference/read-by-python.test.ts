import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forbidsPython, readByPython } from './read-by-python.ts';

function fileOf(bodies: readonly string[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'openfinops-python-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'posts');
  writeFileSync(file, bodies.map((body) => `${JSON.stringify({ path: '/', body })}\n`).join(''));
  return file;
}

describe.skipIf(forbidsPython() !== undefined)('readByPython', () => {
  it('counts what is in the bodies', () => {
    const resources = [{ tags: { 'openfinops:truncated': '1 cut' } }, { tags: { __proto__: 'a' } }];
    const file = fileOf([JSON.stringify({ metrics: { batch_id: 'a', resources, charges: [{}] } }), JSON.stringify({ agent_id: 'a' })]);

    expect(readByPython(file)).toEqual({ bodies: 2, unreadable: 0, reasons: [], batches: 1, resources: 2, charges: 1, series: 0, truncated: 1 });
  });

  it.each([
    { name: 'a body that is no JSON', body: '{"a":' },
    { name: 'a number that is none', body: '{"a":NaN}' },
    { name: 'half of a character', body: '{"a":"\\ud800"}' },
  ])('finds $name unreadable', ({ body }) => {
    const reading = readByPython(fileOf(['{}', body]));

    expect(reading).toMatchObject({ bodies: 2, unreadable: 1, reasons: [expect.any(String)] });
  });
});

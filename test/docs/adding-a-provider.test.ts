import { readFile } from 'node:fs/promises';
import { createFakeFiles, createFakePorts, testProvider } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../packages/cli/src/registry.ts';
import { AcmeOptions, definition } from './example-provider.ts';

const INVENTORY = '/acme/inventory';

/** The provider that the document shows is a real one: it keeps the contract of all providers. */
testProvider('the example of docs/adding-a-provider.md', async () => {
  const files = createFakeFiles({ [INVENTORY]: 'web-1 0.42\nweb-2 broken\n' });
  return await definition.create(AcmeOptions.parse({ inventory: INVENTORY }), createFakePorts({ files }));
});

describe('docs/adding-a-provider.md', () => {
  const page = readFile(new URL('../../docs/adding-a-provider.md', import.meta.url), 'utf8');

  it('shows the example as it is tested', async () => {
    const code = await readFile(new URL('example-provider.ts', import.meta.url), 'utf8');

    const shown = /```ts\n([\s\S]*?)```/.exec(await page)?.[1];

    expect(shown).toBe(code.replace(/^\/\/ biome-ignore.*\n/m, ''));
  });

  it('shows the line of the registry as it stands there', async () => {
    const registry = await readFile(new URL('../../packages/cli/src/registry.ts', import.meta.url), 'utf8');
    const [first] = PROVIDERS;

    const shown = /```diff\n([\s\S]*?)```/.exec(await page)?.[1] ?? '';
    const context = shown.split('\n').filter((line) => line.startsWith(' '));

    expect(context.length).toBeGreaterThan(3);
    for (const line of context) expect(registry.split('\n')).toContain(line.slice(1));
    expect(shown).toContain(`id: '${first?.id}'`);
  });

  it('names only files and commands that exist', async () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    const text = await page;

    const paths = [...text.matchAll(/`((?:packages|agents|docs|test)\/[\w./-]+\.(?:ts|md|json))`/g)].map((match) => match[1] ?? '');
    const scripts = [...text.matchAll(/`npm run ([\w:]+)/g)].map((match) => match[1] ?? '');

    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths) await expect(readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), path).resolves.toBeTypeOf('string');
    for (const script of scripts) expect(Object.keys(manifest.scripts)).toContain(script);
  });
});

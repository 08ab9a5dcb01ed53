import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkDir, ROOT, runAgent } from './run-agent.ts';

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: object; readonly imports: readonly { path: string; kind: string }[]; readonly bytes: number }>
  >;
}

/** Builds it if it is stale. */
beforeAll(async () => {
  await runAgent(['--version'], { cwd: ROOT });
});

describe('the bundle', () => {
  it('loads only what help needs for --help: no provider, no schema, no client', async () => {
    const { outputs }: Metafile = JSON.parse(await readFile(join(ROOT, 'dist/meta.json'), 'utf8'));
    const loaded = new Set<string>();
    const visit = (path: string): void => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const { path: imported, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement') visit(imported);
    };

    visit('dist/main.mjs');

    const inputs = [...loaded].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
    const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(['commander', 'picocolors']);
    expect(inputs.filter((path) => path.startsWith('agents/') || path.startsWith('packages/runtime/'))).toEqual([]);
  });

  it('runs where no package is installed', async () => {
    const cwd = await createWorkDir();
    await cp(join(ROOT, 'dist'), join(cwd, 'dist'), { recursive: true });

    const { exitCode, stderr } = await runAgent(['onprem', '--once', '--hosting', 'owned', '--format', 'json'], {
      cwd,
      script: join(cwd, 'dist/main.mjs'),
    });

    expect({ exitCode, stderr: stderr.split('\n').slice(1).join('\n') }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('carries the licence of every package in it', async () => {
    const { outputs }: Metafile = JSON.parse(await readFile(join(ROOT, 'dist/meta.json'), 'utf8'));
    const licences = await readFile(join(ROOT, 'dist/THIRD-PARTY.txt'), 'utf8');

    const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
    const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));

    expect(packages.size).toBeGreaterThan(4);
    for (const name of packages) expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    expect(licences).not.toContain('see below)\n\n\n');
  });
});

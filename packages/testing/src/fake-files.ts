import type { Files } from '@openfinops/core';

/** A text, or what makes it each time it is read. */
export type FakeContent = string | (() => string);

/** A tree of files in memory, for sources that change between two looks. */
export interface FakeFiles extends Files {
  /** Writes a file; null removes it. What failed is well again. */
  set(path: string, content: FakeContent | null): void;
  /** Every read of it fails with this code (`EACCES`, `EIO`, …). */
  fail(path: string, code: string): void;
}

export type Space = Awaited<ReturnType<Files['space']>>;

/** @param tree absolute path to content; folders exist by what lies in them */
export function createFakeFiles(tree: Readonly<Record<string, FakeContent>> = {}, space: Space = ONE_DISK): FakeFiles {
  const contents = new Map(Object.entries(tree));
  const failures = new Map<string, string>();

  return {
    async readText(path, maxBytes = 1_048_576) {
      const code = failures.get(path);
      if (code !== undefined) throw platformError(code, path);
      const found = contents.get(path);
      if (found === undefined) throw platformError('ENOENT', path);
      const content = typeof found === 'string' ? found : found();
      if (Buffer.byteLength(content) > maxBytes) throw platformError('EFBIG', path);
      return content;
    },
    async list(path) {
      const names = new Set<string>();
      for (const file of contents.keys()) {
        if (file.startsWith(`${path}/`)) names.add(file.slice(path.length + 1).split('/', 1)[0] ?? '');
      }
      if (names.size === 0) throw platformError('ENOENT', path);
      return [...names].sort();
    },
    async realpath(path) {
      return path;
    },
    async space(path) {
      const code = failures.get(path);
      if (code !== undefined) throw platformError(code, path);
      return space;
    },
    set(path, content) {
      failures.delete(path);
      if (content === null) contents.delete(path);
      else contents.set(path, content);
    },
    fail(path, code) {
      failures.set(path, code);
    },
  };
}

/** 1 TB, a quarter of it used, 50 GB kept for root. */
const ONE_DISK: Space = { sizeBytes: 1_000_000_000_000, freeBytes: 750_000_000_000, availableBytes: 700_000_000_000 };

/** An error as the platform raises it: `code` is what callers look at. */
function platformError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

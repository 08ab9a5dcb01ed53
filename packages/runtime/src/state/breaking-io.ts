import type { FileHandle } from 'node:fs/promises';
import { realStateIo, type StateIo } from './state-io.ts';

/** For tests: a file system that fails one kind of call, or on which the process dies at the n-th call (nothing works from then on). */
export interface BreakingIo extends StateIo {
  calls(): number;
}

export function createBreakingIo(fault: { readonly failCall?: string; readonly code?: string; readonly dieAtCall?: number }): BreakingIo {
  let calls = 0;
  const pass = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    calls += 1;
    const dead = fault.dieAtCall !== undefined && calls >= fault.dieAtCall;
    if (dead || name === fault.failCall) throw Object.assign(new Error(`${name} failed`), { code: fault.code ?? 'EIO' });
    return call();
  };
  const wrapFile = (file: FileHandle, isDir: boolean): FileHandle =>
    new Proxy(file, {
      get(target, key) {
        if (key === 'writeFile') return (text: string) => pass('write', () => target.writeFile(text));
        if (key === 'sync') return () => pass(isDir ? 'sync-dir' : 'sync', () => target.sync());
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });

  return {
    ...realStateIo,
    calls: () => calls,
    open: async (path, flags, mode) => wrapFile(await pass('open', () => realStateIo.open(path, flags, mode)), flags === 'r'),
    rename: (from, to) => pass('rename', () => realStateIo.rename(from, to)),
    rm: (path, options) => pass('rm', () => realStateIo.rm(path, options)),
  };
}

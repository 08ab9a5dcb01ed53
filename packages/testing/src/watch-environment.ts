/** Names of environment variables that an agent's own code read. */
export interface EnvironmentWatch {
  readonly reads: string[];
  restore(): void;
}

/**
 * Notes every read of `process.env` that comes straight from a file under `agents/`; what Node and libraries read is
 * their affair.
 * @param isOurs whether a line of a stack trace is of code that is watched
 */
export function watchEnvironment(isOurs = isAgent): EnvironmentWatch {
  const reads: string[] = [];
  const real = process.env;
  const note = (name: string | symbol): void => {
    if (typeof name === 'string' && isOurs(callerOf(new Error('read').stack))) reads.push(name);
  };
  process.env = new Proxy(real, {
    get: (target, name) => {
      note(name);
      return Reflect.get(target, name) as unknown;
    },
    has: (target, name) => {
      note(name);
      return Reflect.has(target, name);
    },
    ownKeys: (target) => {
      note('*');
      return Reflect.ownKeys(target);
    },
  });
  return {
    reads,
    restore() {
      process.env = real;
    },
  };
}

/** The first frame outside this file. */
function callerOf(stack = ''): string {
  const frames = stack.split('\n').slice(1);
  return frames.find((frame) => !frame.includes('watch-environment.ts')) ?? '';
}

function isAgent(frame: string): boolean {
  return frame.includes('/agents/') && !frame.includes('node_modules') && !frame.includes('.test.ts');
}

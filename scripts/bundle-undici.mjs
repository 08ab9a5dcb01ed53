import { dirname } from 'node:path';

/** What the agents use of undici, as its own index makes it. */
const CONTENTS = `
import api from './lib/api/index.js';
import Dispatcher from './lib/dispatcher/dispatcher.js';
Object.assign(Dispatcher.prototype, api);
export { default as Agent } from './lib/dispatcher/agent.js';
export { default as Dispatcher } from './lib/dispatcher/dispatcher.js';
export { default as errors } from './lib/core/errors.js';
`;

/**
 * undici is CommonJS: it comes whole, with fetch, WebSockets, caches and mocks that no agent uses, and 5 MB of memory for them. In the bundle it
 * is its dispatchers alone. A name that is missing here is undefined in the bundle, which the end-to-end tests run.
 */
export const undiciSendsRequestsOnly = {
  name: 'undici-sends-requests-only',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, async ({ kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const { path } = await build.resolve('undici', { kind: 'import-statement', resolveDir });
      return { path, namespace: 'undici' };
    });
    build.onLoad({ filter: /.*/, namespace: 'undici' }, ({ path }) => ({ contents: CONTENTS, resolveDir: dirname(path) }));
  },
};

#!/usr/bin/env node
// The command in a checkout: builds the bundle when a source changed, then becomes it.
import { isStale } from '../../../scripts/stamp.mjs';

if (isStale()) {
  try {
    const { bundle } = await import('../../../scripts/bundle.mjs');
    await bundle();
  } catch (error) {
    const hint = error?.code === 'ERR_MODULE_NOT_FOUND' ? '\nhint: run `npm ci`, or `npm start`, which installs what is missing' : '';
    console.error(`error: the bundle cannot be built: ${error?.message ?? error}${hint}`);
    process.exit(70);
  }
}
await import('../../../dist/main.mjs');

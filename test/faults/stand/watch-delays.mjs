import { channel } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded before an agent (`node --import`): writes to the file that OPENFINOPS_FAULTS_DELAYS names how long its event loop served nobody, from its
 * first request to the server on, which comes when everything is loaded.
 */
const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const toMs = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);

channel('undici:request:create').subscribe(() => delay.enable());
process.on('exit', () => {
  writeFileSync(
    process.env.OPENFINOPS_FAULTS_DELAYS ?? '/dev/null',
    JSON.stringify({ p99Ms: toMs(delay.percentile(99)), maxMs: toMs(delay.max), samples: delay.count }),
  );
});

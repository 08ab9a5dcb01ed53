import { channel } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/**
 * Loaded before a program (`node --import`): writes what the process took to the file that OPENFINOPS_BENCH_REPORT names. With OPENFINOPS_BENCH_GAP
 * the loop is watched from the first HTTP request on: what comes before it is loading. It wakes the process a thousand times a second, some 100 ms of
 * CPU in five seconds, so it is not watched where the CPU is what is asked for.
 */
const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let firstCallMs = null;
channel('http.client.request.start').subscribe(() => {
  if (firstCallMs !== null) return;
  firstCallMs = performance.now();
  if (process.env.OPENFINOPS_BENCH_GAP !== undefined) delay.enable();
});
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peakKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const report = {
    firstCallMs,
    wallMs: performance.now(),
    cpuMs: (user + system) / 1000,
    peakBytes: peakKb * 1024,
    gapMs: delay.count === 0 ? null : Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
  };
  writeFileSync(process.env.OPENFINOPS_BENCH_REPORT ?? '/dev/null', JSON.stringify(report));
});

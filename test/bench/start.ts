import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE, buildBundle, startProduct, timeProcess } from './child.ts';
import type { Measurement } from './figures.ts';

/** How long the agent watches the CPU counters in `--once`: asked for, so not counted. */
const CPU_WINDOW_MS = 250;
const ROUNDS = 21;
const CYCLES = 24;
const CONFIG = 'onprem:\n  hosting: owned\n';

/** From the command to its answer, whole processes beside a bare `node -e 0`; and what a daemon weighs. */
export async function benchStart(): Promise<Measurement[]> {
  buildBundle();
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-bench-'));
  try {
    await writeFile(join(cwd, 'openfinops.yaml'), CONFIG);
    return [...measureStarts(cwd), ...(await measureDaemon(cwd))];
  } finally {
    await rm(cwd, { recursive: true });
  }
}

function measureStarts(cwd: string): Measurement[] {
  const once: number[] = [];
  const help: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const taken = {
      once: timeProcess([BUNDLE, 'onprem', '--once'], cwd) - CPU_WINDOW_MS,
      bare: timeProcess(['-e', '0'], cwd),
      help: timeProcess([BUNDLE, '--help'], cwd),
    };
    // The first round fills the caches of the file system.
    if (round === 0) continue;
    once.push(taken.once);
    bare.push(taken.bare);
    help.push(taken.help);
  }
  return [
    { figure: 'start.once', samples: once, baseline: bare },
    { figure: 'start.help', samples: help, baseline: bare },
  ];
}

async function measureDaemon(cwd: string): Promise<Measurement[]> {
  const hub = startProduct(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'data')], cwd);
  try {
    const [, url = ''] = await hub.until(/"url":"(http:[^"]+)"/);
    const daemon = startProduct(['onprem', '--server', url, '--interval', '1', '--state', join(cwd, 'state')], cwd);
    try {
      await daemon.until(new RegExp(`(?:cycle finished[^]*?){${CYCLES}}`), 120_000);
      await throwUnlessDelivered(url);
      const { residentBytes, peakBytes } = await daemon.memory();
      return [
        { figure: 'start.daemon-peak', samples: [peakBytes / 1e6] },
        { figure: 'start.daemon-resident', samples: [residentBytes / 1e6] },
      ];
    } finally {
      await daemon.stop();
    }
  } finally {
    await hub.stop();
  }
}

/** Memory of a daemon that never reached its server would be no figure. */
async function throwUnlessDelivered(url: string): Promise<void> {
  const reply = await fetch(`${url}/api/v1/telemetry/recent?hours=1`);
  const { count } = (await reply.json()) as { readonly count: number };
  if (count < CYCLES) throw new Error(`the hub has ${count} batches of ${CYCLES} cycles`);
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBundle, startProduct, startSource } from './child.ts';
import type { Measurement } from './figures.ts';
import type { AppendRun, FleetRun, HoursRun } from './ship-process.ts';

const TIMEOUT_MS = 240_000;
const MEBIBYTE = 1024 * 1024;
/** A full batch, and a small one. */
const SIZES = { full: 255_000, small: 4000 } as const;
const FLEETS = [100, 1000, 10_000] as const;
const FLEET_RUNS = 3;
const SPOOL_BYTES = 100_000_000;
/** How long a dead server is watched. */
const WATCH_MS = 30_000;
/** Linux counts the CPU of a process in hundredths of a second. */
const TICK_MS = 10;

/** Shipping: a batch to disk, a fleet to a server, and an outage. */
export async function benchShip(): Promise<Measurement[]> {
  const full = await runPart<AppendRun>('append', String(SIZES.full));
  const small = await runPart<AppendRun>('append', String(SIZES.small));
  const fleets = await runFleets();
  const hours: Measurement[] = [];
  for (const count of FLEETS) hours.push({ figure: `ship.hours-${count}`, samples: [hoursHeld(await runPart<HoursRun>('hours', String(count)))] });
  return [
    { figure: 'ship.append', samples: full.appendMs, baseline: full.bareMs },
    { figure: 'ship.append-small', samples: small.appendMs, baseline: small.bareMs },
    { figure: 'ship.fleet-gap', samples: fleets.map(({ gapMs }) => gapMs) },
    { figure: 'ship.fleet-growth', samples: fleets.map(({ growthBytes }) => growthBytes / MEBIBYTE) },
    ...hours,
    { figure: 'ship.dead-server', samples: [await measureDeadServer()] },
  ];
}

async function runPart<Run>(part: string, argument: string): Promise<Run> {
  const child = startSource('ship-process.ts', [part, argument]);
  try {
    const [line] = await child.until(/^\{.*\}$/m, TIMEOUT_MS);
    return JSON.parse(line) as Run;
  } finally {
    await child.stop();
  }
}

/** Use goes first; costs may then have all the room. */
function hoursHeld({ costBytes, cycleBytes, useBytes, openBytes }: HoursRun): number {
  return (SPOOL_BYTES - openBytes) / (costBytes + cycleBytes + useBytes);
}

async function runFleets(): Promise<FleetRun[]> {
  const server = await startServer();
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const runs: FleetRun[] = [];
    for (let run = 0; run < FLEET_RUNS; run += 1) runs.push(await runPart<FleetRun>('fleet', url));
    return runs;
  } finally {
    server.close();
  }
}

/** Takes everything. */
async function startServer(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('Content-Type', 'application/json').end('{"status":"success"}'));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

/** CPU of a daemon whose server refuses every connection, in percent of one core, after its first cycle. */
async function measureDeadServer(): Promise<number> {
  buildBundle();
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-bench-'));
  await writeFile(join(cwd, 'openfinops.yaml'), 'onprem:\n  hosting: owned\n');
  const daemon = startProduct(['onprem', '--server', 'http://127.0.0.1:9', '--interval', '300', '--state', join(cwd, 'state')], cwd);
  try {
    await daemon.until(/the server does not take data/);
    await daemon.until(/cycle finished/);
    await sleep(1000);
    const beforeMs = await cpuMs(daemon.child.pid);
    await sleep(WATCH_MS);
    return (((await cpuMs(daemon.child.pid)) - beforeMs) / WATCH_MS) * 100;
  } finally {
    await daemon.stop();
    await rm(cwd, { recursive: true });
  }
}

async function cpuMs(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * TICK_MS;
}

import type { Clock } from '@openfinops/core';
import { messageOf } from '@openfinops/core';
import type { CpuTicks, Host, HostLook, Inventory, Transfer } from './host.ts';
import { hashMachine, parseMachineId, parseProductUuid } from './identity.ts';
import type { Sourced, SourceProblem } from './source.ts';

/** The calls of systeminformation that are used, and the fields of their answers. */
export interface SystemInformation {
  osInfo(): Promise<{ hostname: string; arch: string }>;
  uuid(): Promise<{ os: string; hardware: string }>;
  system(): Promise<{ manufacturer: string; model: string }>;
  time(): { uptime: number };
  cpu(): Promise<{ cores: number }>;
  currentLoad(): Promise<{ rawCurrentLoad: number; rawCurrentLoadIdle: number }>;
  mem(): Promise<{ total: number; available: number }>;
  fsSize(): Promise<{ size: number; used: number; available: number; mount: string }[]>;
  fsStats(): Promise<{ rx: number; wx: number } | null>;
  networkStats(interfaces: string): Promise<{ iface: string; rx_bytes: number; tx_bytes: number }[]>;
}

export interface PortableHostOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly platform: string;
  /** Loads the library at the first look; default: systeminformation itself. */
  readonly load?: () => Promise<SystemInformation>;
}

/** A machine that is not Linux: every figure comes from systeminformation, which starts the platform's own tools. */
export function createPortableHost({ clock, platform, load = loadSystemInformation }: PortableHostOptions): Host {
  let loading: Promise<SystemInformation> | undefined;
  const system = () => {
    loading ??= load();
    return loading;
  };
  /** Its counters are those of this process: another process must not go on from them. */
  const bootId = `${platform}-${clock.nowMs()}`;
  const countCpu = createCpuCounter();
  const ask = <T>(what: string, question: (si: SystemInformation) => T | Promise<T>) => askSource(system, what, question);

  return {
    async inventory(): Promise<Inventory> {
      const [os, uuid, model] = await Promise.all([
        ask('osInfo', (si) => si.osInfo()),
        ask('uuid', (si) => si.uuid()),
        ask('system', (si) => si.system()),
      ]);
      const hostname = os.value?.hostname || 'unknown';
      const id = parseProductUuid(uuid.value?.hardware ?? '') ?? parseProductUuid(uuid.value?.os ?? '') ?? parseMachineId(uuid.value?.os ?? '');
      const dmi = { vendor: model.value?.manufacturer || null, product: model.value?.model || null, chassisAssetTag: null, biosVersion: null };
      return {
        machine: hashMachine(id ?? hostname),
        hostname,
        arch: os.value?.arch || 'unknown',
        dmi: dmi.vendor === null && dmi.product === null ? null : dmi,
        limits: {},
        problems: [...problemsOf([os, uuid, model]), ...(id === undefined ? [NO_MACHINE_ID] : [])],
      };
    },

    async look(): Promise<HostLook> {
      const atMs = clock.nowMs();
      const [time, cpu, load, memory, disks, io, network] = await Promise.all([
        ask('time', (si) => si.time()),
        ask('cpu', (si) => si.cpu()),
        ask('currentLoad', (si) => si.currentLoad()),
        ask('mem', (si) => si.mem()),
        ask('fsSize', (si) => si.fsSize()),
        ask('fsStats', (si) => si.fsStats()),
        ask('networkStats', (si) => si.networkStats('*')),
      ]);
      const uptimeMs = time.value === null ? null : Math.round(time.value.uptime * 1000);
      const root = disks.value?.find(({ mount }) => mount === '/' || /^c:/i.test(mount)) ?? disks.value?.[0];
      return {
        atMs,
        uptimeMs,
        bootId,
        bootMs: uptimeMs === null ? null : Math.ceil((atMs - uptimeMs) / MINUTE_MS) * MINUTE_MS,
        vcpus: cpu.value?.cores || null,
        cpu: load.value === null ? null : countCpu(load.value),
        memory:
          memory.value === null || !(memory.value.total > 0) ? null : { totalBytes: memory.value.total, availableBytes: memory.value.available },
        fileSystem: root === undefined ? null : { sizeBytes: root.size, usedBytes: root.used, availableBytes: root.available },
        disks: io.value === null ? null : { all: { inBytes: io.value.rx, outBytes: io.value.wx } },
        interfaces: network.value === null ? null : interfacesOf(network.value),
        problems: problemsOf([time, cpu, load, memory, disks, network]),
      };
    },

    async samplePower() {
      return {
        value: null,
        problem: { code: 'SOURCE_MISSING', message: `${platform} has no power counter that this agent can read`, hint: POWER_HINT },
      };
    },

    async probe() {
      const memory = await ask('mem', (si) => si.mem());
      if (memory.problem === undefined) return [{ name: 'systeminformation', ok: true, detail: `loaded; the only source on ${platform}` }];
      return [{ name: 'systeminformation', ok: false, detail: memory.problem.message, hint: 'Install the agent again, with its dependencies.' }];
    },
  };
}

/** The difference of two clocks trembles by milliseconds; the next full minute is the same at every look, and claims no time before the boot. */
const MINUTE_MS = 60_000;

const POWER_HINT = 'Say power.watts, or idleWatts and maxWatts, on the rate card.';

const NO_MACHINE_ID: SourceProblem = {
  code: 'SOURCE_MISSING',
  message: 'this machine has no machine id: it goes by its host name, which another machine may have too',
};

async function loadSystemInformation(): Promise<SystemInformation> {
  const library = await import('systeminformation');
  return library.default;
}

async function askSource<T>(
  system: () => Promise<SystemInformation>,
  what: string,
  question: (si: SystemInformation) => T | Promise<T>,
): Promise<Sourced<T>> {
  try {
    return { value: await question(await system()) };
  } catch (error) {
    return { value: null, problem: { code: 'SOURCE_MISSING', message: `systeminformation ${what} failed: ${messageOf(error)}` } };
  }
}

/** Each answer covers the time since the one before it; added up they are counters. */
function createCpuCounter(): (load: { rawCurrentLoad: number; rawCurrentLoadIdle: number }) => CpuTicks {
  let busy = 0;
  let total = 0;
  return ({ rawCurrentLoad, rawCurrentLoadIdle }) => {
    busy += Math.max(0, rawCurrentLoad);
    total += Math.max(0, rawCurrentLoad) + Math.max(0, rawCurrentLoadIdle);
    return { busy, total };
  };
}

function interfacesOf(stats: Awaited<ReturnType<SystemInformation['networkStats']>>): Record<string, Transfer> {
  const interfaces: Record<string, Transfer> = {};
  for (const { iface, rx_bytes: inBytes, tx_bytes: outBytes } of stats) {
    if (!/^lo\d*$/i.test(iface)) interfaces[iface] = { inBytes, outBytes };
  }
  return interfaces;
}

function problemsOf(sources: readonly Sourced<unknown>[]): SourceProblem[] {
  return sources.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
}

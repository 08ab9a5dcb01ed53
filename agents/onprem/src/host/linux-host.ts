import { arch as agentArch, hostname as agentHostname } from 'node:os';
import type { Clock, Files } from '@openfinops/core';
import { createBootTime } from './boot-time.ts';
import { readLimits } from './cgroup.ts';
import { parseStat } from './cpu.ts';
import { parseDiskstats, readFileSystem } from './disk.ts';
import { readDmi } from './dmi.ts';
import type { Host, HostLook, Inventory, PowerSample, PowerSourceName } from './host.ts';
import { readHostname, readIdentity } from './identity.ts';
import { parseMeminfo } from './memory.ts';
import { parseNetDev } from './network.ts';
import { parseWord } from './parse.ts';
import { readAcpiPower, readRapl } from './power.ts';
import { probeLinux } from './probe-linux.ts';
import { readFirst, readSource, type Sourced, type SourceProblem, under } from './source.ts';
import { parseBootId, parseUptime } from './uptime.ts';

export interface LinuxHostOptions {
  readonly root: string;
  readonly files: Files;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A Linux machine, read from /proc, /sys and /etc below a root; no process is started. */
export function createLinuxHost({ root, files, clock }: LinuxHostOptions): Host {
  const at = (path: string) => under(root, path);
  const readUptime = () => readSource(files, at('/proc/uptime'), 'uptime', parseUptime);
  const bootTime = createBootTime();

  return {
    async inventory(): Promise<Inventory> {
      const hostname = await readHostname(files, root, agentHostname);
      const [identity, arch, dmi, container] = await Promise.all([
        readIdentity(files, root, hostname),
        readSource(files, at('/proc/sys/kernel/arch'), 'architecture', parseWord),
        readDmi(files, root),
        readLimits(files, root),
      ]);
      return {
        machine: identity.machine,
        hostname,
        arch: arch.value ?? UNAME_ARCH[agentArch()] ?? agentArch(),
        dmi,
        limits: container.limits,
        problems: [...identity.problems, ...container.problems],
      };
    },

    async look(): Promise<HostLook> {
      const atMs = clock.nowMs();
      const [stat, uptime, boot, memory, disks, interfaces, fileSystem] = await Promise.all([
        readSource(files, at('/proc/stat'), 'CPU time', parseStat),
        readUptime(),
        readSource(files, at('/proc/sys/kernel/random/boot_id'), 'boot id', parseBootId),
        readSource(files, at('/proc/meminfo'), 'memory', parseMeminfo),
        readSource(files, at('/proc/diskstats'), 'disk counters', parseDiskstats),
        readFirst(files, [at('/proc/1/net/dev'), at('/proc/net/dev')], 'network counters', parseNetDev),
        readFileSystem(files, root),
      ]);
      return {
        atMs,
        uptimeMs: uptime.value,
        bootId: boot.value,
        bootMs: bootTime({ bootId: boot.value, bootMs: stat.value?.bootMs ?? null }),
        vcpus: stat.value === null || stat.value.vcpus === 0 ? null : stat.value.vcpus,
        cpu: stat.value?.ticks ?? null,
        memory: memory.value,
        fileSystem: fileSystem.value,
        disks: disks.value,
        interfaces: interfaces.value,
        problems: problemsOf([stat, uptime, boot, memory, disks, interfaces, fileSystem]),
      };
    },

    async samplePower(source: PowerSourceName): Promise<Sourced<PowerSample>> {
      const atMs = clock.nowMs();
      const uptimeMs = (await readUptime()).value;
      if (source === 'rapl') {
        const zones = await readRapl(files, root);
        return zones.problem === undefined ? { value: { atMs, uptimeMs, zones: zones.value } } : zones;
      }
      const watts = await readAcpiPower(files, root);
      return watts.problem === undefined ? { value: { atMs, uptimeMs, watts: watts.value } } : watts;
    },

    probe: () => probeLinux(files, root),
  };
}

/** What Node calls an architecture, as `uname -m` calls it. */
const UNAME_ARCH: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' };

function problemsOf(sources: readonly Sourced<unknown>[]): SourceProblem[] {
  return sources.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
}

import type { PermissionProbe } from '@openfinops/core';
import type { Dmi } from './dmi.ts';
import type { Sourced, SourceProblem } from './source.ts';

/** CPU time since some beginning, in any one unit. */
export interface CpuTicks {
  readonly busy: number;
  readonly total: number;
}

/** Bytes that went through a disk (in: read, out: written) or an interface (in: received, out: sent) since some beginning. */
export interface Transfer {
  readonly inBytes: number;
  readonly outBytes: number;
}

export interface MemoryUse {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

export interface FileSystemUse {
  readonly sizeBytes: number;
  readonly usedBytes: number;
  /** What may still be written by anybody; what is kept for root is neither used nor available. */
  readonly availableBytes: number;
}

/** What stays the same while the machine runs. */
export interface Inventory {
  /** 12 hex digits of the hashed machine id. */
  readonly machine: string;
  readonly hostname: string;
  /** `x86_64`, `aarch64`, … */
  readonly arch: string;
  readonly dmi: Dmi | null;
  /** Limits of the container that the agent runs in; empty outside one. */
  readonly limits: ContainerLimits;
  readonly problems: readonly SourceProblem[];
}

export interface ContainerLimits {
  /** CPUs, e.g. 1.5. */
  readonly cpus?: number;
  readonly memoryBytes?: number;
}

/** One look at the machine. Unknown is null, and `problems` says why. */
export interface HostLook {
  /** Wall time, epoch ms. */
  readonly atMs: number;
  /** Time since boot, which no clock change moves. */
  readonly uptimeMs: number | null;
  /** Another one means that every counter began anew. */
  readonly bootId: string | null;
  readonly bootMs: number | null;
  readonly vcpus: number | null;
  readonly cpu: CpuTicks | null;
  readonly memory: MemoryUse | null;
  readonly fileSystem: FileSystemUse | null;
  readonly disks: Readonly<Record<string, Transfer>> | null;
  readonly interfaces: Readonly<Record<string, Transfer>> | null;
  readonly problems: readonly SourceProblem[];
}

/** Electrical power at one instant: a level, or energy counters that only go up until they wrap. */
export interface PowerSample {
  readonly atMs: number;
  readonly uptimeMs: number | null;
  readonly watts?: number;
  readonly zones?: Readonly<Record<string, EnergyCounter>>;
}

export interface EnergyCounter {
  readonly microjoules: number;
  /** It starts again at 0 after this. */
  readonly rangeMicrojoules: number;
}

export type PowerSourceName = 'rapl' | 'acpi';

/** A machine that can be looked at. No method rejects for a source that is not there. */
export interface Host {
  inventory(): Promise<Inventory>;
  look(): Promise<HostLook>;
  samplePower(source: PowerSourceName): Promise<Sourced<PowerSample>>;
  probe(): Promise<readonly PermissionProbe[]>;
}

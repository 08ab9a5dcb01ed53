/** What a fake machine needs of the fakes around it. */
interface World {
  readonly files: { set(path: string, content: string | (() => string) | null): void };
  readonly clock: { nowMs(): number; monotonicMs(): number };
}

/** How hard the machine works from now on, for each second of the clock. */
export interface FakeLoad {
  /** 0..1 of four CPUs. */
  readonly cpuRatio?: number;
  readonly readBytesPerSecond?: number;
  readonly writtenBytesPerSecond?: number;
  readonly receivedBytesPerSecond?: number;
  readonly sentBytesPerSecond?: number;
  /** Drawn by each of two CPU packages. */
  readonly packageWatts?: number;
}

/** For tests: a Linux machine whose counters go on with the clock. */
export interface FakeMachine {
  work(load: FakeLoad): void;
  /** All counters begin anew, under another boot id. */
  reboot(): void;
}

/** Up for ten hours when the clock starts, four CPUs, 64 GiB, one NVMe disk, one interface, two RAPL packages that wrap at 262,143 J. */
const BOOTED_BEFORE_MS = 36_000_000;
const TICKS_PER_SECOND = 4 * 100;
const RAPL_RANGE = 262_143_000_000;

export function createFakeMachine({ files, clock }: World): FakeMachine {
  let bootWallMs = clock.nowMs() - BOOTED_BEFORE_MS;
  let bootMonotonicMs = clock.monotonicMs() - BOOTED_BEFORE_MS;
  let boots = 1;
  let load: FakeLoad = {};
  let countedMs = clock.monotonicMs();
  let busySeconds = 1000;
  let totals = { read: 5e9, written: 7e9, received: 3e9, sent: 2e9, joules: 1000 };

  const count = (): void => {
    const seconds = (clock.monotonicMs() - countedMs) / 1000;
    countedMs = clock.monotonicMs();
    busySeconds += seconds * (load.cpuRatio ?? 0);
    totals = {
      read: totals.read + seconds * (load.readBytesPerSecond ?? 0),
      written: totals.written + seconds * (load.writtenBytesPerSecond ?? 0),
      received: totals.received + seconds * (load.receivedBytesPerSecond ?? 0),
      sent: totals.sent + seconds * (load.sentBytesPerSecond ?? 0),
      joules: totals.joules + seconds * (load.packageWatts ?? 0),
    };
  };
  const uptimeSeconds = () => (clock.monotonicMs() - bootMonotonicMs) / 1000;
  const counted = (path: string, text: () => string): void => {
    files.set(path, () => {
      count();
      return text();
    });
  };

  counted('/proc/stat', () => {
    const busy = Math.round(busySeconds * TICKS_PER_SECOND);
    const idle = Math.round(uptimeSeconds() * TICKS_PER_SECOND) - busy;
    const cpus = [0, 1, 2, 3].map((cpu) => `cpu${cpu} 1 0 0 1 0 0 0 0 0 0\n`).join('');
    return `cpu  ${busy} 0 0 ${idle} 0 0 0 0 0 0\n${cpus}ctxt 1\nbtime ${Math.floor(bootWallMs / 1000)}\nprocesses 1\n`;
  });
  counted('/proc/uptime', () => `${uptimeSeconds().toFixed(2)} 1.00\n`);
  counted('/proc/diskstats', () => ` 259 0 nvme0n1 9 0 ${Math.round(totals.read / 512)} 9 9 0 ${Math.round(totals.written / 512)} 9 0 9 9\n`);
  counted('/proc/1/net/dev', () => {
    const head = 'Inter-|   Receive |  Transmit\n face |bytes packets |bytes packets\n';
    return `${head}  eno1: ${Math.round(totals.received)} 1 0 0 0 0 0 0 ${Math.round(totals.sent)} 1 0 0 0 0 0 0\n`;
  });
  for (const zone of [0, 1]) {
    const folder = `/sys/class/powercap/intel-rapl:${zone}`;
    files.set(`${folder}/name`, `package-${zone}\n`);
    files.set(`${folder}/max_energy_range_uj`, `${RAPL_RANGE}\n`);
    counted(`${folder}/energy_uj`, () => `${Math.round(totals.joules * 1e6) % RAPL_RANGE}\n`);
  }
  files.set('/proc/meminfo', 'MemTotal:       67108864 kB\nMemFree:         1048576 kB\nMemAvailable:   50331648 kB\n');
  files.set('/proc/sys/kernel/random/boot_id', () => `0b00710d-0000-4000-8000-00000000000${boots}\n`);
  files.set('/proc/sys/kernel/hostname', 'rack7-node3\n');
  files.set('/proc/sys/kernel/arch', 'x86_64\n');
  files.set('/etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  files.set('/sys/class/dmi/id/sys_vendor', 'Dell Inc.\n');
  files.set('/sys/class/dmi/id/product_name', 'PowerEdge R760\n');

  return {
    work(next) {
      count();
      load = { ...load, ...next };
    },
    reboot() {
      count();
      boots += 1;
      bootWallMs = clock.nowMs();
      bootMonotonicMs = clock.monotonicMs();
      busySeconds = 0;
      totals = { read: 0, written: 0, received: 0, sent: 0, joules: 0 };
    },
  };
}

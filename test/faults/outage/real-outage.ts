import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRun, FaultTally } from '../fault-row.ts';
import type { AgentProcess } from '../stand/agent-process.ts';
import { concludeRow } from '../stand/conclude.ts';
import { openStand } from '../stand/stand.ts';

/** An hour a minute. */
const SPEED = 60;
const WARM_UP_MS = 20_000;
/** Linux counts CPU time in ticks of 10 ms (USER_HZ). */
const TICK_MS = 10;
const MAX_CPU_RATIO = 0.01;
const MAX_GROWTH_BYTES = 10_000_000;

/** The agent without a server for so many real minutes: what it costs the machine, and that everything arrives afterwards. */
export async function endureRealOutage(options: FaultRun, minutes: number): Promise<FaultTally> {
  const stand = await openStand('F8', { speed: SPEED });
  return await concludeRow(stand, options, async () => {
    await stand.liveInPeace();
    await stand.liveInPeace({ args: ['--interval', '10'] }, async (life) => {
      await stand.oracle.goDown();
      await sleep(Math.min(WARM_UP_MS, (minutes * 60_000) / 3));
      const before = await readUse(life);
      await sleep(minutes * 60_000);
      const after = await readUse(life);
      await stand.oracle.comeBack();
      check(before, after, options);
    });
    return { runs: 1, happened: 1 };
  });
}

interface Use {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

async function readUse({ child }: AgentProcess): Promise<Use> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  // After the name in brackets: state is the 3rd field, utime the 14th, stime the 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuMs = TICK_MS * (Number(fields[11]) + Number(fields[12]));
  const [, residentKib = '0'] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
  return { atMs: performance.now(), cpuMs, residentBytes: Number(residentKib) * 1024 };
}

/** Throws when the outage cost more than it may; the short form is too short to say. */
function check(before: Use, after: Use, { tell, isQuick }: FaultRun): void {
  const cpuRatio = (after.cpuMs - before.cpuMs) / (after.atMs - before.atMs);
  const grownBytes = after.residentBytes - before.residentBytes;
  tell(`without a server: ${(100 * cpuRatio).toFixed(2)} % of a CPU, memory grew by ${(grownBytes / 1e6).toFixed(1)} MB`);
  if (isQuick) return;
  if (cpuRatio > MAX_CPU_RATIO) throw new Error(`an outage costs ${(100 * cpuRatio).toFixed(2)} % of a CPU`);
  if (grownBytes > MAX_GROWTH_BYTES) throw new Error(`memory grew by ${grownBytes} bytes in an outage`);
}

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginWorld, HOUR_MS, WORLD_VARIABLE, type WorldSpec, worldTimeMs } from '../world/world.ts';
import { type AgentLaunch, type AgentProcess, countOf, type Obligation, startAgentProcess } from './agent-process.ts';
import { buildAgentUnderTest } from './agent-under-test.ts';
import { firstHourTold } from './first-hour.ts';
import { type OracleServer, startOracleServer } from './oracle-server.ts';
import { type Settlement, settle } from './settle.ts';

export interface LaunchOptions extends Partial<Pick<AgentLaunch, 'wrapper' | 'uid'>> {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the stand's own. */
  readonly stateDir?: string;
}

export interface SettleOptions {
  /** The agent was short of room, or of a disk: it may drop what a gap then tells of, final charges apart. */
  readonly mayGiveUp?: boolean;
}

/** A world, a server that remembers everything, and one state directory through which the agent lives again and again. */
export interface Stand {
  readonly spec: WorldSpec;
  readonly oracle: OracleServer;
  readonly cwd: string;
  readonly stateDir: string;
  /** Of all lives so far. */
  obligations(): Obligation[];
  launch(options?: LaunchOptions): AgentProcess;
  /**
   * A whole life that ends in order: it looks, lives through `during` if there is one, looks again, delivers everything that waits, and is asked to
   * leave. Throws when it does not leave with 0.
   */
  liveInPeace(options?: LaunchOptions, during?: (life: AgentProcess) => Promise<void>): Promise<AgentProcess>;
  /** Accounts for everything; the last life must have been one in peace. */
  settle(options?: SettleOptions): Promise<Settlement>;
  /** Ends what still runs. Removes the directory, or leaves what each life said and owed beside its state. */
  close(keep: boolean): Promise<void>;
}

const LOOKED = '"msg":"cycle finished"';
const POLL_MS = 20;
/** Ten looks of four batches each. */
const MANY_OTHERS = 40;
/** Longer than the agent ever waits between two tries: 300 s. */
const PATIENCE_MS = 330_000;

export async function openStand(name: string, world: Partial<WorldSpec> = {}): Promise<Stand> {
  const entry = await buildAgentUnderTest();
  const cwd = await mkdtemp(join(tmpdir(), `openfinops-${name.toLowerCase()}-`));
  const stateDir = join(cwd, 'state');
  const oracle = await startOracleServer();
  const spec = beginWorld(world);
  const lives: AgentProcess[] = [];
  const lost = new Set<string>();
  let firstLifeEndedMs: number | undefined;
  let lastLookMs = spec.beganMs;

  const obligations = (): Obligation[] => lives.flatMap((life) => [...life.obligations]);
  const launch = ({ args = [], env = {}, stateDir: dir = stateDir, ...options }: LaunchOptions = {}): AgentProcess => {
    const life = startAgentProcess({
      entry,
      cwd,
      args: ['world', '--server', oracle.url, '--interval', '1', '--state', dir, ...args],
      env: { [WORLD_VARIABLE]: JSON.stringify(spec), XDG_CONFIG_HOME: join(cwd, 'config'), ...env },
      ...options,
    });
    lives.push(life);
    return life;
  };
  const liveInPeace: Stand['liveInPeace'] = async (options, during) => {
    const life = launch(options);
    await life.untilTimes(LOOKED, 1);
    if (during !== undefined) {
      await during(life);
      // The one that runs, and one that begins after it.
      await life.untilTimes(LOOKED, countOf(LOOKED, life) + 2);
    }
    const lookedMs = lastLookOf(life);
    const owed = obligations().filter(({ batch }) => !lost.has(batch));
    for (const { batch } of await untilDelivered(owed, oracle, options?.stateDir ?? stateDir)) lost.add(batch);
    life.child.kill('SIGTERM');
    const { code } = await life.ended;
    if (code !== 0) throw new Error(`the agent left with ${code}:\n${life.stderr()}`);
    firstLifeEndedMs ??= Date.now();
    lastLookMs = lookedMs;
    return life;
  };

  return {
    spec,
    oracle,
    cwd,
    stateDir,
    obligations,
    launch,
    liveInPeace,
    async settle({ mayGiveUp = false } = {}) {
      const fromMs = firstHourTold(oracle.rows);
      if (firstLifeEndedMs === undefined || fromMs > worldTimeMs(spec, firstLifeEndedMs)) throw new Error('the first life told nothing');
      const toMs = Math.floor(worldTimeMs(spec, lastLookMs) / HOUR_MS) * HOUR_MS;
      return await settle({ spec, obligations: obligations(), oracle, fromMs, toMs, mayGiveUp });
    },
    async close(keep) {
      for (const { child } of lives) child.kill('SIGKILL');
      await oracle.close();
      if (!keep) return await rm(cwd, { recursive: true, force: true });
      for (const [no, life] of lives.entries()) {
        await writeFile(join(cwd, `life-${no}.log`), life.stderr());
        await writeFile(join(cwd, `life-${no}.owed.json`), JSON.stringify(life.obligations, null, 1));
      }
    },
  };
}

/**
 * Until the server has all that is promised now. What does not come while many others do, and is not on the disk either, is lost, which is for the
 * settlement to judge.
 * @returns what is lost, or still waits when patience ends
 */
async function untilDelivered(owed: readonly Obligation[], { confirmed }: OracleServer, stateDir: string): Promise<Obligation[]> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  let waiting = owed.filter(({ expires_ms, safety }) => expires_ms === null && safety !== 'dropped');
  for (let seen = confirmed.size; Date.now() < deadlineMs; await sleep(POLL_MS)) {
    const left = waiting.filter(({ batch }) => !confirmed.has(batch));
    if (left.length === 0) return [];
    if (left.length < waiting.length) seen = confirmed.size;
    waiting = left;
    if (confirmed.size - seen < MANY_OTHERS) continue;
    if (!(await isAnyOnDisk(left, stateDir))) return left;
    seen = confirmed.size;
  }
  return waiting;
}

/** A batch's file has its id in its name. */
async function isAnyOnDisk(batches: readonly Obligation[], stateDir: string): Promise<boolean> {
  const names = (await readdir(join(stateDir, 'world/spool/q')).catch(() => [])).join('\n');
  return batches.some(({ batch }) => names.includes(batch));
}

/** When the last look that its log tells of began, epoch ms. */
function lastLookOf({ stderr }: AgentProcess): number {
  const line = stderr()
    .split('\n')
    .findLast((one) => one.includes(LOOKED) && one.endsWith('}'));
  if (line === undefined) throw new Error('it never looked');
  const { time, elapsedMs } = JSON.parse(line) as { readonly time: string; readonly elapsedMs: number };
  return Date.parse(time) - elapsedMs - 1;
}

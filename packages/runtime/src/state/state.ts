import { join } from 'node:path';
import type { Ledger, Problem, ScopeId } from '@openfinops/core';
import { readAgentId, writeAgentId } from './agent-file.ts';
import { UNFINISHED } from './atomic-write.ts';
import { LEDGER_SUFFIX, ledgerFileName, readLedger, writeLedger } from './ledger-file.ts';
import { prepareDir } from './state-dir.ts';
import { codeOf, realStateIo, type StateIo, stateError } from './state-io.ts';

/** What an agent remembered when it started. Problems say what of it is lost; they never stop the agent. */
export interface Memory {
  /** null: none was made yet. */
  readonly agentId: string | null;
  readonly ledgers: ReadonlyMap<ScopeId, Ledger>;
  readonly problems: readonly Problem[];
}

/** An agent's directory of its own: its id and its ledgers. Directories are 0700, files 0600, and every write is atomic. */
export interface State {
  readonly dir: string;
  readonly memory: Memory;
  /** The id that is kept; made and kept now if there is none. Throws STATE_UNWRITABLE. */
  keepAgentId(make: () => string): Promise<string>;
  /** Throws STATE_UNWRITABLE; the ledger saved before is then still whole. */
  saveLedger(ledger: Ledger): Promise<void>;
}

const LEDGER_DIR = 'ledgers';

/** Opens the directory for writing and reads what is in it. Throws STATE_UNWRITABLE: before the first call, not after it. */
export async function openState(dir: string, world: { readonly nowMs: () => number; readonly io?: StateIo }): Promise<State> {
  const io = world.io ?? realStateIo;
  const ledgerDir = join(dir, LEDGER_DIR);
  await prepareDir(dir, io);
  await prepareDir(ledgerDir, io);
  await removeUnfinished(dir, io);
  await removeUnfinished(ledgerDir, io);
  const memory = await readMemory(dir, io);
  let keptId = memory.agentId;

  return {
    dir,
    memory,
    async keepAgentId(make) {
      if (keptId !== null) return keptId;
      const agentId = make();
      await writeAgentId(dir, agentId, world.nowMs(), io);
      keptId = agentId;
      return agentId;
    },
    saveLedger: (ledger) => writeLedger(join(ledgerDir, ledgerFileName(ledger.scope)), ledger, io),
  };
}

/** Reads the memory and makes nothing: for the dry run. A directory that is not there is an empty memory. */
export async function readMemory(dir: string, io: StateIo = realStateIo): Promise<Memory> {
  const { agentId, problems } = await readAgentId(dir, io);
  const ledgers = new Map<ScopeId, Ledger>();
  const allProblems = [...problems];
  for (const name of await listDir(join(dir, LEDGER_DIR), io)) {
    if (!name.endsWith(LEDGER_SUFFIX)) continue;
    const reading = await readLedger(join(dir, LEDGER_DIR, name), io);
    allProblems.push(...reading.problems);
    if (reading.ledger !== null) ledgers.set(reading.ledger.scope, reading.ledger);
  }
  return { agentId, ledgers, problems: allProblems };
}

/** What a crash left half-written. */
async function removeUnfinished(dir: string, io: StateIo): Promise<void> {
  for (const name of await listDir(dir, io)) {
    if (!name.endsWith(UNFINISHED)) continue;
    await io.rm(join(dir, name), { force: true }).catch((error: unknown) => {
      throw stateError(`${join(dir, name)} cannot be removed`, error);
    });
  }
}

async function listDir(dir: string, io: StateIo): Promise<string[]> {
  try {
    return (await io.readdir(dir)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw stateError(`the directory ${dir} cannot be read`, error);
  }
}

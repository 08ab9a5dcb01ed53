import { join } from 'node:path';
import { messageOf, type Problem } from '@openfinops/core';
import * as z from 'zod';
import { writeAtomically } from './atomic-write.ts';
import { codeOf, type StateIo } from './state-io.ts';

const AGENT_SCHEMA = 'openfinops.agent/1';

/** Loose: a newer agent's file still names the same agent. */
const AgentFile = z.object({ schema: z.string(), agent_id: z.string().min(1).max(256) });

/** The kept id; null where none was made yet or the file cannot be read, which is then a problem. */
export async function readAgentId(dir: string, io: StateIo): Promise<{ agentId: string | null; problems: Problem[] }> {
  const path = join(dir, 'agent.json');
  try {
    return { agentId: AgentFile.parse(JSON.parse(await io.readFile(path, 'utf8'))).agent_id, problems: [] };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { agentId: null, problems: [] };
    const message = `${path} cannot be read: ${error instanceof z.ZodError ? 'it holds no agent id' : messageOf(error)}`;
    return {
      agentId: null,
      problems: [
        { stage: 'ship', code: 'SOURCE_GARBLED', scope: null, message, hint: 'The agent id is made again from what identifies this agent.' },
      ],
    };
  }
}

/** Keeps the id. Throws STATE_UNWRITABLE. @param createdMs epoch ms */
export async function writeAgentId(dir: string, agentId: string, createdMs: number, io: StateIo): Promise<void> {
  const content = { schema: AGENT_SCHEMA, agent_id: agentId, created: new Date(createdMs).toISOString() };
  await writeAtomically(join(dir, 'agent.json'), [`${JSON.stringify(content, null, 2)}\n`], io);
}

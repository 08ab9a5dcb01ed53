import { describe, expect, it } from 'vitest';
import { hashMachineId, makeAgentId } from './agent-id.ts';

const identity = { provider: 'aws', accountId: '123456789012', machineId: '0123456789abcdef', selection: ['us-west-2'] };

describe('makeAgentId', () => {
  it('is provider, account and the hash of what was selected', () => {
    expect(makeAgentId(identity)).toBe('aws-123456789012-a5042f8b');
  });

  it('does not depend on the order of the selection', () => {
    const oneWay = makeAgentId({ ...identity, selection: ['us-east-1', 'eu-west-1'] });
    const theOther = makeAgentId({ ...identity, selection: ['eu-west-1', 'us-east-1'] });

    expect(oneWay).toBe(theOther);
  });

  it('takes the hashed machine id where there is no account, and never the machine id itself', () => {
    const agentId = makeAgentId({ ...identity, provider: 'onprem', accountId: null, selection: [] });

    expect(agentId).toBe(`onprem-${hashMachineId('0123456789abcdef')}-4f53cda1`);
    expect(agentId).not.toContain('0123456789ab');
  });

  it('differs by shard', () => {
    const shards = [1, 2, 3].map((index) => makeAgentId({ ...identity, shard: { index, count: 3 } }));

    expect(new Set([...shards, makeAgentId(identity)]).size).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { chargeId } from './charge-id.ts';

describe('chargeId (1.1)', () => {
  it('gives the published id for the published parts', () => {
    const id = chargeId({
      provider: 'aws',
      accountId: '123456789012',
      resourceId: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc12345def67890',
      meter: 'compute',
      hourStartMs: 1795240800_000,
    });

    expect(id).toBe('efad0a3b9656003f810a2230e93397da');
  });
});

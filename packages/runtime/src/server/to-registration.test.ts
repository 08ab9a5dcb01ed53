import { WireRegistration } from '@openfinops/core';
import { expect, it } from 'vitest';
import { toRegistration } from './to-registration.ts';

const registrant = { agentId: 'aws-1-a5042f8b', hostname: 'h', provider: 'aws', region: 'us-west-2', agentVersion: '0.1.0', intervalMs: 300_000 };

it('says who the agent is and how it is set up, in the words of the wire', () => {
  const registration = toRegistration({ ...registrant, scopes: ['aws/1/us-west-2/ec2', 'aws/1/us-west-2/ebs'] });

  expect(registration).toEqual({
    agent_id: 'aws-1-a5042f8b',
    hostname: 'h',
    cloud_provider: 'aws',
    region: 'us-west-2',
    config: { agent_version: '0.1.0', schema: 'openfinops.batch/1', interval_s: 300, scopes: ['aws/1/us-west-2/ebs', 'aws/1/us-west-2/ec2'] },
  });
  expect(WireRegistration.parse(registration)).toEqual(registration);
});

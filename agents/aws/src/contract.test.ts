import { type AwsEmulator, createFakePorts, startAwsEmulator, testProvider } from '@openfinops/testing';
import { afterAll, beforeAll } from 'vitest';
import { type RestoreEnvironment, useFakeEnvironment } from './fake-environment.ts';
import { AwsOptions } from './options.ts';
import { createAwsProvider } from './provider.ts';

let emulator: AwsEmulator;
let restore: RestoreEnvironment;
beforeAll(async () => {
  emulator = await startAwsEmulator({ seed: 1, estate: { instances: 20, regions: ['us-west-2', 'us-east-1'] }, chunkBytes: 'random' });
  restore = useFakeEnvironment(emulator.url);
});
afterAll(async () => {
  restore();
  await emulator.close();
});

const open = (options: object) => createAwsProvider(AwsOptions.parse(options), createFakePorts());

testProvider('aws over one region', () => open({ region: ['us-west-2'] }));
testProvider('aws over all regions, machines alone', () => open({ region: ['all'], services: ['ec2'] }));

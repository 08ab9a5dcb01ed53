import { WireDocument } from '@openfinops/core';
import { type AwsEmulator, startAwsEmulator } from '@openfinops/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { totalOf } from '../../packages/testing/src/aws/call-book.ts';
import type { AwsEmulatorOptions } from '../../packages/testing/src/aws/start-aws-emulator.ts';
import { createWorkDir, type Ended, runAgent } from '../e2e/run-agent.ts';

const ARGS = ['aws', '--region', 'us-west-2', '--once'] as const;
const TIMEOUT_MS = 120_000;

async function start(options: Partial<AwsEmulatorOptions> = {}): Promise<AwsEmulator> {
  const emulator = await startAwsEmulator({ seed: 3, estate: { instances: 60 }, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

async function runOnce({ url }: AwsEmulator, ...args: string[]): Promise<Ended> {
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return await runAgent([...ARGS, ...args], { cwd: await createWorkDir(), env });
}

async function readDocument(emulator: AwsEmulator, ...args: string[]): Promise<{ ended: Ended; document: WireDocument }> {
  const ended = await runOnce(emulator, '--format', 'json', ...args);
  return { ended, document: WireDocument.parse(JSON.parse(ended.stdout)) };
}

/** Ids behind the last slash of the ARNs of one service, in order. */
function idsOf({ resources }: WireDocument, service: string): string[] {
  const ids = resources.filter((resource) => resource.service === service).map(({ id }) => id.slice(id.lastIndexOf('/') + 1));
  return ids.sort();
}

function machineIds({ estate }: AwsEmulator): string[] {
  return estate.machines.map(({ instanceId }) => instanceId).sort();
}

describe('aws --once', { timeout: TIMEOUT_MS }, () => {
  it('prints a table of machines, disks and addresses', async () => {
    const { exitCode, stdout } = await runOnce(await start());

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Dry run: nothing is sent to /);
    expect(stdout).toMatch(/^scope +3 scopes, \d+ calls, all whole$/m);
    expect(stdout).toMatch(/^ec2 +60 resources +\d+ running/m);
    expect(stdout).toMatch(/^ebs +\d+ resources/m);
    expect(stdout).toMatch(/^eip +\d+ resources/m);
  });

  it('lists everything there is, each thing once, with its rate', async () => {
    const emulator = await start();

    const { ended, document } = await readDocument(emulator);

    expect(ended.exitCode).toBe(0);
    expect(idsOf(document, 'ec2')).toEqual(machineIds(emulator));
    expect(idsOf(document, 'ebs')).toEqual(expect.arrayContaining(emulator.estate.volumes.map(({ volumeId }) => volumeId)));
    expect(idsOf(document, 'eip')).toEqual(expect.arrayContaining(emulator.estate.addresses.map(({ allocationId }) => allocationId)));
    expect(document.resources.filter(({ state, usd_per_hour: rate }) => state === 'running' && rate === null)).toEqual([]);
  });

  it('reports the use of each machine as it was', async () => {
    const emulator = await start();

    const { document } = await readDocument(emulator, '--services', 'ec2');

    const wrong = document.series
      .filter(({ name }) => name === 'cpu.utilization')
      .flatMap(({ resource_id: id, start, step_s: stepS, values }) => {
        const truth = emulator.metricTruth({
          namespace: 'AWS/EC2',
          name: 'CPUUtilization',
          dimensions: { InstanceId: id.slice(id.lastIndexOf('/') + 1) },
          statistic: 'Average',
          startMs: start * 1000,
          endMs: (start + stepS * values.length) * 1000,
          periodMs: stepS * 1000,
          readyMs: Number.POSITIVE_INFINITY,
        });
        const trueRatios = new Map(truth.map(({ atMs, value }) => [atMs, value / 100]));
        return values.filter((value, index) => value !== null && Math.abs(value - (trueRatios.get((start + index * stepS) * 1000) ?? -1)) > 1e-9);
      });
    const running = emulator.estate.machines.filter(({ runs }) => runs[0]?.toMs === null);
    const measured = new Set(document.series.filter(({ name }) => name === 'cpu.utilization').map(({ resource_id: id }) => id));
    expect(wrong).toEqual([]);
    expect(measured.size).toBe(running.length);
  });

  it.each([{ chunkBytes: 1 }, { chunkBytes: 7 }, { chunkBytes: 'random' as const }])(
    'reads bodies in pieces of $chunkBytes bytes',
    async ({ chunkBytes }) => {
      const emulator = await start({ estate: { instances: 6 }, chunkBytes });

      const { ended, document } = await readDocument(emulator, '--services', 'ec2');

      expect(ended.exitCode).toBe(0);
      expect(idsOf(document, 'ec2')).toEqual(machineIds(emulator));
    },
  );
});

describe('aws --once that is refused', { timeout: TIMEOUT_MS }, () => {
  it('ends with 75 when disks are denied, and has everything else', async () => {
    const emulator = await start({ faults: [{ on: 'ec2:DescribeVolumes', fault: { type: 'deny' } }] });

    const { ended, document } = await readDocument(emulator);

    expect(ended.exitCode).toBe(75);
    expect(ended.stderr).toContain('1 of 3 scopes failed: aws/123456789012/us-west-2/ebs');
    expect(JSON.stringify(document.events)).toContain('ec2:DescribeVolumes');
    expect(document.scopes.filter(({ complete }) => !complete).map(({ scope }) => scope)).toEqual(['aws/123456789012/us-west-2/ebs']);
    expect(idsOf(document, 'ec2')).toEqual(machineIds(emulator));
  });

  it.each([{ on: 'ec2:*' }, { on: '*' }])('ends with 77 when $on is denied, and makes nothing up', async ({ on }) => {
    const emulator = await start({ faults: [{ on, fault: { type: 'deny' } }] });

    const ended = await runOnce(emulator, '--format', 'json');

    const charges = ended.stdout === '' ? [] : WireDocument.parse(JSON.parse(ended.stdout)).charges;
    expect(ended.exitCode).toBe(77);
    expect(charges).toEqual([]);
  });

  it('reads everything through 30 % of throttling, with at most three times the calls', async () => {
    const calm = await start({ estate: { instances: 200 } });
    const hasty = await start({ estate: { instances: 200 }, faults: [{ on: '*', ratio: 0.3, fault: { type: 'throttle' } }] });

    const undisturbed = await readDocument(calm);
    const throttled = await readDocument(hasty);

    const refused = totalOf(hasty.calls()).throttled;
    expect(throttled.ended.exitCode).toBe(0);
    expect(refused).toBeGreaterThan(0);
    expect(throttled.document.resources.map(({ id }) => id).sort()).toEqual(undisturbed.document.resources.map(({ id }) => id).sort());
    expect(throttled.document.series).toHaveLength(undisturbed.document.series.length);
    expect(totalOf(hasty.calls()).calls).toBeLessThanOrEqual(3 * totalOf(calm.calls()).calls);
  });

  it('stops at a token that repeats, and ends nothing', async () => {
    const emulator = await start({
      estate: { instances: 2200, zones: 1 },
      faults: [{ on: 'ec2:DescribeInstances', fault: { type: 'repeat-token' } }],
    });

    const { ended, document } = await readDocument(emulator, '--services', 'ec2');

    expect(ended.exitCode).toBe(75);
    expect(document.scopes).toMatchObject([{ complete: false }]);
    expect(document.resources.filter(({ state }) => state === 'deleted')).toEqual([]);
    expect(totalOf(emulator.calls(), { operation: 'DescribeInstances' }).calls).toBeLessThan(20);
  });
});

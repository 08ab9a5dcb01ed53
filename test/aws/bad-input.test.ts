import type { CycleOutcome, JoinedCharge } from '@openfinops/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { totalOf } from '../../packages/testing/src/aws/call-book.ts';
import type { AwsFault } from '../../packages/testing/src/aws/faults.ts';
import { type AwsDrive, driveAws } from './drive-aws.ts';

const START_MS = Date.UTC(2026, 10, 2, 10);
const INTERVAL_MS = 300_000;
const MACHINES = 12;
const TIMEOUT_MS = 60_000;
const KILOBYTE = 1024;

interface Look {
  readonly drive: AwsDrive;
  readonly outcome: CycleOutcome;
  readonly charges: readonly JoinedCharge[];
}

/** One look at an account of running machines, one answer of which is not as it should be. */
async function lookAt(on: string, fault: AwsFault, nth?: readonly number[]): Promise<Look> {
  const drive = await driveAws({
    seed: 9,
    estate: { instances: MACHINES, zones: 1, stoppedRatio: 0, spotRatio: 0, nowMs: START_MS },
    startMs: START_MS,
    intervalMs: INTERVAL_MS,
    options: { services: ['ec2'] },
  });
  onTestFinished(() => drive.close());
  drive.emulator.setFaults([{ on, fault, ...(nth === undefined ? {} : { nth }) }]);
  const outcome = await drive.look(START_MS + INTERVAL_MS);
  return { drive, outcome, charges: [...drive.hub.values()] };
}

/** Changes the first instance of a reply and no other. */
function first(pattern: RegExp, by: string): AwsFault {
  return { type: 'rewrite', rewrite: (body) => body.replace(pattern, by) };
}

/** Machines of which every line has a price. */
function pricedMachines(charges: readonly JoinedCharge[]): number {
  const priced = charges.filter(({ lines }) => lines.length > 0 && lines.every(({ listCost }) => listCost !== null));
  return new Set(priced.map(({ resourceId }) => resourceId)).size;
}

/** Why lines have no price. */
function reasonsOf(charges: readonly JoinedCharge[]): string[] {
  const reasons = charges.flatMap(({ lines }) => lines.flatMap(({ price }) => ('missing' in price ? [price.missing] : [])));
  return [...new Set(reasons)];
}

const TAGS = Array.from({ length: 200 }, (_, index) => {
  const value = `&lt;item&gt;&amp;&#x1F600;&quot;${'x'.repeat(KILOBYTE)}`;
  return `<item><key>tag-${index}</key><value>${value}</value></item>`;
}).join('');

describe('an instance of which something is wrong', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { what: 'of a type that nobody knows', fault: first(/<instanceType>[^<]*/, '<instanceType>z9.huge'), reason: 'sku-unknown' },
    { what: 'without a type', fault: first(/<instanceType>[^<]*<\/instanceType>/, ''), reason: 'sku-unknown' },
    { what: 'of a platform that nobody knows', fault: first(/<platformDetails>[^<]*/, '<platformDetails>Plan 9'), reason: null },
    { what: 'in a Local Zone', fault: first(/<availabilityZone>[^<]*/, '<availabilityZone>us-west-2-lax-1a'), reason: null },
    { what: 'in a Wavelength Zone', fault: first(/<availabilityZone>[^<]*/, '<availabilityZone>us-west-2-wl1-las-wlz-1'), reason: null },
  ])('$what has a reason for no price, and the others are whole', async ({ fault, reason }) => {
    const { outcome, charges } = await lookAt('ec2:DescribeInstances', fault);

    expect(outcome.scopes).toMatchObject([{ complete: true, resources: MACHINES }]);
    expect(pricedMachines(charges)).toBe(MACHINES - 1);
    expect(reasonsOf(charges)).toHaveLength(1);
    if (reason !== null) expect(reasonsOf(charges)).toEqual([reason]);
  });

  it.each([
    { what: 'without a launch time', fault: first(/<launchTime>[^<]*<\/launchTime>/, '') },
    { what: 'launched in the future', fault: first(/<launchTime>[^<]*/, '<launchTime>2031-01-01T00:00:00.000Z') },
    { what: 'launched at no time', fault: first(/<launchTime>[^<]*/, '<launchTime>soon') },
  ])('$what is not billed for time that nobody saw, and the others are whole', async ({ fault }) => {
    const { outcome, charges } = await lookAt('ec2:DescribeInstances', fault);

    expect(outcome.scopes).toMatchObject([{ resources: MACHINES }]);
    expect(pricedMachines(charges)).toBe(MACHINES - 1);
  });

  it.each([
    { what: '200 tags of 1 KB with entities and <item> in them', fault: first(/<tagSet>.*?<\/tagSet>/s, `<tagSet>${TAGS}</tagSet>`) },
    {
      what: 'bytes that are no UTF-8',
      fault: {
        type: 'rewrite-bytes',
        rewrite: (body: Buffer) => {
          const at = body.indexOf('<key>Name</key><value>') + '<key>Name</key><value>'.length;
          return Buffer.concat([body.subarray(0, at), Buffer.from([0xc3, 0x28, 0xff, 0xfe]), body.subarray(at)]);
        },
      } as const,
    },
  ])('with $what is billed like the others', async ({ fault }) => {
    const { outcome, charges } = await lookAt('ec2:DescribeInstances', fault);

    expect(outcome.scopes).toMatchObject([{ complete: true, resources: MACHINES }]);
    expect(pricedMachines(charges)).toBe(MACHINES);
  });
});

describe('an answer that is no listing', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { what: 'nothing', body: '' },
    { what: 'one byte', body: '<' },
    { what: 'entities that unfold without end', body: `<!DOCTYPE x [<!ENTITY a "${'&b;'.repeat(9)}"><!ENTITY b "${'&a;'.repeat(9)}">]><x>&a;</x>` },
    {
      what: 'a file of the machine as an entity',
      body: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><DescribeInstancesResponse><reservationSet>&a;',
    },
    { what: 'a page of a proxy', body: '<html><body>Please log in.</body></html>' },
    { what: 'JSON', body: '{"Reservations":[]}' },
    { what: 'a field of 105 MB', body: `<DescribeInstancesResponse><reservationSet><item>${'k'.repeat(100 * KILOBYTE * KILOBYTE)}` },
  ])('but $what is asked for again', async ({ body }) => {
    const { outcome, drive } = await lookAt('ec2:DescribeInstances', { type: 'body', body }, [1]);

    expect(outcome.scopes).toMatchObject([{ complete: true, resources: MACHINES }]);
    expect(totalOf(drive.emulator.calls(), { operation: 'DescribeInstances' }).calls).toBeGreaterThan(1);
  });

  it.each([60, 500, 3000, 9001, 20_000, 30_000].map((length) => ({ length })))(
    'because it ends after $length bytes is asked for again',
    async ({ length }) => {
      const { outcome } = await lookAt('ec2:DescribeInstances', { type: 'rewrite', rewrite: (body) => body.slice(0, length) }, [1]);

      expect(outcome.scopes).toMatchObject([{ complete: true, resources: MACHINES }]);
    },
  );

  it.each([
    { what: 'a page of a proxy', fault: { type: 'body', body: '<html><body>Please log in.</body></html>' } as const },
    { what: 'an error', fault: { type: 'error', status: 400, code: 'InvalidParameterValue' } as const },
  ])('but $what each time passes for nothing', async ({ fault }) => {
    const { outcome, charges } = await lookAt('ec2:DescribeInstances', fault);

    expect(outcome.scopes).toMatchObject([{ complete: false }]);
    expect(outcome.problems.length).toBeGreaterThan(0);
    expect(charges).toEqual([]);
  });
});

describe('metrics of which something is wrong', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { what: 'values that are no numbers', fault: first(/"Values":\[[\d.]+/, '"Values":["NaN"') },
    { what: 'half of them not there yet', fault: { type: 'partial-data' } as const },
    { what: 'some of them lost by CloudWatch', fault: { type: 'internal-data' } as const },
  ])('($what) leave the bill as it is', async ({ fault }) => {
    const { outcome, charges } = await lookAt('cloudwatch:GetMetricData', fault);

    expect(outcome.scopes).toMatchObject([{ complete: true, resources: MACHINES }]);
    expect(pricedMachines(charges)).toBe(MACHINES);
  });
});

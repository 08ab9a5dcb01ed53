import { describe, expect, it, onTestFinished } from 'vitest';
import { type AwsEmulator, type AwsEmulatorOptions, startAwsEmulator } from './start-aws-emulator.ts';
import { callAws, type TestCall, textsOf } from './test-calls.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);
const END_S = NOW_MS / 1000;

async function start(options: Partial<AwsEmulatorOptions> = {}): Promise<AwsEmulator> {
  const emulator = await startAwsEmulator({ seed: 7, estate: { instances: 40 }, nowMs: () => NOW_MS, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** Follows the pages of a listing, at most so many. */
async function listPages({ url }: AwsEmulator, call: TestCall, atMost = 50): Promise<string[]> {
  const pages: string[] = [];
  let token = '';
  do {
    const input = { ...call.input, ...(token === '' ? {} : { NextToken: token }) };
    const page = await (await callAws(url, { ...call, input })).text();
    pages.push(page);
    token = textsOf(page, 'nextToken')[0] ?? '';
  } while (token !== '' && pages.length < atMost);
  return pages;
}

const cpuOf = (instanceId: string, id: string) => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: instanceId }] },
    Period: 300,
    Stat: 'Average',
  },
});

describe('EC2 of the emulator', () => {
  it.each([{ size: 5 }, { size: 7 }, { size: 1000 }])('lists each instance once, $size a page', async ({ size }) => {
    const emulator = await start();

    const pages = await listPages(emulator, { service: 'ec2', operation: 'DescribeInstances', input: { MaxResults: String(size) } });

    const ids = pages.flatMap((page) => textsOf(page, 'instanceId'));
    expect(ids).toEqual(emulator.estate.machines.map(({ instanceId }) => instanceId));
    expect(pages).toHaveLength(Math.ceil(40 / size));
  });

  it('filters by zone, and says about 3 KB of each instance', async () => {
    const emulator = await start();
    const filter = { 'Filter.1.Name': 'availability-zone', 'Filter.1.Value.1': 'us-west-2b' };

    const [page = ''] = await listPages(emulator, { service: 'ec2', operation: 'DescribeInstances', input: filter });

    const there = emulator.estate.machines.filter(({ zone }) => zone === 'us-west-2b');
    expect(textsOf(page, 'instanceId')).toEqual(there.map(({ instanceId }) => instanceId));
    expect(page.length / there.length).toBeGreaterThan(2800);
    expect(page.length / there.length).toBeLessThan(5000);
  });

  it.each([
    { what: 'pages too small', operation: 'DescribeInstances', input: { MaxResults: '4' }, code: 'InvalidParameterValue' },
    { what: 'pages too large', operation: 'DescribeInstances', input: { MaxResults: '1001' }, code: 'InvalidParameterValue' },
    { what: 'a token of another listing', operation: 'DescribeVolumes', input: { NextToken: 'bm9uc2Vuc2U=' }, code: 'InvalidNextToken' },
    {
      what: 'ids with a page size',
      operation: 'DescribeInstances',
      input: { MaxResults: '5', 'InstanceId.1': 'i-1' },
      code: 'InvalidParameterCombination',
    },
    { what: 'a type that there is not', operation: 'DescribeInstanceTypes', input: { 'InstanceType.1': 'z9.huge' }, code: 'InvalidInstanceType' },
    { what: 'an action that there is not', operation: 'DescribeMoods', input: {}, code: 'InvalidAction' },
    { what: 'a rehearsal', operation: 'DescribeInstances', input: { DryRun: 'true' }, code: 'DryRunOperation' },
  ])('refuses $what with $code', async ({ operation, input, code }) => {
    const { url } = await start();

    const reply = await callAws(url, { service: 'ec2', operation, input });

    expect(reply.ok).toBe(false);
    expect(textsOf(await reply.text(), 'Code')).toEqual([code]);
  });

  it('takes no calls in a region that nobody opted into', async () => {
    const { url } = await start();

    const reply = await callAws(url, { service: 'ec2', operation: 'DescribeInstances', region: 'af-south-1' });

    expect({ status: reply.status, codes: textsOf(await reply.text(), 'Code') }).toEqual({ status: 401, codes: ['AuthFailure'] });
  });
});

describe('CloudWatch of the emulator', () => {
  it('answers with what the metrics truly were, newest first', async () => {
    const emulator = await start();
    const { instanceId = '' } = emulator.estate.machines.find(({ runs, purchase }) => runs[0]?.toMs === null && purchase === 'spot') ?? {};
    const input = { MetricDataQueries: [cpuOf(instanceId, 'a')], StartTime: END_S - 3600, EndTime: END_S };

    const reply = await callAws(emulator.url, { service: 'cloudwatch', operation: 'GetMetricData', input });

    const { MetricDataResults } = (await reply.json()) as { MetricDataResults: { Timestamps: number[]; Values: number[] }[] };
    const truth = emulator.metricTruth({
      namespace: 'AWS/EC2',
      name: 'CPUUtilization',
      dimensions: { InstanceId: instanceId },
      statistic: 'Average',
      startMs: NOW_MS - 3_600_000,
      endMs: NOW_MS,
      periodMs: 300_000,
      readyMs: NOW_MS,
    });
    expect(truth).toHaveLength(12);
    expect(MetricDataResults[0]?.Values).toEqual(truth.map(({ value }) => value).reverse());
    expect(MetricDataResults[0]?.Timestamps[0]).toBe(END_S - 300);
  });

  it('goes on with an id in the next page when a page is full', async () => {
    const { url, estate } = await start();
    const ids = estate.machines.filter(({ runs }) => runs[0]?.toMs === null).slice(0, 3);
    const queries = ids.map(({ instanceId }, index) => cpuOf(instanceId, `q${index}`));
    const input = { MetricDataQueries: queries, StartTime: END_S - 3600, EndTime: END_S, MaxDatapoints: 10 };
    const seen: { Id: string; Values: number[]; StatusCode: string }[] = [];

    for (let token: string | undefined = ''; token !== undefined; ) {
      const page: Response = await callAws(url, {
        service: 'cloudwatch',
        operation: 'GetMetricData',
        input: token === '' ? input : { ...input, NextToken: token },
      });
      const body = (await page.json()) as { MetricDataResults: typeof seen; NextToken?: string };
      seen.push(...body.MetricDataResults);
      token = body.NextToken;
    }

    const points = queries.map(({ Id }) => seen.filter((part) => part.Id === Id).flatMap(({ Values }) => Values).length);
    expect(points).toEqual([12, 12, 12]);
    expect(seen.map(({ StatusCode }) => StatusCode)).toContain('PartialData');
  });

  it.each([
    { what: '501 queries', input: { MetricDataQueries: Array.from({ length: 501 }, (_, index) => cpuOf('i-1', `q${index}`)) } },
    { what: 'the same id twice', input: { MetricDataQueries: [cpuOf('i-1', 'a'), cpuOf('i-2', 'a')] } },
    { what: 'an id that begins with a capital', input: { MetricDataQueries: [cpuOf('i-1', 'A')] } },
    { what: 'a time that ends before it starts', input: { MetricDataQueries: [cpuOf('i-1', 'a')], EndTime: END_S - 7200 } },
  ])('refuses $what', async ({ input }) => {
    const { url } = await start();

    const reply = await callAws(url, {
      service: 'cloudwatch',
      operation: 'GetMetricData',
      input: { StartTime: END_S - 3600, EndTime: END_S, ...input },
    });

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ __type: expect.stringContaining('InvalidParameterValueException') });
  });

  it('bills metrics asked for, and up to five statistics of one as one', async () => {
    const emulator = await start();
    const statistics = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'].map((Stat, index) => {
      const query = cpuOf('i-1', `q${index}`);
      return { ...query, MetricStat: { ...query.MetricStat, Stat } };
    });
    const input = { MetricDataQueries: [...statistics, cpuOf('i-2', 'z')], StartTime: END_S - 3600, EndTime: END_S };

    await callAws(emulator.url, { service: 'cloudwatch', operation: 'GetMetricData', input });

    expect(emulator.calls()).toMatchObject([{ operation: 'GetMetricData', calls: 1, billedUnits: 2 }]);
  });
});

describe('a fault of the emulator', () => {
  const services = [
    { service: 'ec2', operation: 'DescribeInstances', throttled: 'RequestLimitExceeded', denied: 'UnauthorizedOperation', expired: 'RequestExpired' },
    {
      service: 'cloudwatch',
      operation: 'ListMetrics',
      throttled: 'ThrottlingException',
      denied: 'AccessDeniedException',
      expired: 'ExpiredTokenException',
    },
    {
      service: 'pricing',
      operation: 'GetProducts',
      throttled: 'ThrottlingException',
      denied: 'AccessDeniedException',
      expired: 'ExpiredTokenException',
    },
    { service: 'sts', operation: 'GetCallerIdentity', throttled: 'Throttling', denied: 'AccessDenied', expired: 'ExpiredToken' },
  ] as const;

  it.each(services)('is told in the words of $service', async ({ service, operation, throttled, denied, expired }) => {
    const emulator = await start();
    const codes: string[] = [];

    for (const type of ['throttle', 'deny', 'expire'] as const) {
      emulator.setFaults([{ on: `${service}:*`, fault: { type } }]);
      codes.push(await (await callAws(emulator.url, { service, operation })).text());
    }

    expect(codes).toEqual([throttled, denied, expired].map((code) => expect.stringContaining(code)));
    expect(emulator.calls()).toMatchObject([{ calls: 3, throttled: 1, failed: 2 }]);
  });

  it('strikes the calls that it names, and counts them from one', async () => {
    const { url } = await start({ faults: [{ on: 'ec2:DescribeVolumes', nth: [2], fault: { type: 'deny' } }] });
    const statuses: number[] = [];

    for (let call = 0; call < 3; call += 1) statuses.push((await callAws(url, { service: 'ec2', operation: 'DescribeVolumes' })).status);

    expect(statuses).toEqual([200, 403, 200]);
  });

  it('may repeat a token for ever', async () => {
    const emulator = await start({ faults: [{ on: 'ec2:DescribeInstances', fault: { type: 'repeat-token' } }] });

    const pages = await listPages(emulator, { service: 'ec2', operation: 'DescribeInstances', input: { MaxResults: '10' } }, 20);

    expect(pages).toHaveLength(20);
    expect(new Set(pages.slice(1).flatMap((page) => textsOf(page, 'nextToken'))).size).toBe(1);
  });

  it.each([
    { type: 'duplicate' as const, count: 11 },
    { type: 'empty-page' as const, count: 0 },
  ])('may answer with a page that is a $type', async ({ type, count }) => {
    const emulator = await start({ faults: [{ on: 'ec2:DescribeVolumes', nth: [1], fault: { type } }] });

    const [page = ''] = await listPages(emulator, { service: 'ec2', operation: 'DescribeVolumes', input: { MaxResults: '10' } }, 1);

    expect(textsOf(page, 'size')).toHaveLength(count);
    expect(textsOf(page, 'nextToken')).toHaveLength(1);
  });

  it('may cut a body short', async () => {
    const { url } = await start({ faults: [{ on: '*', fault: { type: 'cut', atRatio: 0.5 } }] });

    const reply = await callAws(url, { service: 'ec2', operation: 'DescribeInstances' });

    await expect(reply.text()).rejects.toThrow();
  });

  it('may take credentials back: those handed out before are refused, those after are good', async () => {
    const emulator = await start();
    await callAws(emulator.url, { service: 'ec2', operation: 'DescribeRegions', accessKeyId: 'AKIAOLD' });

    emulator.expireCredentials();

    const old = await callAws(emulator.url, { service: 'ec2', operation: 'DescribeRegions', accessKeyId: 'AKIAOLD' });
    const fresh = await callAws(emulator.url, { service: 'ec2', operation: 'DescribeRegions', accessKeyId: 'AKIANEW' });
    expect([old.status, fresh.status]).toEqual([400, 200]);
  });
});

describe('the metadata service of the emulator', () => {
  it('says nothing without a token', async () => {
    const { url } = await start();
    const path = `${url}/latest/meta-data/iam/security-credentials/`;

    const bare = await fetch(path);
    const token = await fetch(`${url}/latest/api/token`, { method: 'PUT', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } });
    const role = await fetch(path, { headers: { 'x-aws-ec2-metadata-token': await token.text() } });

    expect(bare.status).toBe(401);
    expect(await role.text()).toBe('example-role');
  });
});

it('sends a body in pieces of any length', async () => {
  const whole = await start();
  const pieces = await start({ chunkBytes: 'random' });
  const call = { service: 'ec2', operation: 'DescribeInstances' } as const;

  const replies = await Promise.all([whole, pieces].map(async ({ url }) => (await callAws(url, call)).text()));

  expect(replies[1]).toBe(replies[0]);
});

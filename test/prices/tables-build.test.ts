import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildAwsOthers } from '../../scripts/prices/aws-others.ts';
import { createDrops } from '../../scripts/prices/drops.ts';
import { readFacts } from '../../scripts/prices/facts.ts';
import { measureLocalSsd } from '../../scripts/prices/gcp-local-ssd.ts';
import { soundPrices } from '../../scripts/prices/price-cells.ts';
import { buildSurcharges } from '../../scripts/prices/surcharges.ts';
import { rowsOfThings, thing } from '../../scripts/prices/thing.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'facts-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function writeFacts(name: string, ...lines: string[]): void {
  writeFileSync(join(dir, name), `${lines.join('\n')}\n`);
}

const OTHER = 'service,sku,region,unit,usd,as_of,source,note';

describe('building tables from facts', () => {
  it('reads a field in quotes with its commas', () => {
    writeFacts('x.csv', 'a,b,c', '1,"two, and more",', ',,3');

    const facts = readFacts(dir, 'x.csv');

    expect(facts).toEqual([
      { a: '1', b: 'two, and more', c: '' },
      { a: '', b: '', c: '3' },
    ]);
  });

  it('refuses a line of another length', () => {
    writeFacts('x.csv', 'a,b', '1');

    const read = () => readFacts(dir, 'x.csv');

    expect(read).toThrow('x.csv has 1 fields in: 1');
  });

  it.each([
    { meter: 'requests', unit: '1m-requests', usd: '0.2', ours: 'request', price: '0.0000002' },
    { meter: 'requests', unit: '1k-requests', usd: '0.005', ours: 'request', price: '0.000005' },
    { meter: 'throughput', unit: 'gibps-month', usd: '40.96', ours: 'MiB/s-month', price: '0.04' },
    { meter: 'provisioned', unit: 'gb-second', usd: '0.0000041667', ours: 'GiB-h', price: '0.01500012' },
    { meter: 'vcpu', unit: 'vcpu-second', usd: '0.0000336', ours: 'vCPU-h', price: '0.12096' },
    { meter: 'storage', unit: 'gb-month', usd: '0.08', ours: 'GiB-month', price: '0.08' },
  ] as const)('turns $usd per $unit of $meter into $price per $ours, exactly', ({ meter, unit, usd, ours, price }) => {
    const fact = { region: 'us-east-1', unit, usd, as_of: '2025' };

    const [row] = rowsOfThings(fact, [thing(`s x ${meter}`)], createDrops());

    expect(row).toMatchObject({ unit: ours, prices: { 'on-demand': price }, asOf: '2025-01-01' });
  });

  it('stops at a unit that nothing turns into one of ours', () => {
    const rows = () => rowsOfThings({ region: 'r', unit: 'fortnight', usd: '1', as_of: '2025' }, [thing('s x compute')], createDrops());

    expect(rows).toThrow('s x: nothing says what compute per fortnight is');
  });

  it('counts what it leaves out, by reason', () => {
    const drops = createDrops();

    const prices = [
      soundPrices({ 'on-demand': '1', spot: '1.01' }, drops),
      soundPrices({ 'on-demand': '0.0000' }, drops),
      soundPrices({ 'on-demand': '-1', 'cud-1y': '0.5' }, drops),
    ];

    expect(prices).toEqual([{ 'on-demand': '1' }, null, { 'cud-1y': '0.5' }]);
    expect(drops.counts()).toEqual({ 'not-a-price': 1, 'spot-above-on-demand': 1, 'zero-price': 1 });
  });

  it('names disks by their type and meter, and counts what no meter measures', () => {
    writeFacts(
      'aws-other.csv',
      OTHER,
      'ec2,ebs-gp3,eu-west-1,gb-month,0.088,2024-07-18,x,',
      'ec2,ebs-gp3-iops,eu-west-1,iops-month,0.0055,2024-07-18,x,',
      'ec2,ebs-snapshot-archive,eu-west-1,gb-month,0.0125,2024-07-18,x,',
      'kms,key,us-east-1,key-month,1,2024-07-01,x,',
    );
    const drops = createDrops();

    const { text } = buildAwsOthers(dir, drops);

    expect(text.split('\n').slice(1, -1)).toEqual([
      'gp3,iops,IOPS-month,0.0055',
      'gp3,storage,GiB-month,0.088',
      'snapshot-archive,snapshot,GiB-month,0.0125',
    ]);
    expect(drops.counts()).toEqual({ 'no-meter': 1 });
  });

  it('gives the disk of a standby database twice the price, as an estimate', () => {
    writeFacts('aws-other.csv', OTHER, 'rds,storage-gp3-single-az,us-east-1,gb-month,0.115,2024-07-01,x,multi-AZ = 2x');

    const { text } = buildAwsOthers(dir, createDrops());

    expect(text).toBe('sku,deployment,on-demand,basis\ngp3,multi-az,0.23,scaled\ngp3,single-az,0.115,\n');
  });

  it('gives every region that quotes dollars the price of an address, where the facts have none', () => {
    writeFacts('aws-other.csv', OTHER, 'vpc,public-ipv4,us-east-1,hour,0.005,2024-07-01,x,');

    const { text } = buildAwsOthers(dir, createDrops(), ['us-east-1', 'us-west-2', 'us-west-2', 'us-gov-west-1', 'cn-north-1']);

    expect(text.split('\n')).toEqual([
      'region,sku,on-demand,as-of,basis',
      'us-east-1,public-ipv4,0.005,2024-07-01,',
      'us-gov-west-1,public-ipv4,0.005,,unverified',
      'us-west-2,public-ipv4,0.005,,',
      '',
    ]);
  });

  it('reads which machines a surcharge is for, and drops one of 0', () => {
    writeFacts(
      'os-surcharges.csv',
      'provider,service,os,applies_to,unit,usd,as_of,note',
      'aws,ec2,windows,t3/t3a:nano,usd_per_instance_hour,0.0046,2023-08-30,',
      'aws,ec2,rhel,vcpu>=128,usd_per_vcpu_hour,0.0096,2024-07-01,a guess',
      'aws,ec2,windows,default,usd_per_vcpu_hour,0,2023-08-30,',
      'gcp,compute,sles,any,usd_per_instance_hour,0.11,2026-07-30,',
    );
    const drops = createDrops();

    const { text } = buildSurcharges(dir, 'aws', ['infracost'], drops);

    expect(text.split('\n').slice(1, -1)).toEqual([
      'ec2,rhel,,128,,vCPU-h,0.0096,2024-07-01,unverified',
      'ec2,windows,t3.nano t3a.nano,,,h,0.0046,2023-08-30,',
    ]);
    expect(drops.counts()).toEqual({ 'zero-price': 1 });
  });

  it('measures local disks by the twin without, and trusts no fraction of a disk', () => {
    const disk = (sku: string, usd: string) => `compute-disk,disk/${sku},r,gib-month,${usd},2026-07-30,x,`;
    writeFacts('gcp-other.csv', OTHER, disk('local', '0.08'), disk('local-c4', '0.16'));
    const machine = (sku: string, usd: string) => ({ region: 'r', instance_type: sku, usd_per_hour_ondemand: usd });
    const machines = [
      machine('c3-standard-8', '0.403216'),
      machine('c3-standard-8-lssd', '0.485408'),
      machine('c4-standard-4', '0.1'),
      machine('c4-standard-4-lssd', '0.182192'),
      machine('n9-standard-4', '0.1'),
      machine('n9-standard-4-lssd', '0.12'),
      machine('z3-highmem-8-highlssd', '1'),
    ];

    const measured = measureLocalSsd(dir, machines);

    expect([...measured]).toEqual([
      ['c3-standard-8-lssd', '750'],
      ['c4-standard-4-lssd', '375'],
    ]);
  });
});

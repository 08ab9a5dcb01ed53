import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const EC2 = `sku,on-demand,spot,reserved-1y-standard
m5.large,0.096,0.0384,0.0605
m5.xlarge,0.192,0.0768,0.121
`;
const EBS = `sku,meter,unit,on-demand
gp3,iops,IOPS-month,0.005
gp3,storage,GiB-month,0.08
`;

/** For tests: a folder of price tables that is small enough to know by heart. @returns its path */
export async function writeFakeTables(parent: string): Promise<string> {
  const dir = join(parent, 'pricing-tables');
  await mkdir(join(dir, 'aws', 'ec2'), { recursive: true });
  await writeFile(join(dir, 'aws', 'ec2', 'us-east-1.csv'), EC2);
  await writeFile(join(dir, 'aws', 'ebs.csv'), EBS);
  const shared = { kind: 'prices', region: 'us-east-1', currency: 'USD', sources: ['list'], method: 'copied' };
  const machines = { service: 'ec2', meter: 'compute', unit: 'h', asOf: '2026-11-01', columnBasis: { spot: 'advisor' }, attributes: { os: 'linux' } };
  const manifest = {
    schemaVersion: '1.0',
    provider: 'aws',
    generatedAt: '2026-11-20T00:00:00Z',
    sources: { list: { name: 'A price list', licence: 'MIT' } },
    dropped: { 'zero-price': 3 },
    gaps: [{ service: 'ec2', region: 'us-west-1', what: 'all prices', why: 'nobody lists them' }],
    files: [
      { path: 'ebs.csv', service: 'ebs', asOf: '2025-01-01', monthHours: 730, ...shared, ...sizeOf(EBS) },
      { path: 'ec2/us-east-1.csv', ...machines, ...shared, ...sizeOf(EC2) },
    ],
  };
  await writeFile(join(dir, 'aws', 'manifest.json'), JSON.stringify(manifest));
  return dir;
}

function sizeOf(text: string): { rows: number; sha256: string } {
  return { rows: text.trimEnd().split('\n').length - 1, sha256: createHash('sha256').update(text).digest('hex') };
}

import type { Clock, Http, HttpReply } from '@openfinops/core';
import * as z from 'zod';

/** What a cloud's metadata service says of the virtual machine that asks. */
export interface CloudMachine {
  readonly cloud: 'aws' | 'azure' | 'gcp';
  readonly instanceType: string | null;
  readonly instanceId: string | null;
  readonly zone: string | null;
  /** The service's own word: `spot`, `on-demand`, `Spot`, `Regular`, … */
  readonly lifecycle: string | null;
}

export type MetadataCloud = CloudMachine['cloud'];

export interface MetadataOptions {
  readonly http: Http;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** For all requests together. Default 500 ms. */
  readonly timeoutMs?: number;
  /** Default http://169.254.169.254, the address that all three share. */
  readonly baseUrl?: string;
  /** Which to ask; default all three at once. */
  readonly clouds?: readonly MetadataCloud[];
}

/** Asks the metadata services; null: none of them answered in time and in its own shape. Never rejects. */
export async function readCloudMachine(options: MetadataOptions): Promise<CloudMachine | null> {
  const get = createGet(options);
  const clouds = options.clouds ?? (['aws', 'azure', 'gcp'] as const);
  const answers = await Promise.allSettled(clouds.map((cloud) => READERS[cloud](get)));
  for (const answer of answers) if (answer.status === 'fulfilled' && answer.value !== null) return answer.value;
  return null;
}

type Get = (path: string, headers: Readonly<Record<string, string>>, method?: 'GET' | 'PUT') => Promise<HttpReply>;

function createGet({ http, clock, timeoutMs = 500, baseUrl = 'http://169.254.169.254' }: MetadataOptions): Get {
  const endMs = clock.monotonicMs() + timeoutMs;
  return (path, headers, method = 'GET') => http(`${baseUrl}${path}`, { method, headers, timeoutMs: Math.max(1, endMs - clock.monotonicMs()) });
}

const READERS: Readonly<Record<MetadataCloud, (get: Get) => Promise<CloudMachine | null>>> = { aws: readAws, azure: readAzure, gcp: readGcp };

const AwsDocument = z.object({ instanceId: z.string(), instanceType: z.string(), availabilityZone: z.string() });

/** IMDSv2: a token first; without one many machines answer 401. */
async function readAws(get: Get): Promise<CloudMachine | null> {
  const token = await get('/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }, 'PUT');
  if (token.status !== 200) return null;
  const headers = { 'x-aws-ec2-metadata-token': token.body.trim() };
  const [identity, lifecycle] = await Promise.all([
    get('/latest/dynamic/instance-identity/document', headers),
    get('/latest/meta-data/instance-life-cycle', headers),
  ]);
  const document = AwsDocument.safeParse(jsonOf(identity));
  if (!document.success) return null;
  const { instanceId, instanceType, availabilityZone } = document.data;
  return { cloud: 'aws', instanceType, instanceId, zone: availabilityZone, lifecycle: wordOf(lifecycle) };
}

const AzureInstance = z.object({
  compute: z.object({
    vmSize: z.string(),
    location: z.string(),
    zone: z.string().optional(),
    priority: z.string().optional(),
    resourceId: z.string().optional(),
  }),
});

async function readAzure(get: Get): Promise<CloudMachine | null> {
  const reply = await get('/metadata/instance?api-version=2021-02-01', { metadata: 'true' });
  const instance = AzureInstance.safeParse(jsonOf(reply));
  if (!instance.success) return null;
  const { vmSize, location, zone, priority, resourceId } = instance.data.compute;
  return {
    cloud: 'azure',
    instanceType: vmSize,
    instanceId: resourceId?.toLowerCase() ?? null,
    zone: zone === undefined || zone === '' ? location : `${location}-${zone}`,
    lifecycle: priority === undefined || priority === '' ? null : priority,
  };
}

/** Leaf paths only: the whole document carries start-up scripts and cluster secrets. */
async function readGcp(get: Get): Promise<CloudMachine | null> {
  const leaf = async (name: string) => {
    const reply = await get(`/computeMetadata/v1/instance/${name}`, { 'metadata-flavor': 'Google' });
    return reply.headers['metadata-flavor'] === 'Google' ? wordOf(reply) : null;
  };
  const machineType = await leaf('machine-type');
  if (machineType === null) return null;
  const [zone, instanceId, preemptible] = await Promise.all([leaf('zone'), leaf('id'), leaf('scheduling/preemptible')]);
  const lifecycle = preemptible === null ? null : preemptible.toUpperCase() === 'TRUE' ? 'preemptible' : 'standard';
  return { cloud: 'gcp', instanceType: lastPart(machineType), instanceId, zone: zone === null ? null : lastPart(zone), lifecycle };
}

function jsonOf(reply: HttpReply): unknown {
  if (reply.status !== 200) return undefined;
  try {
    return JSON.parse(reply.body);
  } catch {
    return undefined;
  }
}

/** A short one-line reply; null for anything else. */
function wordOf(reply: HttpReply): string | null {
  const word = reply.body.trim();
  return reply.status === 200 && /^[\x21-\x7e]{1,256}$/.test(word) ? word : null;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import type { ProviderId } from '../model.ts';

/** What a SKU's name says: whose sibling it is, and how many units of its family it is. */
export interface SkuShape {
  /** Machines of one family differ in size only. */
  readonly family: string;
  /** Size in units that double as the machine doubles; `largest`: as large as the largest of the family; null: the name does not say. */
  readonly units: number | 'largest' | null;
}

/** The shape of a machine or database SKU; undefined: its name follows no pattern of the provider. */
export function shapeOf(provider: ProviderId, sku: string): SkuShape | undefined {
  return SHAPES[provider]?.(sku);
}

const SHAPES: Readonly<Record<string, (sku: string) => SkuShape | undefined>> = { aws: awsShape, azure: azureShape, gcp: gcpShape };

/** In quarters of an `xlarge` (docs.aws.amazon.com/ec2: instance type naming). */
const AWS_SIZES: Readonly<Record<string, number>> = { nano: 0.125, micro: 0.25, small: 0.5, medium: 1, large: 2, xlarge: 4 };

/** `m5.2xlarge`, `db.m5.large`, `m5.metal`, `m7i.metal-24xl`. */
function awsShape(sku: string): SkuShape | undefined {
  const name = sku.toLowerCase();
  const dot = name.lastIndexOf('.');
  if (dot < 1) return undefined;
  const family = name.slice(0, dot);
  const size = name.slice(dot + 1);
  if (size === 'metal') return { family, units: 'largest' };
  const times = /^(?:(\d+)xlarge|metal-(\d+)xl)$/.exec(size);
  const count = times?.[1] ?? times?.[2];
  return { family, units: count === undefined ? (AWS_SIZES[size] ?? null) : Number(count) * 4 };
}

/** `Standard_E16-4ads_v5`: tier, series, size, vCPUs left of it, features, version. Fewer vCPUs cost what the whole machine costs. */
const AZURE_NAME = /^(standard|basic)_([a-z]+)(\d+)(?:-[\d_]+)?([a-z]*)((?:_.*)?)$/;

function azureShape(sku: string): SkuShape | undefined {
  const [, tier, series, size, features, version] = AZURE_NAME.exec(sku.trim().toLowerCase()) ?? [];
  if (size === undefined) return undefined;
  return { family: `${tier}_${series}*${features}${version}`, units: Number(size) };
}

/** `n2-standard-4`, `c3-standard-8-lssd`; `a2-highgpu-1g` counts its accelerators. */
function gcpShape(sku: string): SkuShape | undefined {
  const [, family, size, rest] = /^([a-z]\w*-[a-z]+)-(\d+)(g?(?:-[a-z]+)?)$/.exec(sku.toLowerCase()) ?? [];
  return size === undefined ? undefined : { family: `${family}${rest}`, units: Number(size) };
}

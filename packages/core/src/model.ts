/** The vocabulary of the project: what a billable thing is and what may be said of it. Every other file speaks these words. */

/** `aws`, `azure`, `gcp`, `onprem`; open, so that a fifth provider is one folder and one line. */
export type ProviderId = string;

/** `<provider>/<accountId>/<region>/<service>`: the unit that may fail alone. */
export type ScopeId = string;

/** Half-open `[startMs, endMs)`, epoch milliseconds, UTC. */
export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Half-open `[fromMs, toMs)`, epoch milliseconds: a stretch inside an hour or a run. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A decimal number in plain notation: no exponent, no `+`, `.` as the point. Money and quantities are never binary floats. */
export type Decimal = string;

export type Purchase = 'on-demand' | 'spot' | 'capacity-block' | 'owned' | 'unknown';

/** What the price of a thing depends on beside its SKU: `os`, `tenancy`, `licence`, `engine`, `deployment`. */
export type PriceAttributes = Readonly<Record<string, string>>;

/**
 * All that a price key needs beside scope and meter, and how much of it there is.
 * `amount` is exact: `1` for a machine, GiB for a disk, mean kW for energy.
 * `unitMs` is the time that one unit of price covers (3,600,000 for `h`); null for a counted meter (requests, tokens).
 */
export interface Offer {
  readonly sku: string;
  readonly zone?: string;
  readonly amount: Decimal;
  readonly unit: string;
  readonly unitMs: number | null;
  readonly purchase: Purchase;
  readonly attributes: PriceAttributes;
}

/** What one look at a provider said of one meter of one resource. */
export interface Sighting {
  readonly id: string;
  readonly meter: MeterName;
  /** Does its time bill now? null: the state is unknown, which is neither a sighting nor an absence. */
  readonly bills: boolean | null;
  readonly offer: Offer;
  /** When it came into being, where the provider says so: nothing of it billed before. */
  readonly createdMs?: number;
  /** Only where it proves billing without a break since then. */
  readonly startMs?: number;
  /** When the provider says that the last run ended. */
  readonly stopMs?: number;
  /** The provider may still change this run's bill (a spot instance in its first hour). */
  readonly unsettled?: boolean;
  /** The provider charges nothing for this run. */
  readonly waived?: boolean;
}

export type ResourceKind = 'machine' | 'gpu' | 'disk' | 'address' | 'function' | 'database' | 'bucket' | 'cluster' | 'gateway' | 'group';
export type ResourceState = 'running' | 'stopped' | 'deleted' | 'unknown';

export interface GpuCapacity {
  readonly model: string;
  readonly count: number;
  readonly memoryBytes?: number;
}

export interface Capacity {
  readonly vcpus?: number;
  readonly memoryBytes?: number;
  readonly storageBytes?: number;
  readonly gpus?: GpuCapacity;
}

export interface Resource {
  /** Canonical: ARN; lower-cased ARM id; `//compute.googleapis.com/…/<numeric id>`; `onprem://<machine>/gpu/<uuid>`. */
  readonly id: string;
  readonly scope: ScopeId;
  readonly kind: ResourceKind;
  readonly name: string;
  readonly zone?: string;
  /** What the price list calls it. */
  readonly sku: string;
  /** The provider's own state word goes to `attributes`. */
  readonly state: ResourceState;
  readonly startedMs?: number;
  readonly purchase: Purchase;
  readonly attributes: PriceAttributes;
  readonly capacity?: Capacity;
  /** Node -> cluster, disk -> machine: a view, never summed twice. */
  readonly parentId?: string;
  /** What it is billed for by running time; empty = a view, or metered by readings only. */
  readonly sightings: readonly Omit<Sighting, 'id'>[];
  /** Allow-listed fields only. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Meters and the units each may be charged in (closed list: a new meter is added here first). */
export const METERS = {
  compute: ['h'],
  vcpu: ['vCPU-h'],
  memory: ['GiB-h'],
  storage: ['GiB-month', 'disk-month'],
  snapshot: ['GiB-month'],
  backup: ['GiB-month'],
  iops: ['IOPS-month'],
  throughput: ['MiB/s-month'],
  address: ['h'],
  'control-plane': ['h'],
  gateway: ['h'],
  licence: ['h'],
  data: ['GB', 'GiB'],
  egress: ['GB', 'GiB'],
  'capacity-units': ['ACU-h', 'LCU-h'],
  requests: ['request'],
  'function-seconds': ['GB-s'],
  provisioned: ['GiB-h'],
  tokens: ['token'],
  capex: ['h'],
  opex: ['h'],
  energy: ['kWh'],
} as const satisfies Record<string, readonly string[]>;

export type MeterName = keyof typeof METERS;

/** Units of a measured series (UCUM codes, as OpenTelemetry uses them). */
export type SeriesUnit = '1' | 'By' | 'By/s' | 'W' | 'J' | 'Cel' | 's' | '{request}' | '{operation}/s';
export type Statistic = 'average' | 'maximum' | 'minimum' | 'sum' | 'last';

/** One metric of one resource over time; a step without a datapoint is null, never 0. */
export interface MetricSeries {
  readonly resourceId: string;
  readonly name: string;
  readonly unit: SeriesUnit;
  readonly statistic: Statistic;
  readonly startMs: number;
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

/** How a charge is split, never added: shares of one basis sum to at most 1. */
export interface Allocation {
  readonly resourceId: string;
  readonly hourStartMs: number;
  readonly target: { readonly kind: string; readonly id: string };
  readonly share: Decimal;
  readonly basis: string;
}

/** Waste or fault, with the evidence for it. */
export interface Finding {
  readonly rule: string;
  readonly resourceId: string;
  readonly window: Window;
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>;
  readonly usdPerHourAtStake: Decimal | null;
}

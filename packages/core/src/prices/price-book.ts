import type { Decimal, MeterName, PriceAttributes, ProviderId } from '../model.ts';

/** The columns of a price table that hold money; what a row does not have, nobody quotes. */
export const PRICE_COLUMNS = [
  'on-demand',
  'spot',
  'capacity-block',
  'reserved-1y-standard',
  'reserved-3y-standard',
  'reserved-1y-convertible',
  'reserved-3y-convertible',
  'cud-1y',
  'cud-3y',
] as const;
export type PriceColumn = (typeof PRICE_COLUMNS)[number];

/** How a table's figure came to be; all but the first two are estimates. */
export const ROW_BASES = [
  'list',
  'negotiated',
  'parity',
  'scaled',
  'derived-metal',
  'dedicated',
  'windows-stripped',
  'advisor',
  'unverified',
] as const;
export type RowBasis = (typeof ROW_BASES)[number];

/** One row of a table or feed: what one thing costs in one region, in each way it can be bought. Prices are above 0. */
export interface BookRow {
  readonly service: string;
  readonly region: string;
  readonly zone?: string;
  /** As the provider spells it. */
  readonly sku: string;
  readonly meter: MeterName;
  readonly unit: string;
  readonly currency: string;
  /** What else the price depends on: `os`, `tenancy`, `licence`, `engine`, `deployment`. */
  readonly attributes: PriceAttributes;
  readonly prices: Readonly<Partial<Record<PriceColumn, Decimal>>>;
  /** Columns whose basis differs from the row's (a spot price out of an advisor beside a listed on-demand price). */
  readonly bases?: Readonly<Partial<Record<PriceColumn, RowBasis>>>;
  readonly basis: RowBasis;
  /** ISO date at which the price was true. */
  readonly asOf: string;
  /** Columns whose date differs from the row's; the savings of an advisor are older or newer than the price they apply to. */
  readonly dates?: Readonly<Partial<Record<PriceColumn, string>>>;
  /** In force since, epoch ms; 0: since ever, as far as is known. */
  readonly fromMs: number;
  /** The provider's own id of the price. */
  readonly id: string | null;
  /** The price is the first paid step of several. */
  readonly tierNotApplied?: boolean;
}

/** Hardware of a machine type; null: not known. */
export interface MachineSpec {
  readonly sku: string;
  readonly vcpu: number | null;
  readonly memoryGib: number | null;
  readonly arch: string | null;
  readonly gpuModel: string | null;
  readonly gpuCount: number;
  readonly localSsdGib: number | null;
}

/** What an operating system or licence adds to a machine. */
export interface Surcharge {
  readonly service: string;
  readonly os: string;
  /** Globs over SKUs; empty: every SKU. The most specific wins. */
  readonly skus: readonly string[];
  readonly minVcpu: number | null;
  readonly maxVcpu: number | null;
  readonly per: 'vCPU-h' | 'h';
  readonly price: Decimal;
  readonly currency: string;
  readonly asOf: string;
  readonly basis: RowBasis;
}

/** What one vCPU and one GiB of a machine family cost, where machine prices are exactly their sum. */
export interface UnitPrice {
  readonly family: string;
  readonly region: string;
  readonly column: PriceColumn;
  readonly perVcpuHour: Decimal;
  readonly perGibHour: Decimal;
  readonly asOf: string;
}

/** What a region costs beside the reference region, measured over the types that both have. */
export interface RegionFactor {
  readonly region: string;
  readonly reference: string;
  /** null: over all families. */
  readonly family: string | null;
  readonly ratio: Decimal;
  readonly types: number;
  readonly asOf: string;
}

/** Everything one origin knows of one provider's prices. Reading it is synchronous and quick; regions load on first use or by `load`. */
export interface PriceBook {
  readonly provider: ProviderId;
  readonly origin: 'live' | 'cache' | 'bundled';
  services(): readonly string[];
  /** Regions with at least one row of the service. */
  regions(service: string): readonly string[];
  /** Every row of a SKU in a region, whatever its attributes; the SKU in any letter case. */
  rows(service: string, region: string, sku: string): readonly BookRow[];
  /** As the provider spells them. */
  skus(service: string, region: string): readonly string[];
  spec(service: string, sku: string): MachineSpec | undefined;
  surcharges(service: string): readonly Surcharge[];
  unitPrices(service: string, region: string): readonly UnitPrice[];
  regionFactors(service: string): readonly RegionFactor[];
  /** Reads a region before it is asked for, so that no look-up waits for a file. */
  load(service: string, region: string): Promise<void>;
}

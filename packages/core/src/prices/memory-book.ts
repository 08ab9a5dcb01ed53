import type { BookRow, MachineSpec, PriceBook, RegionFactor, Surcharge, UnitPrice } from './price-book.ts';

/** Everything a book knows, as lists. */
export interface BookContents {
  readonly provider: string;
  readonly origin: PriceBook['origin'];
  readonly rows: readonly BookRow[];
  readonly specs?: readonly (MachineSpec & { readonly service: string })[];
  readonly surcharges?: readonly Surcharge[];
  readonly unitPrices?: readonly (UnitPrice & { readonly service: string })[];
  readonly regionFactors?: readonly (RegionFactor & { readonly service: string })[];
}

/** A book held in memory: what a live feed answered, or a table of one's own. */
export function createMemoryBook(contents: BookContents): PriceBook {
  const bySku = new Map<string, Map<string, BookRow[]>>();
  for (const row of contents.rows) {
    const place = placeOf(row.service, row.region);
    const skus = bySku.get(place) ?? new Map<string, BookRow[]>();
    bySku.set(place, skus);
    const sku = row.sku.toLowerCase();
    const rows = skus.get(sku) ?? [];
    skus.set(sku, rows);
    rows.push(row);
  }
  const specs = new Map((contents.specs ?? []).map((spec) => [placeOf(spec.service, spec.sku.toLowerCase()), spec]));
  const regionsByService = listRegions(contents.rows);
  const spelled = (rows: readonly BookRow[]): string => rows[0]?.sku ?? '';

  return {
    provider: contents.provider,
    origin: contents.origin,
    services: () => [...regionsByService.keys()],
    regions: (service) => regionsByService.get(service) ?? [],
    rows: (service, region, sku) => bySku.get(placeOf(service, region))?.get(sku.toLowerCase()) ?? [],
    skus: (service, region) => [...(bySku.get(placeOf(service, region))?.values() ?? [])].map(spelled),
    spec: (service, sku) => specs.get(placeOf(service, sku.toLowerCase())),
    surcharges: (service) => (contents.surcharges ?? []).filter((surcharge) => surcharge.service === service),
    unitPrices: (service, region) => (contents.unitPrices ?? []).filter((unit) => unit.service === service && unit.region === region),
    regionFactors: (service) => (contents.regionFactors ?? []).filter((factor) => factor.service === service),
    load: async () => {},
  };
}

function placeOf(service: string, name: string): string {
  return `${service}\u0000${name}`;
}

function listRegions(rows: readonly BookRow[]): Map<string, string[]> {
  const regions = new Map<string, Set<string>>();
  for (const { service, region } of rows) regions.set(service, (regions.get(service) ?? new Set()).add(region));
  return new Map([...regions].map(([service, names]) => [service, [...names].sort()]));
}

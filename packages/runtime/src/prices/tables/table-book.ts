import type { BookRow, MachineSpec, PriceBook, RegionFactor, Surcharge, UnitPrice } from '@openfinops/core';
import type { TableFile, TableManifest } from './manifest.ts';
import { readRegionFactors, readSpecs, readSurcharges, readUnitPrices } from './read-parts.ts';
import { readPrices } from './read-prices.ts';
import { readTokens } from './read-tokens.ts';
import type { TableReader } from './table-reader.ts';

/** Rows of one service in one region, by SKU in lower case. */
interface Shelf {
  readonly rowsBySku: ReadonlyMap<string, readonly BookRow[]>;
  readonly skus: readonly string[];
}

/**
 * The bundled prices of one provider. Nothing is read before it is asked for: a file of one region at the first question about it, a file of
 * many services at the first question about one of them.
 */
export function createTableBook(manifest: TableManifest, reader: TableReader): PriceBook {
  const priced = manifest.files.filter(({ kind }) => kind === 'prices' || kind === 'tokens');
  const shelves = new Map<string, Map<string, Shelf>>();
  const flatRows = once((file: TableFile) => byPlace(readRows(file, reader)));
  const specs = once((service: string) => readServiceSpecs(manifest, reader, service));
  const surcharges = lazy(() => groupBy(readAll(manifest, reader, 'surcharges', readSurcharges), ({ service }) => service));
  const unitPrices = lazy(() => groupBy(readAll(manifest, reader, 'unit-prices', readUnitPrices), ({ region }) => region));
  const factors = lazy(() => groupBy(readAll(manifest, reader, 'region-factors', readRegionFactors), ({ service }) => service));

  const filesOf = (service: string) => priced.filter((file) => file.service === service || Object.hasOwn(file.services ?? {}, service));
  const rowsAt = (file: TableFile, service: string, region: string): readonly BookRow[] => {
    if (file.region !== undefined && file.service !== undefined) return file.region === region ? readRows(file, reader) : [];
    return flatRows(file).get(service)?.get(region) ?? [];
  };
  const shelfAt = (service: string, region: string): Shelf | undefined => {
    const known = shelves.get(service)?.get(region);
    if (known !== undefined) return known;
    const rows = filesOf(service).flatMap((file) => rowsAt(file, service, region));
    if (rows.length === 0) return undefined;
    const shelf = createShelf(rows);
    const ofService = shelves.get(service) ?? new Map<string, Shelf>();
    shelves.set(service, ofService.set(region, shelf));
    return shelf;
  };
  const regionsOf = once((service: string) => {
    const regions = new Set<string>();
    for (const file of filesOf(service)) {
      const own = file.region === undefined || file.service === undefined ? flatRows(file).get(service)?.keys() : [file.region];
      for (const region of own ?? []) regions.add(region);
    }
    return [...regions].sort();
  });
  const services = [...new Set(priced.flatMap((file) => (file.service === undefined ? Object.keys(file.services ?? {}) : [file.service])))].sort();

  return {
    provider: manifest.provider,
    origin: 'bundled',
    services: () => services,
    regions: (service) => (services.includes(service) ? regionsOf(service) : NONE),
    rows: (service, region, sku) => shelfAt(service, region)?.rowsBySku.get(sku.toLowerCase()) ?? NONE,
    skus: (service, region) => shelfAt(service, region)?.skus ?? NONE,
    spec: (service, sku) => (services.includes(service) ? specs(service).get(sku.toLowerCase()) : undefined),
    surcharges: (service) => surcharges().get(service) ?? NONE,
    unitPrices: (service, region) => (service === COMPOSED_SERVICE ? (unitPrices().get(region) ?? NONE) : NONE),
    regionFactors: (service) => factors().get(service) ?? NONE,
    async load(service, region) {
      shelfAt(service, region);
    },
  };
}

const NONE: readonly never[] = [];
/** The one service whose machines are sums of cores and memory. */
const COMPOSED_SERVICE = 'compute';

function readRows(file: TableFile, reader: TableReader): readonly BookRow[] {
  const read = file.kind === 'tokens' ? readTokens : readPrices;
  return reader.read(file, (text) => {
    const { rows, faults } = read(text, file);
    return { parts: rows, faults };
  });
}

function readServiceSpecs(manifest: TableManifest, reader: TableReader, service: string): ReadonlyMap<string, MachineSpec> {
  const specs = new Map<string, MachineSpec>();
  for (const file of manifest.files) {
    if (file.kind !== 'specs' || file.service !== service) continue;
    for (const spec of reader.read(file, (text) => readSpecs(text, file))) specs.set(spec.sku.toLowerCase(), spec);
  }
  return specs;
}

type PartReader<Part> = (text: string, file: TableFile) => { parts: readonly Part[]; faults: readonly { line: number; what: string }[] };

function readAll<Part extends Surcharge | UnitPrice | RegionFactor>(
  manifest: TableManifest,
  reader: TableReader,
  kind: TableFile['kind'],
  read: PartReader<Part>,
): readonly Part[] {
  return manifest.files.filter((file) => file.kind === kind).flatMap((file) => [...reader.read(file, (text) => read(text, file))]);
}

function createShelf(rows: readonly BookRow[]): Shelf {
  const rowsBySku = new Map<string, BookRow[]>();
  const skus: string[] = [];
  for (const row of rows) {
    const name = row.sku.toLowerCase();
    const known = rowsBySku.get(name);
    if (known !== undefined) known.push(row);
    else {
      rowsBySku.set(name, [row]);
      skus.push(row.sku);
    }
  }
  return { rowsBySku, skus };
}

function byPlace(rows: readonly BookRow[]): ReadonlyMap<string, ReadonlyMap<string, readonly BookRow[]>> {
  const ofServices = groupBy(rows, ({ service }) => service);
  return new Map([...ofServices].map(([service, own]) => [service, groupBy(own, ({ region }) => region)]));
}

function groupBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const known = groups.get(nameOf(item));
    if (known === undefined) groups.set(nameOf(item), [item]);
    else known.push(item);
  }
  return groups;
}

function lazy<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Asks once for each key; keys come out of the tables, never from a stranger. */
function once<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

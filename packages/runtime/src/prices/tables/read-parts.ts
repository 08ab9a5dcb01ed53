import { type MachineSpec, PRICE_COLUMNS, type PriceColumn, type RegionFactor, type Surcharge, type UnitPrice } from '@openfinops/core';
import { parseCsv, type TableFault } from './csv.ts';
import type { TableFile } from './manifest.ts';
import { isPrice } from './table-format.ts';

export interface ReadParts<Part> {
  readonly parts: readonly Part[];
  readonly faults: readonly TableFault[];
}

/** Columns of what machine prices are made from; empty fields are unknown or unbounded. */
export const PART_COLUMNS = {
  specs: ['sku', 'vcpu', 'memory-gib', 'arch', 'gpu-model', 'gpu-count', 'local-ssd-gib'],
  surcharges: ['service', 'os', 'skus', 'min-vcpu', 'max-vcpu', 'per', 'price', 'as-of', 'basis'],
  'unit-prices': ['region', 'family', 'column', 'per-vcpu-hour', 'per-gib-hour'],
  'region-factors': ['service', 'region', 'reference', 'family', 'ratio', 'types'],
  'commitment-ratios': ['family', 'column', 'ratio', 'types', 'p10', 'p90'],
  'gpu-models': ['model', 'vendor', 'name', 'memory-gib', 'launch-year'],
} as const;

type Named = Readonly<Record<string, string>>;

/** @throws RangeError when the header is another; so do the readers below. */
export function readSpecs(text: string, file: TableFile): ReadParts<MachineSpec> {
  return readNamed(text, 'specs', (line) => {
    const sku = `${file.skuPrefix ?? ''}${line.sku}`;
    const numbers = { vcpu: countOf(line.vcpu), memoryGib: countOf(line['memory-gib']), localSsdGib: countOf(line['local-ssd-gib']) };
    return { sku, arch: line.arch || null, gpuModel: line['gpu-model'] || null, gpuCount: countOf(line['gpu-count']) ?? 0, ...numbers };
  });
}

export function readSurcharges(text: string, file: TableFile): ReadParts<Surcharge> {
  return readNamed(text, 'surcharges', (line) => {
    const { service = '', os = '', skus = '', per, price = '' } = line;
    if (per !== 'h' && per !== 'vCPU-h') throw new RangeError(`is per "${per}", not per h or vCPU-h`);
    return {
      service,
      os,
      skus: skus === '' ? [] : skus.split(' '),
      minVcpu: countOf(line['min-vcpu']),
      maxVcpu: countOf(line['max-vcpu']),
      per,
      price: priceOf(price),
      currency: file.currency ?? 'USD',
      asOf: line['as-of'] || (file.asOf ?? ''),
      basis: (line.basis || 'list') as Surcharge['basis'],
    };
  });
}

export function readUnitPrices(text: string, file: TableFile): ReadParts<UnitPrice> {
  return readNamed(text, 'unit-prices', (line) => {
    const { region = '', family = '', column = '' } = line;
    if (!(PRICE_COLUMNS as readonly string[]).includes(column)) throw new RangeError(`has the column "${column}", which is unknown`);
    return {
      family,
      region,
      column: column as PriceColumn,
      perVcpuHour: priceOf(line['per-vcpu-hour']),
      perGibHour: priceOf(line['per-gib-hour']),
      asOf: file.asOf ?? '',
    };
  });
}

/** The factors of every service of the file, with the service they are of. */
export function readRegionFactors(text: string, file: TableFile): ReadParts<RegionFactor & { readonly service: string }> {
  return readNamed(text, 'region-factors', (line) => {
    const { service = '', region = '', reference = '', family = '' } = line;
    const types = countOf(line.types);
    if (types === null) throw new RangeError('does not say of how many types');
    return { service, region, reference, family: family === '' ? null : family, ratio: priceOf(line.ratio), types, asOf: file.asOf ?? '' };
  });
}

/** Lines by the names of their columns; the kinds that nothing but people and the validator read stop here. */
export function readNamed<Part>(text: string, kind: keyof typeof PART_COLUMNS, toPart: (line: Named) => Part): ReadParts<Part> {
  const { columns, lines, faults: cuts } = parseCsv(text);
  const wanted = PART_COLUMNS[kind];
  if (columns.join() !== wanted.join()) throw new RangeError(`its header is not ${wanted.join()}`);
  const faults: TableFault[] = [...cuts];
  const parts: Part[] = [];
  for (const { number, fields } of lines) {
    try {
      parts.push(toPart(Object.fromEntries(wanted.map((column, index) => [column, fields[index] ?? '']))));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push({ line: number, what: error.message });
    }
  }
  return { parts, faults };
}

function priceOf(text = ''): string {
  if (!isPrice(text)) throw new RangeError(`has "${text}", which is no figure above 0`);
  return text;
}

function countOf(text = ''): number | null {
  if (text === '') return null;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) throw new RangeError(`has "${text}", which is no count`);
  return Number(text);
}

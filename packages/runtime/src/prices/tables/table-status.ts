import type { PriceBook, ProviderId } from '@openfinops/core';
import type { TableFile, TableGap, TableManifest, TableSource } from './manifest.ts';

/** What the tables hold of one service. */
export interface ServiceStatus {
  readonly service: string;
  readonly regions: number;
  readonly rows: number;
  /** ISO dates. */
  readonly oldestAsOf: string;
  readonly newestAsOf: string;
  readonly currencies: readonly string[];
}

/** What the tables hold of one provider, from where, and what they lack. */
export interface TableStatus {
  readonly provider: ProviderId;
  readonly generatedAt: string;
  readonly services: readonly ServiceStatus[];
  readonly sources: readonly TableSource[];
  readonly gaps: readonly TableGap[];
  /** Rows and prices of the sources that are left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

export function statusOf(manifest: TableManifest, book: PriceBook | undefined): TableStatus {
  return {
    provider: manifest.provider,
    generatedAt: manifest.generatedAt,
    services: (book?.services() ?? []).map((service) => statusOfService(service, manifest, book)),
    sources: Object.values(manifest.sources),
    gaps: manifest.gaps,
    dropped: manifest.dropped,
  };
}

function statusOfService(service: string, manifest: TableManifest, book: PriceBook | undefined): ServiceStatus {
  const counted = manifest.files.filter(({ kind }) => kind === 'prices' || kind === 'tokens').map((file) => ({ file, rows: rowsOf(file, service) }));
  const files = counted.filter(({ rows }) => rows > 0);
  let total = 0;
  for (const { rows } of files) total += rows;
  const dates = files.flatMap(({ file }) => file.asOfRange ?? (file.asOf === undefined ? [] : [file.asOf])).sort();
  return {
    service,
    regions: book?.regions(service).length ?? 0,
    rows: total,
    oldestAsOf: dates[0] ?? '',
    newestAsOf: dates.at(-1) ?? '',
    currencies: [...new Set(files.flatMap(({ file }) => (file.currency === undefined ? [] : [file.currency])))].sort(),
  };
}

function rowsOf(file: TableFile, service: string): number {
  return file.service === service ? file.rows : (file.services?.[service] ?? 0);
}

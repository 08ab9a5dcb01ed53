import { compareDecimals, multiply, subtract, toDecimal } from '../money.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceSource, PriceTerm } from '../pricing.ts';
import { columnOf } from './book-row.ts';
import { type BooksOf, specOf } from './books.ts';
import { type GcpMachine, gcpMachine } from './gcp-machine.ts';
import { gpuParts, joinParts, localSsdParts, NO_PARTS, type PartQuestion, type Parts } from './gcp-parts.ts';
import type { PriceBook, PriceColumn, UnitPrice } from './price-book.ts';
import { composeRow } from './terms.ts';

/**
 * What a custom machine costs beside the predefined ones of its family, where the book has no price of its own for it: us-central1 lists
 * N1 custom at 0.033174 and 0.004446 beside 0.031611 and 0.004237, and 0.00955 for extended memory. E2 has one price for both.
 */
const CUSTOM_PREMIUM = { vcpu: '1.0495', memory: '1.0493', extended: '2.254' } as const;
const ONE_PRICE_FAMILIES = new Set(['e2']);

/** Compute Engine machines as the sum of vCPU, memory, included accelerators and local disks, which is how they are billed: exact unless a part is not. */
export function createGcpSource(booksOf: BooksOf): PriceSource {
  return {
    name: 'composed of parts',
    find(key, window) {
      const column = columnOf(key.purchase);
      if (column === undefined || !isPlainMachine(key)) return null;
      const books = booksOf('gcp');
      const machine = gcpMachine(key.sku, specOf(books, key, key.sku));
      if (machine === undefined) return null;
      for (const book of books) {
        const parts = partsOf({ book, key, column, window }, machine);
        if (parts !== undefined) return composed(parts, column, book);
      }
      return null;
    },
  };
}

/** Unit prices are those of Linux on shared hardware, without attached accelerators. */
function isPlainMachine({ provider, service, meter, attributes }: PriceKey): boolean {
  const { os = 'linux', tenancy = 'shared', licence = 'included', gpu } = attributes;
  const isMachine = provider === 'gcp' && service === 'compute' && meter === 'compute';
  return isMachine && os === 'linux' && tenancy === 'shared' && licence === 'included' && gpu === undefined;
}

function partsOf(question: PartQuestion, machine: GcpMachine): Parts | undefined {
  const { family, localSsdGib, gpuModel, gpuCount } = machine;
  return joinParts([
    machine.isCustom ? customParts(question, machine) : predefinedParts(question, machine),
    gpuCount === 0 ? NO_PARTS : gpuParts(question, gpuModel ?? '', toDecimal(gpuCount)),
    localSsdGib === 0 ? NO_PARTS : localSsdParts(question, family, toDecimal(localSsdGib)),
  ]);
}

function predefinedParts(question: PartQuestion, machine: GcpMachine): Parts | undefined {
  const unit = unitPriceOf(question, machine.family);
  return unit === undefined ? undefined : { terms: coreTerms(question, machine, unit, unit), because: [] };
}

/** Custom prices of the book's own, else those of predefined machines and the premium. */
function customParts(question: PartQuestion, machine: GcpMachine): Parts | undefined {
  const { family } = machine;
  const own = unitPriceOf(question, ONE_PRICE_FAMILIES.has(family) ? family : `${family}-custom`);
  const ownExtended = compareDecimals(machine.extendedGib, '0') > 0 ? unitPriceOf(question, `${family}-custom-extended`) : own;
  if (own !== undefined && ownExtended !== undefined) return { terms: coreTerms(question, machine, own, ownExtended), because: [] };
  const unit = unitPriceOf(question, family);
  if (unit === undefined) return undefined;
  const perVcpuHour = multiply(unit.perVcpuHour, CUSTOM_PREMIUM.vcpu);
  const custom = { ...unit, perVcpuHour, perGibHour: multiply(unit.perGibHour, CUSTOM_PREMIUM.memory) };
  const extended = { ...unit, perGibHour: multiply(unit.perGibHour, CUSTOM_PREMIUM.extended) };
  const because = `custom machines of ${family} cost about 5 % more than predefined ones; the exact price is not listed`;
  return { terms: coreTerms(question, machine, custom, extended), because: [because] };
}

function coreTerms({ key, book }: PartQuestion, machine: GcpMachine, unit: UnitPrice, extended: UnitPrice): PriceTerm[] {
  const { vcpu, memoryGib, extendedGib } = machine;
  const family = `${machine.family.toUpperCase()}${machine.isCustom ? ' custom' : ''} in ${key.region}`;
  const made = { source: book.origin, asOf: unit.asOf };
  const usualGib = subtract(memoryGib, extendedGib);
  const terms: PriceTerm[] = [
    { part: 'vcpu', what: `${vcpu} vCPU of ${family}`, amount: vcpu, price: unit.perVcpuHour, unit: 'vCPU-h', ...made },
    { part: 'memory', what: `${usualGib} GiB of memory of ${family}`, amount: usualGib, price: unit.perGibHour, unit: 'GiB-h', ...made },
  ];
  if (compareDecimals(extendedGib, '0') <= 0) return terms;
  const what = `${extendedGib} GiB of extended memory of ${family}`;
  return [...terms, { part: 'memory', what, amount: extendedGib, price: extended.perGibHour, unit: 'GiB-h', ...made }];
}

function unitPriceOf({ book, key, column }: PartQuestion, family: string): UnitPrice | undefined {
  return book.unitPrices('compute', key.region).find((unit) => unit.family === family && unit.column === column);
}

function composed({ terms, because }: Parts, column: PriceColumn, book: PriceBook): PriceAnswer {
  const base: PriceRow = {
    fromMs: 0,
    listPrice: '0',
    effectivePrice: '0',
    unit: 'h',
    currency: 'USD',
    source: book.origin,
    asOf: '',
    id: null,
    basis: column === 'spot' ? 'spot' : 'list',
    estimated: false,
    tierNotApplied: false,
  };
  return { rows: [composeRow(base, terms, { source: 'composed', because })] };
}

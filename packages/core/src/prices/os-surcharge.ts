import type { Decimal } from '../model.ts';
import { toDecimal } from '../money.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceSource, PriceTerm } from '../pricing.ts';
import { type BooksOf, specOf, surchargesOf } from './books.ts';
import { gcpMachine } from './gcp-machine.ts';
import type { PriceBook, Surcharge } from './price-book.ts';
import { composeRow, sumTerms, termOf } from './terms.ts';

/**
 * A machine with a licensed system: what it costs with Linux, as `base` answers it, and the licence. A licence that the owner brings (`byol`:
 * Azure Hybrid Benefit, BYOS images) adds nothing. Without a known surcharge: missing `licence`.
 */
export function createSurchargeSource(base: PriceSource, booksOf: BooksOf): PriceSource {
  return {
    name: `${base.name} with licence`,
    find(key, window) {
      const os = key.attributes.os ?? 'linux';
      const isOwn = key.attributes.licence === 'byol';
      if (key.meter !== 'compute' || (os === 'linux' && !isOwn)) return null;
      const answer = base.find(onLinux(key), window);
      if (answer === null || 'missing' in answer || isOwn) return answer;
      return addLicence(answer.rows, os, key, booksOf(key.provider));
    },
  };
}

function onLinux(key: PriceKey): PriceKey {
  const { os: _, licence: __, ...attributes } = key.attributes;
  return { ...key, attributes };
}

function addLicence(rows: readonly PriceRow[], os: string, key: PriceKey, books: readonly PriceBook[]): PriceAnswer {
  const first = rows[0];
  const linux = first === undefined ? '' : `; with linux it costs ${first.listPrice} ${first.currency}/${first.unit}`;
  const known = `${linux}; prices.overrides can give it a price of your own`;
  if (key.purchase === 'spot' && key.provider !== 'gcp') {
    return { missing: 'licence', hint: `the spot market of ${key.provider} has a price of its own with ${os}, which is not known${known}` };
  }
  if (os === 'windows' && specOf(books, key, key.sku)?.arch === 'arm64' && key.provider === 'aws') {
    return { missing: 'licence', hint: `${key.sku} has Arm processors, for which AWS sells no Windows${known}` };
  }
  const vcpu = vcpuOf(key, books);
  const surcharge = surchargeOf(surchargesOf(books, key), os, key.sku, vcpu);
  if (surcharge === undefined) return { missing: 'licence', hint: `what ${os} adds to ${key.sku} is not known${known}` };
  if (rows.some((row) => row.currency !== surcharge.currency)) {
    return { missing: 'currency', hint: `the licence of ${os} is priced in ${surcharge.currency}, the machine in ${first?.currency}` };
  }
  return { rows: rows.map((row) => withLicence(row, licenceTerm(surcharge, vcpu), surcharge, key)) };
}

function withLicence(row: PriceRow, licence: PriceTerm, surcharge: Surcharge, key: PriceKey): PriceRow {
  const machine = row.listTerms ?? [termOf(row, 'machine', `${key.sku} in ${key.region} with linux`)];
  const because = surcharge.basis === 'list' ? [] : [`the licence of ${surcharge.os} is an estimate (${surcharge.basis})`];
  const source = row.source === 'region-factor' ? 'region-factor' : 'composed';
  return composeRow(row, [...machine, licence], { source, because });
}

/** The licence part of a composed price; `'0'`: it has none. */
export function licencePriceOf(row: PriceRow): Decimal {
  return sumTerms((row.listTerms ?? []).filter(({ part }) => part === 'licence'));
}

function licenceTerm(surcharge: Surcharge, vcpu: number | null): PriceTerm {
  const amount = surcharge.per === 'h' || vcpu === null ? '1' : toDecimal(vcpu);
  const what = surcharge.per === 'h' ? `licence of ${surcharge.os}` : `licence of ${surcharge.os} for ${amount} vCPU`;
  return { part: 'licence', what, amount, price: surcharge.price, unit: surcharge.per, source: 'bundled', asOf: surcharge.asOf };
}

/** The surcharge that names the SKU most closely; of two alike, the one bound to a number of vCPUs. */
function surchargeOf(all: readonly Surcharge[], os: string, sku: string, vcpu: number | null): Surcharge | undefined {
  let best: { surcharge: Surcharge; closeness: number } | undefined;
  for (const surcharge of all) {
    const closeness = surcharge.os === os && isOfSize(surcharge, vcpu) ? closenessOf(surcharge, sku) : -1;
    if (closeness >= 0 && (best === undefined || closeness > best.closeness)) best = { surcharge, closeness };
  }
  return best?.surcharge;
}

/** A surcharge per vCPU, or for some numbers of them, needs to know how many there are. */
function isOfSize({ minVcpu, maxVcpu, per }: Surcharge, vcpu: number | null): boolean {
  if (vcpu === null) return per === 'h' && minVcpu === null && maxVcpu === null;
  return vcpu >= (minVcpu ?? 0) && vcpu <= (maxVcpu ?? Number.POSITIVE_INFINITY);
}

/** Letters of the closest glob that are not stars, twice, and one more for bounds; -1: no glob matches. */
function closenessOf({ skus, minVcpu, maxVcpu }: Surcharge, sku: string): number {
  const bounded = minVcpu !== null || maxVcpu !== null ? 1 : 0;
  if (skus.length === 0) return bounded;
  let closest = -1;
  for (const glob of skus) {
    if (matchesGlob(glob.toLowerCase(), sku.toLowerCase())) closest = Math.max(closest, 2 * glob.replaceAll('*', '').length + bounded);
  }
  return closest;
}

function matchesGlob(glob: string, text: string): boolean {
  const pattern = glob.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(text);
}

/** Licences count the vCPUs of the whole machine, though a size of Azure may show fewer of them (`E64-32s_v6`: 64). */
function vcpuOf(key: PriceKey, books: readonly PriceBook[]): number | null {
  const spec = specOf(books, key, key.sku);
  if (key.provider === 'azure') return azureVcpuOf(key.sku) ?? spec?.vcpu ?? null;
  if (key.provider !== 'gcp') return spec?.vcpu ?? null;
  if (hasShareOfCore(key.sku)) return null;
  const machine = gcpMachine(key.sku, spec);
  return machine === undefined ? (spec?.vcpu ?? null) : Number(machine.vcpu);
}

/** Machines of N1 with a share of a core, of which licences have a price of their own. */
function hasShareOfCore(sku: string): boolean {
  return /^(f1|g1)-/.test(sku);
}

/** The number in the name of a size is its vCPUs in versions 3 and later, and in the M series. */
function azureVcpuOf(sku: string): number | undefined {
  const [, series, size] = /^[a-z]+_([a-z]+)(\d+)/i.exec(sku) ?? [];
  const version = Number(/_v(\d+)$/i.exec(sku)?.[1] ?? 1);
  return size !== undefined && (version >= 3 || series?.toLowerCase() === 'm') ? Number(size) : undefined;
}

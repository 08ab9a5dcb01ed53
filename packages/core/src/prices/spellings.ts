import type { PriceAttributes, ProviderId, Purchase } from '../model.ts';
import type { PriceKey } from '../pricing.ts';
import * as tables from './spelling-tables.ts';

/** The key as the price tables spell it: service, region out of a zone or a place, SKU, and the attributes. Unknown words are kept, lower-cased. */
export function canonicalKey(key: PriceKey): PriceKey {
  const place = canonicalPlace(key.provider, key.region);
  const zone = key.zone ?? place.zone;
  const service = canonicalService(key.provider, key.service);
  const spelled = {
    ...key,
    service,
    region: place.region,
    sku: canonicalSku(key.provider, service, key.sku),
    purchase: canonicalPurchase(key.purchase),
    attributes: canonicalAttributes(key.attributes),
  };
  return zone === undefined ? spelled : { ...spelled, zone };
}

/** `AmazonEC2` → `ec2`, `Virtual Machines` → `vm`, `Compute Engine` → `compute`. */
export function canonicalService(provider: ProviderId, text: string): string {
  return named(tables.SERVICE_NAMES[provider] ?? {}, text);
}

/** `US East (N. Virginia)`, `us-east-1a` → `us-east-1`; `East US` → `eastus`; `us-central1-b`, `us-central1 (Iowa)` → `us-central1`. */
export function canonicalRegion(provider: ProviderId, text: string): string {
  return canonicalPlace(provider, text).region;
}

/** A region, and the zone where the text named one. */
export function canonicalPlace(provider: ProviderId, text: string): { readonly region: string; readonly zone?: string } {
  const plain = fold(text);
  if (provider === 'aws') return awsPlace(plain);
  if (provider === 'azure') return azurePlace(plain);
  if (provider === 'gcp') return zoned(plain.replace(/ \(.*$/, ''), /^([a-z]+-[a-z]+\d+)-[a-z]$/);
  return { region: plain };
}

/** `D4s v5`, `standard_d4s_v5` → `Standard_D4s_v5`; other providers’ SKUs are lower-case. The tables find a SKU in any letter case. */
export function canonicalSku(provider: ProviderId, service: string, text: string): string {
  const trimmed = text.trim();
  if (provider === 'azure') return service === 'vm' || service === 'vmss' ? azureMachine(trimmed) : trimmed;
  return provider === 'aws' || provider === 'gcp' ? trimmed.toLowerCase() : trimmed;
}

export function canonicalPurchase(text: string): Purchase {
  return named(tables.PURCHASE_NAMES, text) as Purchase;
}

/** `Red Hat Enterprise Linux` → `rhel`, `Linux/UNIX` → `linux`, `Windows Server 2022 Datacenter` → `windows`. */
export function canonicalOs(text: string): string {
  const os = named(tables.OS_NAMES, text);
  return /^windows( server)?( \d{4}( r2)?( (datacenter|standard))?)?$/.test(os) ? 'windows' : os;
}

const ATTRIBUTE_NAMES: Readonly<Record<string, (text: string) => string>> = {
  os: canonicalOs,
  engine: (text) => named(tables.ENGINE_NAMES, text),
  deployment: (text) => named(tables.DEPLOYMENT_NAMES, text),
  tenancy: (text) => named(tables.TENANCY_NAMES, text),
  licence: (text) => named(tables.LICENCE_NAMES, text),
};

/** An empty attribute is none. */
export function canonicalAttributes(attributes: PriceAttributes): PriceAttributes {
  const spelled: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== '') spelled[name] = ATTRIBUTE_NAMES[name]?.(value) ?? value;
  }
  return spelled;
}

function named(names: Readonly<Record<string, string>>, text: string): string {
  const plain = fold(text);
  return Object.hasOwn(names, plain) ? (names[plain] ?? plain) : plain;
}

function fold(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function zoned(text: string, pattern: RegExp): { region: string; zone?: string } {
  const region = pattern.exec(text)?.[1];
  return region === undefined ? { region: text } : { region, zone: text };
}

/** Bills still say `EU (Ireland)`; the price list says `Europe (Ireland)`. */
function awsPlace(plain: string): { region: string; zone?: string } {
  const name = plain.replace(/^eu \(/, 'europe (').replace('são', 'sao');
  if (Object.hasOwn(tables.AWS_REGION_NAMES, name)) return { region: tables.AWS_REGION_NAMES[name] ?? name };
  return zoned(name, /^([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]$/);
}

/** `East US`, `US East`, `eastus-1` (zone 1 of East US). */
function azurePlace(plain: string): { region: string; zone?: string } {
  const packed = plain.replace(/[ _]/g, '');
  const name = tables.AZURE_REGION_NAMES[packed] ?? packed;
  return zoned(name, /^([a-z]+\d*)-\d$/);
}

/** A size is written with or without its tier, with spaces or underscores, and with the purchase option behind it. */
function azureMachine(text: string): string {
  const joined = text
    .replace(/\s+(spot|low priority)$/i, '')
    .replace(/\s+/g, '_')
    .replace(/^(standard|basic)_/i, (tier) => (tier[0] ?? '').toUpperCase() + tier.slice(1).toLowerCase());
  return /^(Standard|Basic)_/.test(joined) ? joined : `Standard_${joined}`;
}

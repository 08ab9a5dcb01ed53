import { AgentError, COMMITMENT_COLUMNS, canonicalPurchase, METERS, type MeterName, type PriceAttributes, type Purchase } from '@openfinops/core';
import { sayNearest } from '@openfinops/runtime';
import type { Command } from 'commander';
import { CONFIG_FLAG } from '../config-flag.ts';
import { asCommitment, type PriceQuestion } from './create-look-up.ts';

/** What a price is asked by, as it comes off the command line. */
export interface PriceFlags {
  readonly provider?: string;
  readonly service?: string;
  readonly region?: string;
  readonly sku?: string;
  readonly meter?: string;
  readonly currency?: string;
  readonly zone?: string;
  readonly os?: string;
  readonly purchase?: string;
  readonly tenancy?: string;
  readonly licence?: string;
  readonly engine?: string;
  readonly deployment?: string;
  readonly attribute?: readonly string[];
  readonly account?: string;
  readonly config?: string;
  readonly json?: boolean;
}

const PURCHASES = ['on-demand', 'spot', 'capacity-block'];
const NAMED_ATTRIBUTES = ['os', 'tenancy', 'licence', 'engine', 'deployment'] as const;

export function addPriceFlags(command: Command): Command {
  return command
    .option('--provider <NAME>', 'aws, azure, gcp or llm')
    .option('--service <NAME>', 'ec2, vm, compute, rds, ebs, disk, …; of llm the maker of the model')
    .option('--region <NAME>', 'Region, zone or place: us-east-1, eastus, "East US", us-central1-a; global where there is one price for all')
    .option('--sku <NAME>', 'Machine type, disk type, model: m5.xlarge, Standard_D4s_v5, n2-custom-4-8192, gp3')
    .option('--meter <NAME>', 'What is counted: compute, storage, iops, egress, tokens, … (default: compute, or what the SKU is billed by first)')
    .option('--currency <CODE>', 'Only a price in this currency; nothing is converted (default: the currency of the list)')
    .option('--zone <NAME>', 'For prices that differ by zone')
    .option('--os <NAME>', 'linux, windows, rhel, sles (default: linux)')
    .option('--purchase <HOW>', `${[...PURCHASES, ...COMMITMENT_COLUMNS].join(', ')} (default: on-demand)`)
    .option('--tenancy <NAME>', 'shared or dedicated (default: shared)')
    .option('--licence <NAME>', 'included, or bring-your-own: a licence of yours, such as Azure Hybrid Benefit (default: included)')
    .option('--engine <NAME>', 'Of a database: mysql, postgresql, …')
    .option('--deployment <NAME>', 'Of a database: single-az or multi-az (default: single-az)')
    .option('--attribute <NAME=VALUE>', 'Anything else that the price depends on, such as direction=output; may be repeated', collect)
    .option('--account <ID>', 'Account, subscription or project, for overrides that name one')
    .option(...CONFIG_FLAG)
    .option('--json', 'Print one JSON object');
}

/** The question that the flags ask. Throws USAGE, by the name of the flag. */
export function questionOf(flags: PriceFlags): PriceQuestion {
  const commitment = asCommitment(flags.purchase ?? '');
  const key = {
    provider: required(flags, 'provider').toLowerCase(),
    accountId: flags.account ?? '',
    service: required(flags, 'service'),
    region: required(flags, 'region'),
    sku: required(flags, 'sku'),
    purchase: commitment === undefined ? purchaseOf(flags.purchase ?? 'on-demand') : ('on-demand' as const),
    attributes: attributesOf(flags),
    ...(flags.zone === undefined ? {} : { zone: flags.zone }),
  };
  return { key, commitment, meter: meterOf(flags.meter), currency: currencyOf(flags.currency) };
}

function required(flags: PriceFlags, name: 'provider' | 'service' | 'region' | 'sku'): string {
  const value = flags[name]?.trim();
  if (value) return value;
  throw new AgentError('USAGE', `--${name} is missing`, { hint: 'A price is asked by --provider, --service, --region and --sku.' });
}

function purchaseOf(text: string): Purchase {
  const purchase = canonicalPurchase(text);
  if (PURCHASES.includes(purchase)) return purchase;
  const known = [...PURCHASES, ...COMMITMENT_COLUMNS];
  throw new AgentError('USAGE', `--purchase ${text} is no way to buy${sayNearest(text, known)}`, { hint: `Ways to buy: ${known.join(', ')}.` });
}

function meterOf(text: string | undefined): MeterName | undefined {
  if (text === undefined) return undefined;
  const plain = text.trim().toLowerCase();
  if (isMeter(plain)) return plain;
  throw new AgentError('USAGE', `--meter ${text} is no known meter${sayNearest(plain, Object.keys(METERS))}`, {
    hint: `Meters: ${Object.keys(METERS).join(', ')}.`,
  });
}

function isMeter(text: string): text is MeterName {
  return Object.hasOwn(METERS, text);
}

function currencyOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new AgentError('USAGE', `--currency ${text} is no currency`, { hint: 'Give its three letters, such as USD or CNY.' });
}

function attributesOf(flags: PriceFlags): PriceAttributes {
  const attributes: Record<string, string> = {};
  for (const name of NAMED_ATTRIBUTES) {
    const value = flags[name];
    if (value !== undefined) attributes[name] = value;
  }
  for (const pair of flags.attribute ?? []) {
    const [, name, value] = /^([a-zA-Z][a-zA-Z-]*)=(.+)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      throw new AgentError('USAGE', `--attribute ${pair} is no NAME=VALUE`, { hint: 'For example: --attribute direction=output.' });
    attributes[name] = value;
  }
  return attributes;
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

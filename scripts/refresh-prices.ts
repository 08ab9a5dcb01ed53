import { parseArgs } from 'node:util';
import { AgentError, type BookRow, type MachineSpec, messageOf } from '@openfinops/core';
import { openTables, realClock, realHttp } from '@openfinops/runtime';
import { loadTables, type TableSet, writeTables } from './prices/table-set.ts';
import { fetchAwsMachines } from './refresh-prices/aws-products.ts';
import { fetchAzureMachines } from './refresh-prices/azure-retail.ts';
import type { ListPorts } from './refresh-prices/fetch-json.ts';
import { composeMachines } from './refresh-prices/gcp-machines.ts';
import { fetchGcpSkus, toParts } from './refresh-prices/gcp-skus.ts';
import { type RefreshSource, regionsOf, updateTable } from './refresh-prices/update-tables.ts';

/**
 * For maintainers: `tsx scripts/refresh-prices.ts aws|azure|gcp [--region NAME…] [--accept SKU…] [--dir pricing-tables] [--out DIR]` fetches machine prices,
 * holds each region against the table in use, and writes the tables anew; a region that a gate refuses keeps its table.
 * Environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (pricing:GetProducts) · GOOGLE_API_KEY · none for Azure.
 * `--accept` lets a machine through that looks like a mistake and is none.
 * The report on stdout is for the change that carries the tables. Ends with 1 when a region was refused or could not be fetched.
 */
interface Feed {
  readonly service: string;
  readonly origin: RefreshSource;
  /** The source makes no prices for some machines of the table: those stay. */
  readonly keepUnlisted: boolean;
  fetch(region: string): Promise<readonly BookRow[]>;
}

const PROVIDERS = ['aws', 'azure', 'gcp'];

type SpecOf = (service: string, sku: string) => MachineSpec | undefined;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    region: { type: 'string', multiple: true },
    accept: { type: 'string', multiple: true },
    dir: { type: 'string', default: 'pricing-tables' },
    out: { type: 'string' },
  },
});
const [provider = ''] = positionals;
const ACCEPTED = new Set(values.accept?.map((sku) => sku.toLowerCase()));
const ports: ListPorts = { http: realHttp, clock: realClock, signal: AbortSignal.timeout(30 * 60_000) };
try {
  process.exitCode = await refresh(provider);
} catch (error) {
  const hint = error instanceof AgentError && error.hint !== undefined ? `\nhint: ${error.hint}` : '';
  console.error(`error: ${messageOf(error)}${hint}`);
  process.exitCode = 1;
}

async function refresh(name: string): Promise<number> {
  if (!PROVIDERS.includes(name))
    throw new AgentError('USAGE', `no live source is known for "${name}"`, { hint: `There are ${PROVIDERS.join(', ')}.` });
  let set = loadTables(values.dir, name);
  const book = openTables(values.dir).books.get(name);
  const specOf: SpecOf = (service, sku) => book?.spec(service, sku);
  const feed = await openFeed(name, set, specOf);
  let refused = 0;
  for (const region of values.region ?? regionsOf(set, feed.service)) {
    const next = await refreshRegion(set, region, feed, specOf);
    if (next === undefined) refused += 1;
    else set = next;
  }
  writeTables(values.out ?? values.dir, { ...set, generatedAt: `${new Date().toISOString().slice(0, 19)}Z` });
  return refused === 0 ? 0 : 1;
}

/** undefined: the region keeps its table, and why was said. */
async function refreshRegion(set: TableSet, region: string, feed: Feed, specOf: SpecOf): Promise<TableSet | undefined> {
  try {
    const given = { service: feed.service, region, rows: await feed.fetch(region), keepUnlisted: feed.keepUnlisted };
    const { path, report, set: next } = updateTable(set, given, feed.origin, (sku) => specOf(feed.service, sku), ACCEPTED);
    const { added, removed, changed, unchanged, jumps, refusals } = report;
    console.log(`${path}: ${added} added, ${removed} removed, ${changed} changed, ${unchanged} unchanged${next === undefined ? ' — REFUSED' : ''}`);
    for (const refusal of refusals) console.log(`  refused: ${refusal}`);
    for (const jump of jumps) console.log(`  more than a quarter: ${jump}`);
    return next;
  } catch (error) {
    console.log(`${feed.service}/${region}: not fetched: ${messageOf(error)}`);
    return undefined;
  }
}

async function openFeed(name: string, set: TableSet, specOf: SpecOf): Promise<Feed> {
  if (name === 'aws') return awsFeed();
  if (name === 'azure') return azureFeed();
  return await gcpFeed(set, specOf);
}

function awsFeed(): Feed {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) throw missing('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  return {
    service: 'ec2',
    origin: publicList('aws-price-list', 'AWS Price List', 'pricing:GetProducts: Linux, shared, used capacity; reservations without upfront payment'),
    keepUnlisted: false,
    fetch: (region) => fetchAwsMachines(region, { credentials, nowMs: Date.now }, ports),
  };
}

function azureFeed(): Feed {
  return {
    service: 'vm',
    origin: publicList('azure-retail-prices', 'Azure Retail Prices', 'Retail Prices API: Linux machines, on demand and spot'),
    keepUnlisted: false,
    fetch: (region) => fetchAzureMachines(region, { nowMs: Date.now }, ports),
  };
}

/** One list for all regions; machines that are more than cores and memory stay as they are. */
async function gcpFeed(set: TableSet, specOf: SpecOf): Promise<Feed> {
  const { GOOGLE_API_KEY: apiKey } = process.env;
  if (!apiKey) throw missing('GOOGLE_API_KEY');
  const parts = toParts(await fetchGcpSkus({ apiKey }, ports));
  const book = openTables(values.dir).books.get(set.provider);
  const specsIn = (region: string) => (book?.skus('compute', region) ?? []).flatMap((sku) => specOf('compute', sku) ?? []);
  return {
    service: 'compute',
    origin: publicList(
      'gcp-billing-catalogue',
      'Google Cloud Billing Catalog',
      'skus.list: vCPU x core + GiB x memory of machines that are nothing else',
    ),
    keepUnlisted: true,
    fetch: async (region) => composeMachines(region, specsIn(region), parts),
  };
}

function publicList(key: string, name: string, method: string): RefreshSource {
  return { key, source: { name, licence: 'facts' }, method };
}

function missing(names: string): AgentError {
  return new AgentError('AUTH_MISSING', `${names} must be set`, { hint: 'The price list is free of charge, but it is not read without them.' });
}

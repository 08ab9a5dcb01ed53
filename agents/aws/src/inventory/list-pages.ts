import type { EC2Client } from '@aws-sdk/client-ec2';
import { eachPage } from './each-page.ts';
import type { ListedPage, Listing } from './listings.ts';
import { mergeReady } from './merge-ready.ts';
import type { Zones } from './zones.ts';

/** A page, and whether what an earlier page of this look had may come again in it. */
export interface FoundPage {
  readonly page: ListedPage;
  readonly mayRepeat: boolean;
}

export interface PageArgs {
  readonly client: EC2Client;
  readonly region: string;
  readonly zones: Zones;
  readonly signal: AbortSignal;
  readonly onCall: () => void;
}

/** Zones read at once; a region has 3 to 6 of its own, some have 30 Local Zones. */
const MOST_PAGERS = 8;

/**
 * All pages of one list. The first page is of everything; where more follow, the list is read by zone, all of them at once, so that it takes as long
 * as its longest zone. Rejects once the other zones are read to their end when one of them fails.
 */
export async function* listPages(listing: Listing, args: PageArgs): AsyncGenerator<FoundPage> {
  const { longLists } = args.zones;
  const key = `${args.region} ${listing.action}`;
  const known = longLists.has(key) ? await zoneNames(args) : [];
  if (known.length > 1) {
    for await (const page of listByZone(listing, known, args)) yield { page, mayRepeat: false };
    return;
  }
  const first = await ask(listing, args, undefined, undefined);
  const isLong = first.NextToken !== undefined && first.NextToken !== '';
  const naming = isLong && listing.isZoned ? zoneNames(args) : NO_ZONES;
  // Whoever reads this page may stop; what becomes of the names is then nobody's.
  naming.catch(() => {});
  yield { page: first, mayRepeat: false };
  if (!isLong) return;
  const names = await naming;
  if (names.length > 1) longLists.add(key);
  const isByZone = names.length > 1;
  const pages = isByZone ? listByZone(listing, names, args) : pagesOf(listing, args, undefined, first.NextToken);
  for await (const page of pages) yield { page, mayRepeat: isByZone };
}

const NO_ZONES: Promise<readonly string[]> = Promise.resolve([]);

/** None where the account does not say: then a long list is read page after page. */
async function zoneNames({ region, zones, signal }: PageArgs): Promise<readonly string[]> {
  const names = await zones.namesOf(region, signal).catch((): readonly string[] => []);
  signal.throwIfAborted();
  return names;
}

async function* listByZone(listing: Listing, names: readonly string[], args: PageArgs): AsyncGenerator<ListedPage> {
  const pagers = names.map((zone) => () => pagesOf(listing, args, zone));
  const failures: unknown[] = [];
  for await (const ready of mergeReady(pagers, MOST_PAGERS)) {
    if ('item' in ready) yield ready.item;
    else failures.push(ready.error);
    args.signal.throwIfAborted();
  }
  if (failures.length > 0) throw failures[0];
}

function pagesOf(listing: Listing, args: PageArgs, zone: string | undefined, first?: string): AsyncGenerator<ListedPage> {
  const what = `${listing.action} in ${zone ?? args.region}`;
  return eachPage((token) => ask(listing, args, zone, token), what, first);
}

async function ask(listing: Listing, { client, signal, onCall }: PageArgs, zone: string | undefined, token: string | undefined): Promise<ListedPage> {
  signal.throwIfAborted();
  onCall();
  return await listing.ask(client, { token, ...(zone === undefined ? {} : { zone }) }, signal);
}

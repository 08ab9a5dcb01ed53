import type { EC2Client } from '@aws-sdk/client-ec2';
import { eachPage } from './each-page.ts';
import type { ListedPage, Listing, ListQuery } from './listings.ts';
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

/** A first page is short where the list can be read by zone: what follows need not wait for it. */
const FIRST_PAGE = 100;

/** Zones read at once; a region has 3 to 6 of its own, some have 30 Local Zones. */
const MOST_PAGERS = 8;

/**
 * All pages of one list. The first page is of everything; where more follow, the list is read by zone, all of them at once, so that it takes as long
 * as its longest zone; things of the first page come again. Rejects once the other zones are read to their end when one of them fails.
 */
export async function* listPages(listing: Listing, args: PageArgs): AsyncGenerator<FoundPage> {
  const { longLists } = args.zones;
  const key = `${args.region} ${listing.action}`;
  const known = longLists.has(key) ? await zoneNames(args) : [];
  if (known.length > 1) {
    for await (const page of listByZone(listing, known, args)) yield { page, mayRepeat: false };
    return;
  }
  // Asked beside the first page, once an hour: where that is all there is, they cost one call that nobody waits for.
  const naming = listing.isZoned ? zoneNames(args) : NO_ZONES;
  // Whoever reads the first page may stop; what becomes of the names is then nobody's.
  naming.catch(() => {});
  const first = await ask(listing, args, listing.isZoned ? { most: FIRST_PAGE } : {});
  const isLong = first.NextToken !== undefined && first.NextToken !== '';
  yield { page: first, mayRepeat: false };
  if (!isLong) return;
  const names = await naming;
  if (names.length > 1) longLists.add(key);
  for await (const page of restOf(listing, names, first.NextToken, args)) yield { page, mayRepeat: listing.isZoned };
}

/** By zone where zones are known; from the start in pages of full size where they are not. */
function restOf(listing: Listing, names: readonly string[], token: string | undefined, args: PageArgs): AsyncGenerator<ListedPage> {
  if (names.length > 1) return listByZone(listing, names, args);
  return listing.isZoned ? pagesOf(listing, args, {}) : pagesOf(listing, args, {}, token);
}

const NO_ZONES: Promise<readonly string[]> = Promise.resolve([]);

/** None where the account does not say: then a long list is read page after page. */
async function zoneNames({ region, zones, signal }: PageArgs): Promise<readonly string[]> {
  const names = await zones.namesOf(region, signal).catch((): readonly string[] => []);
  signal.throwIfAborted();
  return names;
}

async function* listByZone(listing: Listing, names: readonly string[], args: PageArgs): AsyncGenerator<ListedPage> {
  const pagers = names.map((zone) => () => pagesOf(listing, args, { zone }));
  const failures: unknown[] = [];
  for await (const ready of mergeReady(pagers, MOST_PAGERS)) {
    if ('item' in ready) yield ready.item;
    else failures.push(ready.error);
    args.signal.throwIfAborted();
  }
  if (failures.length > 0) throw failures[0];
}

function pagesOf(listing: Listing, args: PageArgs, query: ListQuery, first?: string): AsyncGenerator<ListedPage> {
  const what = `${listing.action} in ${query.zone ?? args.region}`;
  return eachPage((token) => ask(listing, args, { ...query, token }), what, first);
}

async function ask(listing: Listing, { client, signal, onCall }: PageArgs, query: ListQuery): Promise<ListedPage> {
  signal.throwIfAborted();
  onCall();
  return await listing.ask(client, query, signal);
}

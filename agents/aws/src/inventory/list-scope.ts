import type { Discovery, Problem, ScopeId } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { isDenied, toAwsProblem } from '../clients/aws-errors.ts';
import { observedAtOf } from '../clients/watch-calls.ts';
import type { AwsService } from '../options.ts';
import { createDoubts, type Doubts } from './doubts.ts';
import { type FoundPage, listPages } from './list-pages.ts';
import { type Knowledge, LISTINGS, type Listing } from './listings.ts';
import { mergeReady } from './merge-ready.ts';
import type { Place } from './place.ts';
import type { Zones } from './zones.ts';

export interface ScopeWorld extends Knowledge {
  readonly clients: Pick<AwsClients, 'ec2'>;
  readonly zones: Zones;
}

/** Resources of a page that are made in one go. */
const AT_ONCE = 200;

/** What one look at a scope has come to so far. */
interface Look {
  readonly scope: ScopeId;
  readonly place: Place;
  readonly doubts: Doubts;
  readonly seen: Set<string>;
  readonly problems: Problem[];
  /** What makes the look incomplete. */
  readonly failures: Problem[];
  isOpen: boolean;
  calls: number;
}

/**
 * One scope, page by page. A list that fails makes the scope a failure, once everything else in it is read: what was listed counts, and nothing
 * is concluded from what was not. A rare list that the account does not grant is a problem and nothing more.
 */
export async function* listScope(service: AwsService, place: Place, world: ScopeWorld, signal: AbortSignal): AsyncGenerator<Discovery[]> {
  const scope = place.scopes[service];
  const look: Look = { scope, place, doubts: createDoubts(scope), seen: new Set(), problems: [], failures: [], isOpen: false, calls: 0 };
  const listings = LISTINGS[service];
  const sources = listings.map((listing) => () => readListing(listing, look, world, signal));
  for await (const ready of mergeReady(sources, sources.length)) {
    signal.throwIfAborted();
    const listing = listings[ready.source];
    if (listing === undefined) continue;
    if ('error' in ready) {
      noteFailure(ready.error, listing, look);
      continue;
    }
    const { page } = ready.item;
    const problems = await page.prepare(world, place.region, signal);
    for (const problem of problems) if (problem !== null) look.problems.push({ ...problem, scope });
    yield* readPage(ready.item, listing, look);
  }
  yield endOf(look);
}

async function* readListing(listing: Listing, look: Look, { clients, zones }: ScopeWorld, signal: AbortSignal): AsyncGenerator<FoundPage> {
  const { region } = look.place;
  const client = await clients.ec2(region);
  const onCall = (): void => {
    look.calls += 1;
  };
  yield* listPages(listing, { client, region, zones, signal, onCall });
}

/** A few at a time: whoever reads them lets the event loop breathe. */
function* readPage({ page, mayRepeat }: FoundPage, listing: Listing, look: Look): Generator<Discovery[]> {
  const { scope, place, seen, doubts } = look;
  const observedAtMs = observedAtOf(page.output);
  let found: Discovery[] = look.isOpen ? [] : [{ type: 'scope', scope, observedAtMs }];
  look.isOpen = true;
  let nameless = 0;
  for (const resource of page.toResources(place, observedAtMs, doubts)) {
    if (found.length >= AT_ONCE) {
      yield found;
      found = [];
    }
    if (resource === null) nameless += 1;
    else if (!seen.has(resource.id)) {
      seen.add(resource.id);
      found.push({ type: 'resource', resource });
    } else if (!mayRepeat) doubts.add('listed-twice', resource.id);
  }
  if (nameless > 0) {
    const message = `${listing.action} in ${place.region} lists ${nameless} ${listing.what} without an id: which they are is unknown`;
    look.failures.push({ stage: 'discover', code: 'SOURCE_GARBLED', scope, message });
  }
  yield found;
}

function noteFailure(error: unknown, listing: Listing, { scope, place, problems, failures }: Look): void {
  const problem = toAwsProblem(error, 'discover', scope, `${listing.action} in ${place.region}`);
  if (listing.isOptional && isDenied(error)) problems.push({ ...problem, message: `${problem.message}; ${listing.what} are not part of the cost` });
  else failures.push(problem);
}

function endOf({ scope, seen, calls, problems, failures, doubts }: Look): Discovery[] {
  const [failure, ...others] = failures;
  const said = new Map([...problems, ...doubts.problems(), ...others].map((problem) => [problem.message, problem]));
  const reports = [...said.values()].map((problem): Discovery => ({ type: 'problem', problem }));
  return [...reports, failure === undefined ? { type: 'done', scope, count: seen.size, calls } : { type: 'failure', scope, problem: failure }];
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Bill, type BillWindow, billOf } from './bill.ts';
import { type CallCount, type CallOutcome, createCallBook } from './call-book.ts';
import { answerCloudWatch } from './cloudwatch.ts';
import { createEstate, type EstateOptions } from './create-estate.ts';
import { answerEc2 } from './ec2-answers.ts';
import { readEc2Query } from './ec2-query.ts';
import { errorReply } from './error-reply.ts';
import type { Estate } from './estate.ts';
import { type AwsFault, type AwsFaultRule, createFaultBook, throwExpired, throwFault } from './faults.ts';
import { answerImds } from './imds.ts';
import { createMetricTruth, type MetricTruth } from './metric-values.ts';
import { answerPricing } from './price-list.ts';
import { createRandom } from './random.ts';
import { readCall } from './read-call.ts';
import { type Call, CallError, type Reply } from './reply.ts';
import { sendReply } from './send-reply.ts';
import { spoilBody, spoilResults, type TokenMemory } from './spoil.ts';
import { answerSts } from './sts.ts';
import { indexEstate } from './world.ts';

export interface AwsEmulatorOptions {
  readonly seed: number;
  /** Counts to draw an estate by, or one that the test made. */
  readonly estate: EstateOptions | Estate;
  readonly faults?: readonly AwsFaultRule[];
  /** `real`: as long as AWS takes. Default `none`. */
  readonly latency?: 'real' | 'none';
  /** Wall time of the world, epoch ms; default the real one. */
  readonly nowMs?: () => number;
  /** How long CloudWatch takes to have a sample; default 0. */
  readonly metricDelayMs?: number;
  /** Bodies go out in pieces of so many bytes, or of a length drawn anew for each piece; default in one. */
  readonly chunkBytes?: number | 'random';
  /** Default one that the system chooses. */
  readonly port?: number;
}

/** An AWS of a test's own, on this machine alone: one address for all services. It checks that calls are signed, not what with. */
export interface AwsEmulator {
  /** For AWS_ENDPOINT_URL and AWS_EC2_METADATA_SERVICE_ENDPOINT. */
  readonly url: string;
  readonly estate: Estate;
  /** What each metric truly was. */
  readonly metricTruth: MetricTruth;
  /** What AWS would charge for the window. */
  bill(window: BillWindow): Bill;
  calls(): readonly CallCount[];
  clearCalls(): void;
  setFaults(rules: readonly AwsFaultRule[]): void;
  /** Every access key that came in or was handed out so far has expired from now on. */
  expireCredentials(): void;
  close(): Promise<void>;
}

export async function startAwsEmulator(options: AwsEmulatorOptions): Promise<AwsEmulator> {
  const nowMs = options.nowMs ?? Date.now;
  const estate = 'machines' in options.estate ? options.estate : createEstate(options.seed, { nowMs: nowMs(), ...options.estate });
  const random = createRandom(options.seed + 1);
  const placeOf = indexEstate(estate);
  const metricTruth = createMetricTruth(estate);
  const book = createCallBook();
  const faultBook = createFaultBook(random, options.faults ?? []);
  const tokens: TokenMemory = new Map();
  const seenKeys = new Set<string>();
  const expiredKeys = new Set<string>();
  const keys = {
    issue() {
      const key = `ASIAEXAMPLE${String(seenKeys.size).padStart(9, '0')}`;
      seenKeys.add(key);
      return key;
    },
  };

  const answerCall = (call: Call, body: string, faults: readonly AwsFault[]): { reply: Reply; billedUnits: number } => {
    if (call.service === 'sts') return free(answerSts(body, { accountId: estate.accountId, nowMs: credentialNowMs(nowMs), keys }));
    if (call.service === 'pricing') return free(answerPricing(call.operation, body, sellingRegions(estate)));
    const place = placeOf(call.region, nowMs());
    if (place === undefined || !place.region.isEnabled) {
      throw new CallError(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
    }
    if (call.service === 'ec2') return free(answerEc2(readEc2Query(body), place));
    const world = { truth: metricTruth, nowMs: nowMs(), delayMs: options.metricDelayMs ?? 0, machines: place.machines };
    return answerCloudWatch(call.operation, body, world, (results) => spoilResults(results, faults));
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const send = (reply: Reply, faults: readonly AwsFault[]) => {
      return sendReply(response, reply, { faults, nowMs: nowMs(), latency: options.latency ?? 'none', chunkBytes: options.chunkBytes, random });
    };
    const path = request.url ?? '/';
    const region = estate.regions[0]?.name ?? '';
    const imds = { accountId: estate.accountId, region, nowMs: credentialNowMs(nowMs), keys };
    const fromImds = answerImds({ method: request.method ?? '', path, headers: request.headers }, imds);
    if (fromImds !== null) return await send(fromImds, []);
    const call = readCall(request.headers, body);
    if (call === null)
      return await send(errorReply('sts', new CallError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token')), []);
    seenKeys.add(call.accessKeyId);
    const faults = faultBook.of(call);
    try {
      if (expiredKeys.has(call.accessKeyId)) throwExpired(call.service);
      for (const fault of faults) throwFault(fault, call);
      const { reply, billedUnits } = answerCall(call, body, faults);
      book.count(call, isLost(faults) ? 'failed' : 'ok', billedUnits);
      const key = `${call.operation} ${call.region} ${filtersOf(body)}`;
      await send({ ...reply, body: spoilBody(reply.body, faults, { tokens, key }) }, faults);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      book.count(call, outcomeOf(error), 0);
      await send(errorReply(call.service, error), []);
    }
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the emulator has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    estate,
    metricTruth,
    bill: (window) => billOf(estate, window),
    calls: book.snapshot,
    clearCalls: book.clear,
    setFaults: faultBook.set,
    expireCredentials() {
      for (const key of seenKeys) expiredKeys.add(key);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function free(reply: Reply): { reply: Reply; billedUnits: number } {
  return { reply, billedUnits: 0 };
}

/** The SDK judges by the real clock whether credentials are still good. */
function credentialNowMs(nowMs: () => number): number {
  return Math.max(nowMs(), Date.now());
}

function sellingRegions({ regions }: Estate): string[] {
  return regions.filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
}

/** Pages of one listing: the same question but for where it goes on. */
function filtersOf(body: string): string {
  return body.replace(/(^|&)NextToken=[^&]*/, '');
}

function isLost(faults: readonly AwsFault[]): boolean {
  return faults.some(({ type }) => type === 'hang' || type === 'reset' || type === 'cut' || type === 'stall');
}

function outcomeOf({ code }: CallError): CallOutcome {
  return code === 'RequestLimitExceeded' || code.startsWith('Throttling') ? 'throttled' : 'failed';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

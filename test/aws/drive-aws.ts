import {
  type BatchWithCommits,
  type CycleOutcome,
  chargeFromWire,
  createMemoryBook,
  createPriceSources,
  createResolver,
  type JoinedCharge,
  joinCharges,
  type Ledger,
  type LookItem,
  type Provider,
  type ResolverWithOverrides,
  runCycle,
  type ScopeId,
  toJoined,
} from '@openfinops/core';
import { type AwsEmulator, createFakeClock, createFakePorts, type FakeClock, startAwsEmulator } from '@openfinops/testing';
import { definition } from '../../agents/aws/src/index.ts';
import { createUuidV7 } from '../../packages/cli/src/uuid-v7.ts';
import type { AwsEmulatorOptions } from '../../packages/testing/src/aws/start-aws-emulator.ts';
import type { Looks } from './knowable-estate.ts';

export interface AwsDriveOptions extends Omit<AwsEmulatorOptions, 'nowMs'> {
  readonly startMs: number;
  readonly intervalMs: number;
  /** As in the configuration file. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One agent over the emulator, in a time that passes as the test says. */
export interface AwsDrive {
  readonly emulator: AwsEmulator;
  readonly clock: FakeClock;
  /** Listings that were read to their end. */
  readonly looks: Looks;
  /** What a hub knows of the bodies that were delivered. */
  readonly hub: ReadonlyMap<string, JoinedCharge>;
  /** One cycle at this instant. `deliveries`: how often each body arrives. */
  look(atMs: number, deliveries?: number): Promise<CycleOutcome>;
  /** A new process: everything but the saved ledgers is gone. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const MAX_BATCH_BYTES = 512 * 1024;
const AGENT = { agentId: 'aws-test', hostname: 'test', provider: 'aws', region: 'us-west-2', version: '0.1.0' };
/** The SDK takes these from the environment by itself. */
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'made-up',
  AWS_REGION: 'us-west-2',
  AWS_EC2_METADATA_DISABLED: 'true',
};

export async function driveAws({ startMs, intervalMs, options = {}, ...emulation }: AwsDriveOptions): Promise<AwsDrive> {
  const clock = createFakeClock({ nowMs: startMs });
  const emulator = await startAwsEmulator({ ...emulation, nowMs: clock.nowMs });
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: emulator.url });
  const ports = createFakePorts({ clock, env: { ...ENVIRONMENT, AWS_ENDPOINT_URL: emulator.url } });
  const settings = definition.options.parse({ region: ['us-west-2'], ...options });
  const prices = await readPrices(settings, ports);
  const looks = { ec2: [] as number[], ebs: [] as number[], eip: [] as number[], ec2Begun: [] as number[] };
  const hub = new Map<string, JoinedCharge>();
  const ledgers = new Map<ScopeId, Ledger>();
  let provider = await definition.create(settings, ports);

  const take = ({ batch, commits }: BatchWithCommits, deliveries: number): void => {
    for (let delivery = 0; delivery < deliveries; delivery += 1) deliver(hub, batch.json);
    // As the state directory keeps them: through text.
    for (const { scope, ledger } of commits) ledgers.set(scope, ledger);
  };

  return {
    emulator,
    clock,
    looks,
    hub,
    async look(atMs, deliveries = 1) {
      await clock.advance(Math.max(0, atMs - clock.nowMs()));
      const cycle = runCycle({
        provider: { ...provider, look: (needs) => noteLooks(provider.look(needs), looks) },
        ledgers,
        prices: prices(provider),
        agent: AGENT,
        clock,
        signal: new AbortController().signal,
        intervalMs,
        maxBatchBytes: MAX_BATCH_BYTES,
        newId: () => createUuidV7(clock.nowMs()),
      });
      for (;;) {
        const step = await cycle.next();
        if (step.done) return step.value;
        take(step.value, deliveries);
      }
    },
    async restart() {
      await provider.close?.();
      provider = await definition.create(settings, ports);
    },
    async close() {
      await provider.close?.();
      await emulator.close();
    },
  };
}

/** The emulator's own price list and spot history, as the product reads them; no tables beside them. */
async function readPrices(settings: unknown, ports: Parameters<typeof definition.create>[1]): Promise<(provider: Provider) => ResolverWithOverrides> {
  const fetcher = await definition.createPriceFetcher?.(settings as never, ports);
  if (fetcher === undefined) throw new Error('the provider reads no price list');
  const signal = new AbortController().signal;
  const rows = (await Promise.all(fetcher.services.map((service) => fetcher.fetch(service, 'us-west-2', signal)))).flat();
  await fetcher.close?.();
  const listed = createPriceSources([createMemoryBook({ provider: 'aws', origin: 'live', rows })]);
  return ({ priceSources }) => createResolver({ sources: [...priceSources, ...listed] });
}

async function* noteLooks(portions: ReturnType<Provider['look']>, looks: Record<string, number[]>): AsyncGenerator<LookItem[]> {
  const begun = new Map<ScopeId, number>();
  for await (const portion of portions) {
    const items = [...portion];
    for (const item of items) {
      if (item.type === 'scope') begun.set(item.scope, item.observedAtMs);
      if (item.type === 'scope' && item.scope.endsWith('/ec2')) looks.ec2Begun?.push(item.observedAtMs);
      const atMs = item.type === 'done' ? begun.get(item.scope) : undefined;
      if (item.type === 'done' && atMs !== undefined) looks[item.scope.split('/').at(-1) ?? '']?.push(atMs);
    }
    yield items;
  }
}

function deliver(hub: Map<string, JoinedCharge>, json: string): void {
  const body = JSON.parse(json) as { readonly agent_id: string; readonly metrics: { readonly charges?: readonly unknown[] } };
  for (const record of body.metrics.charges ?? []) {
    const parsed = chargeFromWire(record);
    if ('fault' in parsed) throw new Error(`a charge that the hub would refuse: ${parsed.fault.field} ${parsed.fault.reason}`);
    const joined = toJoined(parsed.charge, body.agent_id);
    const stored = hub.get(joined.id);
    hub.set(joined.id, stored === undefined ? joined : joinCharges(stored, joined));
  }
}

import { describe, expect, it } from 'vitest';
import type { Batch, BatchWithCommits } from './batch.ts';
import type { CycleInput } from './cycle.ts';
import { AgentError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { lookInTurn } from './look-in-turn.ts';
import type { Offer, Resource } from './model.ts';
import type { Collection, Discovery, Provider } from './provider.ts';
import { createResolver } from './resolver.ts';
import { createResourceMemory } from './resource-memory.ts';
import { type CycleOutcome, runCycle } from './run-cycle.ts';
import { WireBatch } from './wire.ts';

const HOUR = 3_600_000;
const T = 1795240800_000;
const A = 'aws/123456789012/us-west-2/ec2';
const B = 'aws/123456789012/eu-west-1/ec2';
const offer: Offer = { sku: 'm5.xlarge', amount: '1', unit: 'h', unitMs: HOUR, purchase: 'on-demand', attributes: {} };
const energy: Offer = { ...offer, sku: 'power', unit: 'kWh', amount: '0.5' };

function machine(id: string, scope = A): Resource {
  const sighting = { meter: 'compute' as const, bills: true, offer, startMs: T - HOUR };
  return {
    id,
    scope,
    kind: 'machine',
    name: id,
    sku: 'm5.xlarge',
    state: 'running',
    purchase: 'on-demand',
    attributes: {},
    sightings: [sighting],
    tags: {},
  };
}

function providerOf(discoveries: readonly (Discovery | Error)[], collected: readonly (Collection | Error)[] = []): Provider {
  async function* replay<T>(items: readonly (T | Error)[]): AsyncGenerator<T> {
    for (const item of items) {
      if (item instanceof Error) throw item;
      yield item;
    }
  }
  const compute = { backfillHours: 24, minimumMs: 60_000, proof: 'lastStart', offerMayChange: false, source: 'test' } as const;
  return {
    info: { accountId: '123456789012', region: 'global', hostname: 'host', notices: [] },
    billingRules: { ec2: { compute, energy: { ...compute, proof: 'none', minimumMs: 0, isRead: true } } },
    probe: () => Promise.resolve([]),
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),
    discover: () => replay(discoveries),
    look: lookInTurn(
      () => replay(discoveries),
      () => replay(collected),
    ),
    priceSources: [],
  };
}

function inputOf(provider: Provider, part: Partial<CycleInput> = {}): CycleInput {
  let id = 0;
  let monotonicMs = 0;
  const clock = {
    nowMs: () => T + 20 * 60_000,
    monotonicMs: () => {
      monotonicMs += 1;
      return monotonicMs;
    },
    sleep: () => Promise.resolve(),
    breathe: () => Promise.resolve(),
  };
  const row = {
    fromMs: 0,
    listPrice: '0.192',
    effectivePrice: '0.192',
    unit: 'h',
    currency: 'USD',
    source: 'bundled',
    asOf: '2026-07-20',
    id: null,
    basis: 'list',
    estimated: false,
    tierNotApplied: false,
  } as const;
  const prices = createResolver({
    sources: [
      {
        name: 'test',
        find: ({ sku }) =>
          sku === 'm5.xlarge'
            ? { rows: [row] }
            : sku === 'power'
              ? { rows: [{ ...row, unit: 'kWh', listPrice: '0.1', effectivePrice: '0.1' }] }
              : null,
      },
    ],
  });
  const agent = { agentId: 'aws-123456789012-a5042f8b', hostname: 'host', provider: 'aws', region: 'global', version: '0.1.0' };
  const newId = () => {
    id += 1;
    return `019c1c0e-6e40-7b1a-9a55-${String(id).padStart(12, '0')}`;
  };
  return {
    provider,
    ledgers: new Map(),
    prices,
    agent,
    clock,
    signal: new AbortController().signal,
    intervalMs: 300_000,
    maxBatchBytes: 512 * 1024,
    newId,
    ...part,
  };
}

async function run(input: CycleInput): Promise<{ yielded: BatchWithCommits[]; bodies: WireBatch[]; outcome: CycleOutcome }> {
  const yielded: BatchWithCommits[] = [];
  const cycle = runCycle(input);
  for (;;) {
    const step = await cycle.next();
    if (step.done) return { yielded, bodies: yielded.map(({ batch }) => bodyOf(batch)), outcome: step.value };
    yielded.push(step.value);
  }
}

function bodyOf(batch: Batch): WireBatch {
  return WireBatch.parse(JSON.parse(batch.json));
}

function chargesOf(bodies: readonly WireBatch[]) {
  return bodies.flatMap(({ metrics }) => (metrics.kind === 'cost' ? metrics.charges : []));
}

function cycleOf(bodies: readonly WireBatch[]) {
  const metrics = bodies.at(-1)?.metrics;
  if (metrics?.kind !== 'cycle') throw new Error('the last batch is not the cycle batch');
  return metrics;
}

const opened = (scope: string): Discovery => ({ type: 'scope', scope, observedAtMs: T + 20 * 60_000 });
const done = (scope: string, count: number): Discovery => ({ type: 'done', scope, count, calls: 2 });
const listed = (resource: Resource): Discovery => ({ type: 'resource', resource });

describe('runCycle', () => {
  it('yields finals, open hours that expire, and one closing cycle batch, each of one kind', async () => {
    const provider = providerOf([opened(A), listed(machine('i-1')), done(A, 1)]);

    const { bodies, outcome } = await run(inputOf(provider));

    expect(bodies.map(({ metrics }) => [metrics.kind, metrics.part, metrics.expires])).toEqual([
      ['cost', 1, T / 1000 + 3 * 3600],
      ['cost', 2, null],
      ['cycle', 3, null],
    ]);
    expect(chargesOf(bodies).map((charge) => [charge.hour - T / 1000, charge.complete, charge.list_cost])).toEqual([
      [0, false, '0.063999999999936'],
      [-3600, true, '0.192'],
    ]);
    expect(cycleOf(bodies)).toMatchObject({ summary: { resources: { running: 1 }, list_usd_per_hour: '0.192' }, parts: 3, own_cost: { calls: 2 } });
    expect(outcome).toMatchObject({ failed: 'none', charges: 2 });
  });

  it('gives the ledger with the last batch that carries its charges', async () => {
    const provider = providerOf([opened(A), listed(machine('i-1')), done(A, 1)]);

    const { yielded } = await run(inputOf(provider));

    expect(yielded.map(({ commits }) => commits.map(({ scope, ledger }) => [scope, ledger.tracks.size]))).toEqual([[], [[A, 1]], []]);
  });

  it('carries on after a failing scope, names it, and ends nothing in it', async () => {
    const first = await run(inputOf(providerOf([opened(A), listed(machine('i-1')), done(A, 1)])));
    const ledgers = new Map<string, Ledger>(first.yielded.flatMap(({ commits }) => commits.map(({ scope, ledger }) => [scope, ledger] as const)));
    const problem = { stage: 'discover', code: 'AUTH_DENIED', scope: A, message: 'AWS refused ec2:DescribeInstances in us-west-2' } as const;
    const provider = providerOf([{ type: 'failure', scope: A, problem }, opened(B), listed(machine('i-2', B)), done(B, 1)]);

    const { bodies, yielded, outcome } = await run(inputOf(provider, { ledgers }));

    expect(outcome).toMatchObject({ failed: 'some', problems: [problem] });
    expect(cycleOf(bodies).scopes.map(({ scope, complete, problem: why }) => [scope, complete, why])).toEqual([
      [A, false, problem.message],
      [B, true, null],
    ]);
    expect(yielded.flatMap(({ commits }) => commits.map(({ scope }) => scope))).toEqual([B]);
    expect(bodies.at(-1)?.events).toMatchObject([{ kind: 'problem', code: 'AUTH_DENIED', scope: A }]);
  });

  it('begins a scope anew that was last looked at while the clock was years ahead, and says so', async () => {
    const [first] = (await run(inputOf(providerOf([opened(A), listed(machine('i-1')), done(A, 1)])))).yielded.flatMap(({ commits }) => commits);
    if (first === undefined) throw new Error('nothing was remembered');
    const at = (aheadMs: number) => new Map([[A, { ...first.ledger, atMs: T + 20 * 60_000 + aheadMs }]]);
    const look = (aheadMs: number) => run(inputOf(providerOf([opened(A), listed(machine('i-1')), done(A, 1)]), { ledgers: at(aheadMs) }));

    const years = await look(4 * 365 * 86_400_000);
    const minutes = await look(10 * 60_000);

    expect(years.outcome).toMatchObject({ failed: 'none', problems: [{ code: 'CLOCK_WRONG', scope: A }], charges: 2 });
    expect(minutes.outcome).toMatchObject({ failed: 'none', problems: [], charges: 0 });
  });

  it('cuts what a foreign error says to what the wire takes', async () => {
    const error = new AgentError('AUTH_MISSING', `no credentials: \ud800${'x'.repeat(5000)}`, { hint: 'y'.repeat(5000) });

    const { bodies } = await run(inputOf(providerOf([opened(A), error])));

    const [event] = bodies.at(-1)?.events ?? [];
    expect(event).toMatchObject({ kind: 'problem', message: expect.stringMatching(/^no credentials: \ufffdx+…$/) as string });
  });

  it('takes an exception in discovery for the end of every open scope, not of the cycle', async () => {
    const provider = providerOf([opened(A), listed(machine('i-1')), new AgentError('AUTH_MISSING', 'no credentials', { hint: 'log in' })]);

    const { outcome, bodies } = await run(inputOf(provider));

    expect(outcome).toMatchObject({ failed: 'all', problems: [{ code: 'AUTH_MISSING', hint: 'log in' }] });
    expect(chargesOf(bodies)).toHaveLength(2);
  });

  it('never turns abort into data', async () => {
    const controller = new AbortController();
    const provider = providerOf([opened(A), listed(machine('i-1')), done(A, 1)]);
    controller.abort();

    await expect(run(inputOf(provider, { signal: controller.signal }))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('joins readings to their hour and puts what was not read into unknown', async () => {
    const reading = {
      resourceId: 'i-1',
      scope: A,
      meter: 'energy',
      fromMs: T + 5 * 60_000,
      toMs: T + 20 * 60_000,
      offer: energy,
      evidence: 3,
      unknown: [],
    } as const;
    const provider = providerOf(
      [opened(A), listed(machine('i-1')), done(A, 1)],
      [
        { type: 'reading', reading },
        { type: 'cursor', scope: A, cursor: { joules: 5 } },
      ],
    );

    const { bodies, yielded } = await run(inputOf(provider));

    const charge = chargesOf(bodies).find(({ meter, hour }) => meter === 'energy' && hour === T / 1000);
    expect(charge).toMatchObject({ list_cost: '0.0125', unknown: [[T / 1000, T / 1000 + 300]] });
    expect(yielded.flatMap(({ commits }) => commits.map(({ ledger }) => ledger.cursor))).toEqual([{ joules: 5 }]);
    expect(cycleOf(bodies).summary.list_usd_per_hour).toBe('0.242');
  });

  it('keeps what was discovered when collection fails', async () => {
    const provider = providerOf([opened(A), listed(machine('i-1')), done(A, 1)], [new Error('socket hang up')]);

    const { outcome, bodies } = await run(inputOf(provider));

    expect(outcome).toMatchObject({ failed: 'none', problems: [{ stage: 'collect', code: 'INTERNAL', message: 'socket hang up' }] });
    expect(chargesOf(bodies)).toHaveLength(2);
  });

  it('fills batches up to the limit and no further', async () => {
    const machines = Array.from({ length: 200 }, (_, index) => listed(machine(`i-${index}-ü`)));

    const { yielded, bodies } = await run(inputOf(providerOf([opened(A), ...machines, done(A, 200)]), { maxBatchBytes: 32 * 1024 }));

    const sizes = yielded.map(({ batch }) => Buffer.byteLength(batch.json));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32 * 1024);
    expect(sizes.length).toBeLessThan(20);
    expect(chargesOf(bodies)).toHaveLength(400);
  });

  it('sends a resource when it changes and as a full set every hour', async () => {
    const resourceMemory = createResourceMemory();
    const sent = async (resource: Resource) => {
      const { bodies } = await run(inputOf(providerOf([opened(A), listed(resource), done(A, 1)]), { resourceMemory }));
      return bodies.flatMap(({ metrics }) => (metrics.kind === 'cost' ? metrics.resources : [])).length;
    };

    const counts = [await sent(machine('i-1')), await sent(machine('i-1')), await sent({ ...machine('i-1'), state: 'stopped' })];

    expect(counts).toEqual([1, 0, 1]);
  });

  it('says what is not billed for want of memory and of a start', async () => {
    const unproven = { ...machine('i-1'), sightings: [{ meter: 'compute' as const, bills: true, offer }] };

    const { bodies } = await run(inputOf(providerOf([opened(A), listed(unproven), done(A, 1)])));

    expect(cycleOf(bodies).coverage).toMatchObject({ shortest_life_s: null, not_covered: [{ what: `1 running meters in ${A}` }] });
  });

  it('reads the prices of a scope before the first of its resources is priced', async () => {
    const asked: string[] = [];
    const prices: CycleInput['prices'] = {
      resolve({ sku }) {
        asked.push(sku);
        return { missing: 'sku-unknown' };
      },
      async load({ provider, service, region }) {
        asked.push(`${provider} ${service} ${region}`);
      },
    };

    await run(inputOf(providerOf([opened(A), { type: 'resource', resource: machine('m-1') }]), { prices }));

    expect([...new Set(asked)]).toEqual(['aws ec2 us-west-2', 'm5.xlarge']);
  });
});

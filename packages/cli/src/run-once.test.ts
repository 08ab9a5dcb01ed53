import { type Discovery, lookInTurn, type Provider, type ProviderDefinition } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { createFakeIo, type FakeIo, type FakeIoOptions } from './fake-io.ts';
import { runOnce } from './run-once.ts';
import { loadSettings, readConfig } from './settings.ts';

const SCOPES = ['onprem/a/global/host', 'onprem/b/global/host'] as const;

/** A provider whose scopes fail as told; `hang` never answers. */
function providerOf(behaviour: readonly ('done' | 'denied' | 'hang')[]): Provider {
  async function* discover(): AsyncGenerator<Discovery> {
    for (const [index, what] of behaviour.entries()) {
      const scope = SCOPES[index] ?? SCOPES[0];
      if (what === 'hang') await new Promise(() => {});
      yield { type: 'scope', scope, observedAtMs: Date.UTC(2026, 10, 21) };
      if (what === 'done') yield { type: 'done', scope, count: 0, calls: 1 };
      else yield { type: 'failure', scope, problem: { stage: 'discover', code: 'AUTH_DENIED', scope, message: 'refused' } };
    }
  }
  return {
    info: { accountId: 'a', region: 'global', hostname: 'fake', notices: ['A notice.'] },
    billingRules: {},
    priceSources: [],
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),
    probe: async () => [],
    discover,
    look: lookInTurn(discover),
  };
}

async function start(
  behaviour: Parameters<typeof providerOf>[0],
  options: FakeIoOptions & { flags?: object } = {},
  timeout?: (ms: number) => AbortSignal,
) {
  const io: FakeIo = createFakeIo(options);
  const settings = await loadSettings(io, ['onprem']);
  const flags = { state: '/nowhere/state', ...options.flags };
  const loaded = await readConfig(settings, io, { flags, filePath: undefined });
  const onprem = settings.definitions.get('onprem');
  if (!onprem) throw new Error('onprem is registered');
  let closed = 0;
  const definition: ProviderDefinition = {
    ...onprem,
    create: async () => ({
      ...providerOf(behaviour),
      async close() {
        closed += 1;
      },
    }),
  };
  return { io, running: runOnce(definition, loaded, io, timeout === undefined ? {} : { timeout }), closed: () => closed };
}

describe('runOnce', () => {
  it.each([
    { behaviour: ['done', 'done'], exitCode: 0 },
    { behaviour: ['done', 'denied'], exitCode: 75 },
    { behaviour: ['denied', 'denied'], exitCode: 77 },
  ] as const)('ends with $exitCode for scopes that are $behaviour, and prints what there is', async ({ behaviour, exitCode }) => {
    const { io, running, closed } = await start(behaviour);

    expect(await running).toBe(exitCode);
    expect(io.outText()).toMatch(/^Dry run: nothing is sent to http:\/\/127\.0\.0\.1:8080 \(default\), nothing is written\. A notice\.\n/);
    expect(closed()).toBe(1);
  });

  it('gives up at its deadline, whatever the provider does', async () => {
    const deadlines: number[] = [];
    const { io, running, closed } = await start(['done', 'hang'], { flags: { deadline: '7' } }, (ms) => {
      deadlines.push(ms);
      return AbortSignal.abort(new DOMException('too late', 'TimeoutError'));
    });

    await expect(running).rejects.toMatchObject({ code: 'SCOPE_FAILED', message: 'the look did not end within 7 s' });
    expect(deadlines).toEqual([7000]);
    expect(io.outText()).toBe('');
    expect(closed()).toBe(1);
  });

  it('stops when the user asks, whatever the provider does, and prints nothing half', async () => {
    const { io, running, closed } = await start(['hang']);

    io.stop('SIGINT');

    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(io.outText()).toBe('');
    expect(closed()).toBe(1);
  });

  it('leaves nothing of its progress on a terminal, and keeps it off stdout', async () => {
    const { io, running } = await start(['done'], { columns: 80 });

    await running;

    expect(io.outText()).not.toContain('looking');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the last thing written takes the live lines away
    expect(io.errText()).toMatch(/\u001b\[\d+A\u001b\[0J$/);
  });

  it('passes on what should be mended in the configuration', async () => {
    const { io, running } = await start(['done'], { env: { OPENFINOPS_INTERVALL: '5' } });

    await running;

    expect(io.errText()).toContain('OPENFINOPS_INTERVALL is no setting; did you mean OPENFINOPS_INTERVAL?');
  });
});

import type { Provider, ProviderDefinition } from '@openfinops/core';
import { createFakeIo, type FakeIo } from '../fake-io.ts';
import { loadSettings, readConfig } from '../settings.ts';
import type { ChosenProvider } from './define-for-providers.ts';

/** For tests: a provider as a command line would choose it, made of what the test gives. */
export async function chooseFake(
  provider: Provider,
  changes: Partial<ProviderDefinition> = {},
): Promise<{
  readonly io: FakeIo;
  readonly chosen: ChosenProvider;
  /** Providers made, and closed again. */
  readonly lives: () => { readonly made: number; readonly closed: number };
}> {
  const io = createFakeIo();
  const settings = await loadSettings(io, ['onprem']);
  const loaded = await readConfig(settings, io, { flags: {}, filePath: undefined });
  const onprem = settings.definitions.get('onprem');
  if (onprem === undefined) throw new Error('onprem is registered');
  let made = 0;
  let closed = 0;
  const create = async (): Promise<Provider> => {
    made += 1;
    return {
      ...provider,
      async close() {
        closed += 1;
      },
    };
  };
  const definition: ProviderDefinition = { ...onprem, id: 'fake', create, ...changes };
  return { io, chosen: { definition, options: {}, loaded }, lives: () => ({ made, closed }) };
}

import { join } from 'node:path';
import type { Log } from '@openfinops/core';
import { createHub, openWorkerStore } from '@openfinops/hub';
import { readSecretFile } from '@openfinops/runtime';
import { HubSettings } from './hub-options.ts';
import type { AnyConfig } from './settings.ts';
import { VERSION } from './version.ts';

/** The hub while it serves. */
export interface HubServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the database and serves. Throws STORE_UNWRITABLE, ADDRESS_IN_USE, or CONFIG_INVALID beyond this machine without a token. */
export async function openHub(config: AnyConfig, log: Log): Promise<HubServer> {
  const settings = hubSettingsOf(config);
  const dataDir = settings.data ?? join(config.state, 'hub');
  const tokens = settings.tokenFile === undefined ? [] : [(await readSecretFile(settings.tokenFile)).secret];
  const store = await openWorkerStore(join(dataDir, 'hub.sqlite'));
  try {
    const { allowedHosts, bind } = settings;
    const hub = createHub({ store, clock: { nowMs: Date.now }, log, options: { tokens, allowedHosts, version: VERSION } });
    const listening = await hub.listen(bind);
    log.info({ url: listening.url, data: dataDir }, 'hub serves; open its url in a browser');
    return {
      url: listening.url,
      async close() {
        await listening.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The section as it was read, or its defaults. */
function hubSettingsOf(config: AnyConfig): HubSettings {
  return (config as { readonly hub?: HubSettings }).hub ?? HubSettings.parse({});
}

import type { ProviderDefinition } from '@openfinops/core';

/** A provider, before anything of it is loaded. */
export interface RegisteredProvider {
  readonly id: string;
  /** As in its definition (a test compares both). */
  readonly summary: string;
  load(): Promise<ProviderDefinition>;
}

/** One line a provider. */
export const PROVIDERS: readonly RegisteredProvider[] = [
  {
    id: 'onprem',
    summary: 'Machines you own: use, energy and cost by a rate card',
    load: async () => (await import('@openfinops/agent-onprem')).definition,
  },
  {
    id: 'aws',
    summary: 'An AWS account: EC2 machines, their disks and addresses',
    load: async () => (await import('@openfinops/agent-aws')).definition,
  },
];

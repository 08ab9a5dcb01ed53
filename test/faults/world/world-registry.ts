import type { RegisteredProvider } from '../../../packages/cli/src/registry.ts';

/** Stands in for the product's list of providers in the agent under test. */
export const PROVIDERS: readonly RegisteredProvider[] = [
  { id: 'world', summary: 'The world of the fault tests', load: async () => (await import('./world-provider.ts')).definition },
  { id: 'wild', summary: 'The wild of the fault tests', load: async () => (await import('./wild-provider.ts')).definition },
];

export { createHub, type Hub, type HubOptions, type HubParts } from './hub.ts';
export type { ListenAt, Listening } from './server/listen.ts';
export { openSqliteStore, type SqliteStore } from './store/sqlite-store.ts';
export { openWorkerStore, type WorkerStoreOptions } from './store/worker-store.ts';

import { parentPort, workerData } from 'node:worker_threads';
import { serveWriter } from './store/serve-writer.ts';
import type { WorkerSetup } from './store/worker-protocol.ts';

/** Entry of the writing thread; an entry point of its own in the bundle (`store-worker`). */
if (parentPort !== null) serveWriter(parentPort, workerData as WorkerSetup);

import { createReferenceServer } from '../../../testing/src/reference-server.ts';
import { testSink } from '../../../testing/src/test-sink.ts';
import { createServerClient } from '../server/client.ts';
import { createServerSink } from './server-sink.ts';

testSink('server sink', async () => {
  const server = await createReferenceServer();
  const sink = createServerSink(createServerClient({ url: server.url, agentVersion: '0.1.0', nowMs: () => 0 }));
  return {
    sink,
    received: () => server.rows.map(({ metrics }) => (metrics as { batch_id: string }).batch_id),
    breakDown: () => server.kill(),
    async dispose() {
      await sink.close();
      await server.close();
    },
  };
});

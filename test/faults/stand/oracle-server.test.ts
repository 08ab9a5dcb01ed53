import { expect, it, onTestFinished } from 'vitest';
import { startOracleServer } from './oracle-server.ts';

const body = (batchId: string, note = '') => JSON.stringify({ agent_id: 'a', metrics: { batch_id: batchId, note } });

async function open() {
  const oracle = await startOracleServer();
  onTestFinished(() => oracle.close());
  const post = async (json: string) => {
    const headers = { 'content-type': 'application/json' };
    return await fetch(`${oracle.url}/api/v1/telemetry/ingest`, { method: 'POST', headers, body: json }).then(
      ({ status }) => status,
      () => 'cut' as const,
    );
  };
  return { oracle, post };
}

it('stores and confirms, and counts what comes again', async () => {
  const { oracle, post } = await open();

  const said = [await post(body('b-1')), await post(body('b-1')), await post(body('b-2'))];

  expect(said).toEqual([200, 200, 200]);
  expect([...oracle.stored]).toEqual([
    ['b-1', 2],
    ['b-2', 1],
  ]);
  expect(oracle.rows).toHaveLength(3);
});

it('loses a reply after it stored the batch, and a body before', async () => {
  const { oracle, post } = await open();
  oracle.follow((batchId) => (batchId === 'b-1' ? { loses: 'reply' } : { loses: 'body' }));

  const said = [await post(body('b-1')), await post(body('b-2'))];

  expect(said).toEqual(['cut', 'cut']);
  expect([...oracle.stored.keys()]).toEqual(['b-1']);
  expect(oracle.confirmed.size).toBe(0);
  expect(oracle.lostReplies()).toBe(1);
});

it('notices a batch that comes again with another body', async () => {
  const { oracle, post } = await open();

  await post(body('b-1'));
  await post(body('b-1', 'changed'));

  expect([...oracle.changed]).toEqual(['b-1']);
});

it('goes down, and comes back at the same address', async () => {
  const { oracle, post } = await open();
  await oracle.goDown();

  const down = await post(body('b-1'));
  await oracle.comeBack();

  expect(down).toBe('cut');
  expect(await post(body('b-1'))).toBe(200);
});

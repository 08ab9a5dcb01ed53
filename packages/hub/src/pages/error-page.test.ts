import { afterEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../test/test-hub.ts';

let open: TestHub | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('trouble', () => {
  it.each([
    { who: 'a browser', accept: 'text/html,application/xhtml+xml', type: /^text\/html/, says: 'There is nothing here' },
    { who: 'a program', accept: 'application/json', type: /^application\/json/, says: '{"error":"Not found"}' },
  ])('is said to $who in its own way', async ({ accept, type, says }) => {
    open = openTestHub();

    const reply = await open.get('/nothing', { accept });

    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toMatch(type);
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await reply.text()).toContain(says);
  });
});

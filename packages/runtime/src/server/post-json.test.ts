import { describe, expect, it } from 'vitest';
import { createScriptedServer } from '../../../testing/src/scripted-server.ts';
import { createPoster, POST_LIMITS } from './post-json.ts';
import { closing, post } from './transport/test/transport-stand.ts';

const token = { authorization: 'Bearer secret-token' };

describe('createPoster', () => {
  it.each([301, 302, 307, 308])('brings the token to nobody whom a redirect names (%s)', async (status) => {
    const elsewhere = closing(await createScriptedServer());
    const server = closing(await createScriptedServer([{ status, headers: { location: `${elsewhere.url}/x` } }]));

    const said = await post(`${server.url}/x`, {}, {}, token);

    expect(said).toMatchObject({ status, headers: { location: `${elsewhere.url}/x` } });
    expect(elsewhere.requests).toEqual([]);
  });

  it('keeps a connection for the next post, and finds another when that one is gone', async () => {
    const server = closing(await createScriptedServer([{}, { headers: { connection: 'close' } }, {}]));
    const poster = closing(createPoster());
    const postOnce = () => poster.post({ url: `${server.url}/x`, json: '{}', headers: {}, gzip: false }, new AbortController().signal);

    const said = [await postOnce(), await postOnce(), await postOnce()];

    expect(said).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }]);
  });

  it('says of files that cannot be used what is wrong with them', async () => {
    const { port } = new URL(closing(await createScriptedServer()).url);

    const said = await post(`https://127.0.0.1:${port}/x`, { caFile: '/nowhere/ca.pem' });

    expect(said).toMatchObject({ code: 'CONFIG_INVALID', message: 'the file /nowhere/ca.pem of --ca-file does not exist' });
  });

  it('rejects with an abort that came before anything was sent', async () => {
    const server = closing(await createScriptedServer([{ cut: 'never' }]));
    const poster = closing(createPoster(POST_LIMITS));
    const stop = new AbortController();

    const posting = poster.post({ url: `${server.url}/x`, json: '{}', headers: {}, gzip: false }, stop.signal);
    stop.abort();

    await expect(posting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

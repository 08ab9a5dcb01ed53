import { expect, it } from 'vitest';
import { createFakeFiles } from './fake-files.ts';

it('gives texts, texts made when they are read, and the names in a folder', async () => {
  let reads = 0;
  const files = createFakeFiles({ '/proc/stat': 'cpu\n', '/proc/net/dev': 'eth0\n' });
  files.set('/proc/uptime', () => {
    reads += 1;
    return `${reads}\n`;
  });

  const texts = [await files.readText('/proc/stat'), await files.readText('/proc/uptime'), await files.readText('/proc/uptime')];

  expect(texts).toEqual(['cpu\n', '1\n', '2\n']);
  expect(await files.list('/proc')).toEqual(['net', 'stat', 'uptime']);
});

it.each([
  { trouble: 'not there', code: 'ENOENT' },
  { trouble: 'not allowed', code: 'EACCES' },
  { trouble: 'too large', code: 'EFBIG' },
])('fails with the platform’s code for what is $trouble', async ({ code }) => {
  const files = createFakeFiles({ '/large': '12345678', '/secret': '' });
  files.fail('/secret', 'EACCES');
  const path = { ENOENT: '/nothing', EACCES: '/secret', EFBIG: '/large' }[code] ?? '';

  const read = files.readText(path, 4);

  await expect(read).rejects.toMatchObject({ code });
});

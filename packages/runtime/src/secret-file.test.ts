import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readSecretFile } from './secret-file.ts';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'openfinops-token-')), 'token');
});

async function writeToken(text: string, mode = 0o600): Promise<void> {
  await writeFile(path, text);
  await chmod(path, mode);
}

describe('readSecretFile', () => {
  it.each([{ text: 'open-sesame' }, { text: 'open-sesame\n' }, { text: '  open-sesame\r\n' }])('reads the token of $text', async ({ text }) => {
    await writeToken(text);

    const { secret, warnings } = await readSecretFile(path);

    expect(secret.reveal()).toBe('open-sesame');
    expect(warnings).toEqual([]);
  });

  it('finds a token that was replaced', async () => {
    await writeToken('open-sesame');
    await readSecretFile(path);
    await writeToken('close-sesame');

    const { secret } = await readSecretFile(path);

    expect(secret.reveal()).toBe('close-sesame');
  });

  it.each([
    { mode: 0o600, warned: false },
    { mode: 0o400, warned: false },
    { mode: 0o640, warned: false },
    { mode: 0o644, warned: true },
    { mode: 0o660, warned: true },
  ])('warns of mode $mode: $warned', async ({ mode, warned }) => {
    await writeToken('open-sesame', mode);

    const { warnings } = await readSecretFile(path);

    const expected = `the token file ${path} is open to other users (mode 0${mode.toString(8)}); run \`chmod 600 ${path}\``;
    expect(warnings).toEqual(warned ? [expected] : []);
  });

  it.each([
    { what: 'an empty file', text: '\n', reason: 'is empty' },
    { what: 'two lines', text: 'a\nb', reason: 'must hold one line of printable ASCII without spaces' },
    { what: 'a line with a blank', text: 'Bearer abc', reason: 'must hold one line of printable ASCII without spaces' },
    { what: 'letters beyond ASCII', text: 'schlüssel', reason: 'must hold one line of printable ASCII without spaces' },
  ])('refuses $what without quoting it', async ({ text, reason }) => {
    await writeToken(text);

    const reading = readSecretFile(path);

    await expect(reading).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: `the token file ${path} ${reason}` });
  });

  it('says that the file does not exist', async () => {
    const reading = readSecretFile(path);

    await expect(reading).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: `the token file ${path} does not exist` });
  });
});

import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyLedger, type Ledger, type Offer, type Track, trackKey } from '@openfinops/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerFileName, readLedger, writeLedger } from './ledger-file.ts';
import { realStateIo } from './state-io.ts';

const HOUR = 1_795_240_800_000;
const scope = 'aws/123456789012/us-west-2/ec2';
const offer: Offer = {
  sku: 'm5.xlarge',
  zone: 'us-west-2a',
  amount: '1',
  unit: 'h',
  unitMs: 3_600_000,
  purchase: 'on-demand',
  attributes: { os: 'linux', tenancy: 'shared', licence: 'none' },
};

function track(id: string): Track {
  const line = { fromMs: HOUR, toMs: HOUR + 300_000, offer, evidence: 3 as const, unsettled: false, waived: false };
  return {
    sighting: { id, meter: 'compute', bills: true, offer, startMs: HOUR - 7_200_000 },
    sightedMs: HOUR + 300_000,
    seenMs: HOUR + 300_000,
    gone: false,
    hours: [
      { hourStartMs: HOUR - 3_600_000, lines: [{ ...line, fromMs: HOUR - 3_600_000, toMs: HOUR }], unknown: [] },
      {
        hourStartMs: HOUR,
        lines: [line, { ...line, fromMs: HOUR + 300_000, toMs: HOUR + 600_000, evidence: 1, otherOffer: { ...offer, sku: 'm5.large' } }],
        unknown: [{ fromMs: HOUR + 600_000, toMs: HOUR + 700_000 }],
      },
    ],
  };
}

function ledgerOf(count: number): Ledger {
  const ids = Array.from({ length: count }, (_, i) => `arn:aws:ec2:us-west-2:123456789012:instance/i-0${String(i).padStart(16, '0')}`);
  return {
    scope,
    atMs: HOUR + 300_000,
    absent: { sinceMs: HOUR - 7_200_000, seenMs: HOUR + 300_000, idle: true, unknown: [] },
    tracks: new Map(ids.map((id) => [trackKey(id, 'compute'), track(id)])),
    cursor: { page: 7 },
  };
}

function flipBit(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}

describe('a ledger file', () => {
  let dir: string;
  let path: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-ledger-'));
    path = join(dir, ledgerFileName(scope));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it.each([
    { name: 'with tracks and a cursor', ledger: ledgerOf(3) },
    { name: 'of a scope never looked at', ledger: emptyLedger(scope) },
    {
      name: 'with a meter that is read, not sighted',
      ledger: { ...ledgerOf(0), tracks: new Map([['["x","energy"]', { ...track('x'), sighting: null }]]) },
    },
    {
      name: 'with a name that holds line ends',
      ledger: { ...ledgerOf(0), tracks: new Map([[trackKey('a\n\u2028b\r', 'compute'), track('a\n\u2028b\r')]]) },
    },
  ])('gives back a ledger $name as it was', async ({ ledger }) => {
    await writeLedger(path, ledger, realStateIo);

    const reading = await readLedger(path, realStateIo);

    expect(reading).toEqual({ ledger, problems: [] });
  });

  it('keeps fields of a sighting that this version does not know', async () => {
    const known = track('x');
    const sighting = { ...known.sighting, later: 1 } as unknown as Track['sighting'];
    await writeLedger(path, { ...ledgerOf(0), tracks: new Map([['k', { ...known, sighting }]]) }, realStateIo);

    const { ledger } = await readLedger(path, realStateIo);

    expect(ledger?.tracks.get('k')?.sighting).toHaveProperty('later', 1);
  });

  it('holds 10,000 tracks in at most 1 KB each', async () => {
    const ledger = ledgerOf(10_000);

    await writeLedger(path, ledger, realStateIo);

    const { size } = await stat(path);
    const reading = await readLedger(path, realStateIo);
    expect(size / 10_000).toBeLessThanOrEqual(1024);
    expect(reading.ledger?.tracks.size).toBe(10_000);
    expect(reading.ledger?.tracks.get([...ledger.tracks.keys()][9_999] ?? '')).toEqual([...ledger.tracks.values()][9_999]);
  });

  it('loses the one track whose line is bad, says so, and no longer vouches for the time that newcomers were absent', async () => {
    await writeLedger(path, ledgerOf(3), realStateIo);
    const lines = (await readFile(path, 'utf8')).split('\n');
    lines[2] = lines[2]?.slice(0, 40) ?? '';
    await writeFile(path, lines.join('\n'));

    const { ledger, problems } = await readLedger(path, realStateIo);

    expect([...(ledger?.tracks.keys() ?? [])]).toHaveLength(2);
    expect(ledger?.absent).toMatchObject({ idle: false, unknown: [{ fromMs: HOUR - 7_200_000, toMs: HOUR + 300_000 }] });
    expect(problems).toMatchObject([
      { code: 'SOURCE_GARBLED', scope, message: `${path}: line 3 cannot be read; the running time of 1 of 3 meters is remembered no more` },
    ]);
  });

  it('notices that lines are missing at the end', async () => {
    await writeLedger(path, ledgerOf(3), realStateIo);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${lines.slice(0, 2).join('\n')}\n`);

    const { ledger, problems } = await readLedger(path, realStateIo);

    expect(ledger?.tracks.size).toBe(1);
    expect(ledger?.absent?.idle).toBe(false);
    expect(problems[0]?.message).toContain('the file ends early; the running time of 2 of 3 meters');
  });

  it.each([
    {
      name: 'a newer version',
      content: '{"schema":"openfinops.ledger/2","scope":"s","atMs":1,"absent":null,"tracks":0}\n',
      says: 'this agent reads openfinops.ledger/1 alone',
    },
    { name: 'no ledger', content: 'hello\n', says: 'it has no ledger header' },
    { name: 'empty', content: '', says: 'it is empty' },
  ])('is no memory, and a problem, when it is $name', async ({ content, says }) => {
    await writeFile(path, content);

    const reading = await readLedger(path, realStateIo);

    expect(reading.ledger).toBeNull();
    expect(reading.problems[0]).toMatchObject({ code: 'SOURCE_GARBLED', message: expect.stringContaining(says) });
  });

  it('is no memory, and no problem, when it is not there', async () => {
    expect(await readLedger(join(dir, 'none'), realStateIo)).toEqual({ ledger: null, problems: [] });
  });

  it.each([{ line: 'first' }, { line: 'last' }])('needs one of its two headers: the $line is bad', async ({ line }) => {
    await writeLedger(path, ledgerOf(2), realStateIo);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    lines[line === 'first' ? 0 : lines.length - 1] = '{"crc":"00000000","schema":"openfinops.ledger/1"}';
    await writeFile(path, lines.join('\n'));

    const { ledger, problems } = await readLedger(path, realStateIo);

    expect(ledger).toEqual(ledgerOf(2));
    expect(problems).toHaveLength(1);
  });

  it('keeps each track as it was or loses it, at every shorter length and with any bit flipped', async () => {
    const whole = ledgerOf(3);
    await writeLedger(path, whole, realStateIo);
    const bytes = await readFile(path);
    const damaged = [
      ...Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(0, i * 7)),
      ...Array.from({ length: 600 }, (_, i) => flipBit(bytes, (i * 7919) % (bytes.length * 8))),
    ];

    let lost = 0;
    for (const content of damaged) {
      await writeFile(path, content);
      const { ledger, problems } = await readLedger(path, realStateIo);
      if (ledger === null) expect(problems).toHaveLength(1);
      for (const [key, found] of ledger?.tracks ?? []) expect(found).toEqual(whole.tracks.get(key));
      if (ledger !== null && ledger.tracks.size < 3) {
        lost += 1;
        expect(problems).toHaveLength(1);
        expect(ledger.absent?.idle).toBe(false);
      }
    }

    expect(lost).toBeGreaterThan(100);
  });

  it('survives garbage at its end', async () => {
    await writeLedger(path, ledgerOf(2), realStateIo);
    await appendFile(path, '\u0000\u0000\n');

    const { ledger, problems } = await readLedger(path, realStateIo);

    expect(ledger?.tracks.size).toBe(2);
    expect(ledger?.absent?.idle).toBe(true);
    expect(problems).toHaveLength(1);
  });
});

describe('ledgerFileName', () => {
  it.each([
    { scope: 'aws/123456789012/us-west-2/ec2', name: 'aws+123456789012+us-west-2+ec2.ledger' },
    { scope: 'onprem/onprem/global/host', name: 'onprem+onprem+global+host.ledger' },
  ])('reads like its scope: $name', ({ scope, name }) => {
    expect(ledgerFileName(scope)).toBe(name);
  });

  it.each([{ scope: 'a/../../etc/passwd' }, { scope: 'gcp/Example.com:Project/x/y' }, { scope: `a/${'b'.repeat(300)}/c/d` }, { scope: '' }])(
    'is a hash where the scope is no plain name: $scope',
    ({ scope }) => {
      expect(ledgerFileName(scope)).toMatch(/^[0-9a-f]{64}\.ledger$/);
    },
  );

  it('never gives two scopes one file', () => {
    const scopes = ['a/b/c/d', 'a+b/c/d/e', 'a/b+c/d/e', 'A/b/c/d', 'a/b/c/d/'];

    expect(new Set(scopes.map(ledgerFileName)).size).toBe(scopes.length);
  });
});

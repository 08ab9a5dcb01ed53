import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubUrl, type Running, startAgent } from '../e2e/long-running.ts';
import { runAgent } from '../e2e/run-agent.ts';
import { type Chromium, findChromium, startChromium } from './chromium.ts';

/** 261,000 USD over 35,040 hours and 48,600 USD over 8,760: 12.9966 USD an hour. */
const CARD = `onprem:
  hosting: owned
  card:
    purchase: { price: 290000, residualRatio: 0.1, lifeYears: 4, inService: 2025-03-01 }
    opex: { supportPerYear: 15000, staffPerYear: 12000, coloPerMonth: 1800 }
`;
const RATE = '$13.00';
const READERS = [390, 1280].flatMap((widthPx) => (['light', 'dark'] as const).map((scheme) => ({ widthPx, scheme })));

/** Evaluated in the page. Brightness is the sum of red, green and blue, 0..765. */
const MEASURE = `(() => {
  const brightness = (color) => color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  const style = getComputedStyle(document.body);
  return {
    text: document.body.innerText,
    widthPx: innerWidth,
    overflowPx: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    paper: brightness(style.backgroundColor),
    ink: brightness(style.color),
  };
})()`;

interface Measured {
  readonly text: string;
  readonly widthPx: number;
  readonly overflowPx: number;
  readonly paper: number;
  readonly ink: number;
}

const installed = findChromium();

describe.skipIf(installed === undefined)('the first page in Chromium', () => {
  let cwd = '';
  let hub: Running | undefined;
  let url = '';
  let chromium: Chromium | undefined;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'openfinops-page-'));
    await writeFile(join(cwd, 'openfinops.yaml'), CARD);
    await runAgent(['--version'], { cwd });
    hub = startAgent(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'data')], { cwd });
    url = await hubUrl(hub);
    chromium = startChromium(installed ?? '');
  });
  afterAll(async () => {
    await chromium?.close();
    await hub?.stop('SIGTERM');
    await rm(cwd, { recursive: true, force: true });
  });

  const look = async (widthPx: number, scheme: 'light' | 'dark', address = url) => {
    if (chromium === undefined) throw new Error('Chromium did not start');
    const { value, errors, png } = await chromium.look(address, { widthPx, scheme }, MEASURE);
    return { measured: value as Measured, errors, png };
  };

  it('would notice a page that fails or is too wide', async () => {
    const broken = 'data:text/html,<div style="width:3000px">wide</div><script>missing()</script>';

    const { measured, errors } = await look(390, 'light', broken);

    expect(measured.overflowPx).toBeGreaterThan(0);
    expect(errors).toEqual([expect.stringContaining('missing is not defined')]);
  });

  it('tells a newcomer how to start an agent', async () => {
    const { measured, errors } = await look(1280, 'light');

    expect(measured.text).toContain(`openfinops-agent onprem --server ${url}`);
    expect(errors).toEqual([]);
  });

  it('shows what this machine costs once its agent has reported', async () => {
    const { exitCode, stderr } = await runAgent(['onprem', '--once', '--send', '--server', url, '--state', join(cwd, 'state')], { cwd });

    const { measured } = await look(1280, 'light');

    expect(exitCode, stderr).toBe(0);
    expect(measured.text).toContain(`${RATE} / hour`);
  });

  it.each(READERS)('fits $widthPx px in $scheme colours, with the cost in sight and no error in the console', async ({ widthPx, scheme }) => {
    const { measured, errors, png } = await look(widthPx, scheme);

    expect(measured.text).toContain(RATE);
    expect(measured.widthPx).toBe(widthPx);
    expect(measured.overflowPx).toBe(0);
    expect(measured.paper > measured.ink ? 'light' : 'dark').toBe(scheme);
    expect(errors).toEqual([]);
    expect(png.readUInt32BE(16)).toBe(widthPx);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubUrl, type Running, startAgent } from '../e2e/long-running.ts';
import { runAgent } from '../e2e/run-agent.ts';
import { findBreaches, findChromium, look, type Reader, startBrowser } from './browser.ts';
import { estateBodies } from './estate.ts';
import { THINGS } from './estate-things.ts';
import { postBody } from './post-body.ts';

const WIDTHS = [390, 1280, 1920];
const READERS: readonly Reader[] = WIDTHS.flatMap((widthPx) => (['light', 'dark'] as const).map((scheme) => ({ widthPx, scheme })));
const DAYS = 2;
const RESOURCE = `/resources/${encodeURIComponent(THINGS[0]?.id ?? '')}`;
const PATHS = ['/', '/?range=7d', '/?range=30d', RESOURCE, '/resources/nobody', '/nothing-here'];

/** Evaluated in the page. Brightness is the sum of red, green and blue, 0..765. */
const MEASURE = `(() => {
  const brightness = (color) => color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  const { backgroundColor, color } = getComputedStyle(document.body);
  const { scrollWidth, clientWidth } = document.documentElement;
  return { overflowPx: scrollWidth - clientWidth, scheme: brightness(backgroundColor) > brightness(color) ? 'light' : 'dark' };
})()`;

const installed = findChromium();

describe.skipIf(installed === undefined)('the pages in Chromium', () => {
  let cwd = '';
  let browser: Browser;
  let empty: Running;
  let filled: Running;
  let emptyUrl = '';
  let url = '';

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'openfinops-page-'));
    await runAgent(['--version'], { cwd });
    empty = startAgent(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'empty')], { cwd });
    filled = startAgent(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'filled')], { cwd });
    [emptyUrl, url] = [await hubUrl(empty), await hubUrl(filled)];
    for (const body of estateBodies(Date.now(), DAYS)) await postBody(url, body);
    browser = await startBrowser(installed ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await empty?.stop('SIGTERM');
    await filled?.stop('SIGTERM');
    await rm(cwd, { recursive: true, force: true });
  });

  it('would notice a page that fails, is too wide, or cannot be read', async () => {
    const broken = 'data:text/html,<div style="width:3000px"><img src="data:,"></div><script>missing()</script>';

    const { page, errors } = await look(browser, broken, { widthPx: 390, scheme: 'light' });
    const breaches = await findBreaches(browser, broken, { widthPx: 390, scheme: 'light' });

    expect(await page.evaluate(MEASURE)).toMatchObject({ overflowPx: expect.any(Number) });
    expect(((await page.evaluate(MEASURE)) as { overflowPx: number }).overflowPx).toBeGreaterThan(0);
    expect(errors).toContainEqual(expect.stringContaining('missing is not defined'));
    expect(breaches.map(({ rule }) => rule)).toContain('image-alt');
  });

  it('tells a newcomer how to start an agent', async () => {
    const { page, errors } = await look(browser, emptyUrl, { widthPx: 1280, scheme: 'light' });

    expect(await page.innerText('main')).toContain(`openfinops-agent onprem --server ${emptyUrl}`);
    expect(errors).toEqual([]);
  });

  it.each(READERS)('fit $widthPx px in $scheme colours, without an error in the console', async (reader) => {
    for (const address of [emptyUrl, ...PATHS.map((path) => `${url}${path}`)]) {
      const { page, errors } = await look(browser, address, reader);

      expect(await page.evaluate(MEASURE), address).toEqual({ overflowPx: 0, scheme: reader.scheme });
      expect(
        errors.filter((error) => !error.includes('404 (Not Found)')),
        address,
      ).toEqual([]);
      await page.context().close();
    }
  });

  it.each(READERS.filter(({ widthPx }) => widthPx < 1920))(
    'break no serious rule of accessibility at $widthPx px in $scheme colours',
    async (reader) => {
      for (const address of [emptyUrl, ...PATHS.map((path) => `${url}${path}`)])
        expect(await findBreaches(browser, address, reader), address).toEqual([]);
    },
  );

  it('answer what it costs, what is wasted, what is not known and what to do', async () => {
    const { page } = await look(browser, url, { widthPx: 1280, scheme: 'light' });

    const figures = await page.innerText('.figures');
    const waste = await page.innerText('#waste');
    const unknown = await page.innerText('#unknown');

    for (const title of ['Rate now', 'This hour', 'Charged this month', 'Projected month', 'Idle', 'Not known']) expect(figures).toContain(title);
    expect(waste).toContain('gpu-node-2');
    expect(waste).not.toContain('gpu-node-1');
    expect(waste).toContain('Use not measured');
    expect(unknown).toContain('1 meter of z1d.large-custom without a price');
    expect(unknown).toContain('Update the agent, or set a price for it under prices.overrides');
    expect(await page.innerText('#problems')).toContain('Attach the policy');
  });

  it('say their column headers to a screen reader on a phone too', async () => {
    const { page } = await look(browser, url, { widthPx: 390, scheme: 'light' });

    const tree = await page.locator('#resources table').ariaSnapshot();

    for (const header of ['Resource', 'Rate now', 'Processor', 'Price']) expect(tree).toContain(`columnheader "${header}"`);
    expect(tree).toMatch(/rowheader "gpu-node-1/);
  });

  it('can be gone through by keyboard, what is focused in sight', async () => {
    const { page } = await look(browser, url, { widthPx: 1280, scheme: 'light' });

    await page.keyboard.press('Tab');
    const skip = await page.evaluate('document.activeElement.textContent.trim()');
    const topPx = (await page.locator('.skip').boundingBox())?.y;
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle + ' ' + document.activeElement.closest('main').id");

    expect([skip, topPx]).toEqual(['Skip to the figures', 0]);
    expect(outline).toBe('solid main');
  });

  it('are whole without script', async () => {
    const { page, errors } = await look(browser, url, { widthPx: 1280, scheme: 'light', script: false });

    expect(await page.locator('#trend svg.chart .piece').count()).toBeGreaterThan(24);
    expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it('show what is new by themselves, and leave focus, place and open details as they are', async () => {
    const { page, errors } = await look(browser, url, { widthPx: 1280, scheme: 'light' });
    await page.locator('#live.on').waitFor();
    await page.click('#figures-USD > summary');
    const link = page.locator('#resources a', { hasText: 'orders-db' });
    await link.focus();
    const before = await link.boundingBox();

    for (const body of estateBodies(Date.now(), 0)) await postBody(url, { ...body, agent_id: 'second-agent', hostname: 'second' });
    await page.locator('#agents', { hasText: 'second-agent' }).waitFor();

    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('orders-db');
    expect(await page.locator('#figures-USD').getAttribute('open')).not.toBeNull();
    expect((await link.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
    expect(await page.innerText('#live')).toBe('Live');
    expect(errors).toEqual([]);
  });

  it('say when the hub is gone, and let it go at once', async () => {
    const { page } = await look(browser, emptyUrl, { widthPx: 1280, scheme: 'light' });
    await page.locator('#live.on').waitFor();
    const startMs = performance.now();

    await empty.stop('SIGTERM');
    await page.locator('#live.off').waitFor();

    expect(performance.now() - startMs).toBeLessThan(4000);
    expect(await page.innerText('#live')).toBe('Waiting for the hub');
  });
});

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubUrl, startAgent } from '../e2e/long-running.ts';
import { ROOT, runAgent } from '../e2e/run-agent.ts';
import { findChromium, look, startBrowser } from './browser.ts';
import { estateBodies } from './estate.ts';
import { postBody } from './post-body.ts';

/** `npx tsx test/real/take-pictures.ts`: the pictures of the README, of a made-up estate in a hub of its own. */
const DAYS = 30;
const WIDTH_PX = 1280;
const PICTURE = { x: 0, y: 0, width: WIDTH_PX, height: 960 };

const executable = findChromium();
if (executable === undefined) throw new Error('pictures need an installed Chromium');
const cwd = await mkdtemp(join(tmpdir(), 'openfinops-pictures-'));
await runAgent(['--version'], { cwd });
const hub = startAgent(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'data')], { cwd });
const url = await hubUrl(hub);
for (const body of estateBodies(Date.now(), DAYS)) await postBody(url, body);
const browser = await startBrowser(executable);
await mkdir(join(ROOT, 'docs/images'), { recursive: true });
for (const scheme of ['light', 'dark'] as const) {
  const { page } = await look(browser, url, { widthPx: WIDTH_PX, scheme });
  await page.locator('#live.on').waitFor();
  await page.screenshot({ path: join(ROOT, `docs/images/page-${scheme}.png`), clip: PICTURE, fullPage: true });
}
await browser.close();
await hub.stop('SIGTERM');
await rm(cwd, { recursive: true, force: true });

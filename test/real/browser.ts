import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

/** How somebody looks at a page. */
export interface Reader {
  readonly widthPx: number;
  readonly scheme: 'light' | 'dark';
  readonly script?: boolean;
}

export interface Sight {
  readonly page: Page;
  /** Errors of scripts, requests and policies, as the console shows them. */
  readonly errors: readonly string[];
}

/** A rule of accessibility that a page breaks, and where. */
export interface Breach {
  readonly rule: string;
  readonly impact: string;
  readonly where: readonly string[];
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const HEIGHT_PX = 900;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The path of an installed Chromium. undefined: there is none. */
export function findChromium(): string | undefined {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

export function startBrowser(executablePath: string): Promise<Browser> {
  // Chromium's sandbox refuses to run as root.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: ['--disable-gpu', '--disable-dev-shm-usage'] });
}

/** Opens a page in a profile of its own, under the policy that the server sends. */
export async function look(browser: Browser, url: string, { widthPx, scheme, script = true }: Reader): Promise<Sight> {
  const context = await browser.newContext({
    viewport: { width: widthPx, height: HEIGHT_PX },
    colorScheme: scheme,
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('requestfailed', (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

/** What axe finds serious or critical. Its script is put into the page, for which the page's own policy is set aside. */
export async function findBreaches(browser: Browser, url: string, { widthPx, scheme }: Reader): Promise<Breach[]> {
  const context = await browser.newContext({ viewport: { width: widthPx, height: HEIGHT_PX }, colorScheme: scheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.addScriptTag({ content: AXE });
  const breaches = (await page.evaluate(RUN_AXE)) as Breach[];
  await context.close();
  return breaches.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

const RUN_AXE = `axe.run().then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({ rule: id, impact, where: nodes.map(({ target }) => target.join(' ')) })))`;

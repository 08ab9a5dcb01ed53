import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { connectPipe, type DevTools } from './dev-tools.ts';

/** How somebody looks at a page. */
export interface Reader {
  readonly widthPx: number;
  readonly scheme: 'light' | 'dark';
}

export interface Sight {
  /** What an expression, evaluated in the page once it has loaded, came to. */
  readonly value: unknown;
  /** Errors of scripts, requests and policies, as the console shows them. */
  readonly errors: readonly string[];
  readonly png: Buffer;
}

export interface Chromium {
  look(url: string, reader: Reader, expression: string): Promise<Sight>;
  close(): Promise<void>;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const HEIGHT_PX = 900;

/** The name of an installed Chromium. undefined: there is none. */
export function findChromium(): string | undefined {
  return NAMES.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** Starts a headless browser with an empty profile of its own, and speaks to it over a pipe. */
export function startChromium(name: string): Chromium {
  const profile = mkdtempSync(join(tmpdir(), 'openfinops-chromium-'));
  const flags = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage'];
  // Chromium's sandbox refuses to run as root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  const child = spawn(name, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const tools = connectPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return {
    look: (url, reader, expression) => look(tools, url, reader, expression),
    async close() {
      await endOf(child, tools, ended);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function look(tools: DevTools, url: string, { widthPx, scheme }: Reader, expression: string): Promise<Sight> {
  const { targetId } = await tools.call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await tools.call('Target.attachToTarget', { targetId, flatten: true });
  const page = (method: string, params: object = {}) => tools.call(method, params, String(sessionId));
  const errors: string[] = [];
  const stop = tools.listen(String(sessionId), (method, params) => {
    const error = errorOf(method, params);
    if (error !== undefined) errors.push(error);
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page(`${domain}.enable`);
  await page('Emulation.setDeviceMetricsOverride', { width: widthPx, height: HEIGHT_PX, deviceScaleFactor: 1, mobile: widthPx < 600 });
  await page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  const loaded = tools.next(String(sessionId), 'Page.loadEventFired');
  await page('Page.navigate', { url });
  await loaded;
  const { result } = await page('Runtime.evaluate', { expression, returnByValue: true });
  const { data } = await page('Page.captureScreenshot', { format: 'png' });
  stop();
  await tools.call('Target.closeTarget', { targetId });
  return { value: (result as { value?: unknown }).value, errors, png: Buffer.from(String(data), 'base64') };
}

/** undefined: the event is no error. */
function errorOf(method: string, params: Readonly<Record<string, unknown>>): string | undefined {
  if (method === 'Runtime.exceptionThrown' || method === 'Network.loadingFailed') return `${method}: ${JSON.stringify(params)}`;
  if (method === 'Runtime.consoleAPICalled' && params.type === 'error') return JSON.stringify(params.args);
  const entry = params.entry as { level?: string; text?: string; url?: string } | undefined;
  return method === 'Log.entryAdded' && entry?.level === 'error' ? `${entry.text} (${entry.url})` : undefined;
}

async function endOf(child: ChildProcess, tools: DevTools, ended: Promise<void>): Promise<void> {
  const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
  await Promise.race([tools.call('Browser.close').catch(() => undefined), ended]);
  await ended;
  clearTimeout(patience);
}

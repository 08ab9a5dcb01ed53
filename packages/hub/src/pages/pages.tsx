import type { Context, Handler } from 'hono';
import type { HubContext } from '../server/context.ts';
import { ErrorPage, type Trouble } from './error-page.tsx';
import { LIVE_SCRIPT } from './live-script.ts';
import { Overview } from './overview.tsx';
import { readOverview } from './overview-data.ts';
import { ResourcePage } from './resource-page.tsx';
import { isKnown, readResourcePage } from './resource-page-data.ts';
import { ICON, STYLE } from './style.ts';
import { isTrendRange } from './trend-range.ts';

/** Assets change with the program alone. */
const CACHE = { 'Cache-Control': 'max-age=300' };

/** Everything that is served to browsers. */
export function createPages(context: HubContext): Readonly<Record<string, Handler>> {
  return {
    '/': async (c) => {
      const range = c.req.query('range');
      const data = await readOverview(context, isTrendRange(range) ? range : '24h');
      return html(c, <Overview data={data} address={new URL(c.req.url).origin} />);
    },
    '/resources/:id': async (c) => {
      const page = await readResourcePage(context, c.req.param('id') ?? '');
      return html(c, <ResourcePage data={page} />, isKnown(page) ? 200 : 404);
    },
    '/assets/style.css': (c) => c.body(STYLE, 200, { ...CACHE, 'Content-Type': 'text/css; charset=utf-8' }),
    '/assets/live.js': (c) => c.body(LIVE_SCRIPT, 200, { ...CACHE, 'Content-Type': 'text/javascript; charset=utf-8' }),
    '/assets/icon.svg': (c) => c.body(ICON, 200, { ...CACHE, 'Content-Type': 'image/svg+xml' }),
  };
}

/** Trouble as a page, for whoever asks for one. */
export function createErrorPage({ clock }: Pick<HubContext, 'clock'>): (trouble: Trouble) => string {
  return (trouble) => `<!doctype html>${String(<ErrorPage trouble={trouble} nowMs={clock.nowMs()} />)}`;
}

function html(c: Context, page: unknown, status: 200 | 404 = 200): Response | Promise<Response> {
  return c.html(`<!doctype html>${String(page)}`, status);
}

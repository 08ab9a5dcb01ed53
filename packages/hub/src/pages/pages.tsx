import type { Handler } from 'hono';
import type { HubContext } from '../server/context.ts';
import { Overview } from './overview.tsx';
import { readOverview } from './overview-data.ts';
import { ResourcePage } from './resource-page.tsx';
import { isKnown, readResourcePage } from './resource-page-data.ts';
import { ICON, STYLE } from './style.ts';

/** Assets change with the program alone. */
const CACHE = { 'Cache-Control': 'max-age=300' };

/** Everything that is served to browsers. */
export function createPages(context: HubContext): Readonly<Record<string, Handler>> {
  return {
    '/': async (c) => c.html(`<!doctype html>${String(<Overview data={await readOverview(context)} address={new URL(c.req.url).origin} />)}`),
    '/resources/:id': async (c) => {
      const page = await readResourcePage(context, c.req.param('id') ?? '');
      return c.html(`<!doctype html>${String(<ResourcePage data={page} />)}`, isKnown(page) ? 200 : 404);
    },
    '/assets/style.css': (c) => c.body(STYLE, 200, { ...CACHE, 'Content-Type': 'text/css; charset=utf-8' }),
    '/assets/icon.svg': (c) => c.body(ICON, 200, { ...CACHE, 'Content-Type': 'image/svg+xml' }),
  };
}

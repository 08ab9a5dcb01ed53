import type { Context, Handler } from 'hono';
import { readAgents, readCosts, readOverview, readResources, readWaste, SHOWN_RESOURCES } from '../../pages/overview-data.ts';
import { readTrends } from '../../pages/read-trends.ts';
import { isKnown, readResourcePage } from '../../pages/resource-page-data.ts';
import { isTrendRange, TREND_RANGES } from '../../pages/trend-range.ts';
import { listUnknowns } from '../../pages/unknowns.ts';
import type { HubContext } from '../context.ts';
import { toResponse } from '../refusal.ts';
import { writeCosts, writeProviders } from './write-costs.ts';
import { writeProblems, writeScopes } from './write-health.ts';
import { writeResource, writeResources } from './write-resources.ts';
import { writeTrends } from './write-trends.ts';
import { writeWaste } from './write-waste.ts';

const MOST_RESOURCES = 500;

/** The reads beneath the pages, one for each part of them; docs/dashboards.md says what each field means. */
export function createApi(context: HubContext): Readonly<Record<string, Handler>> {
  const answer = async (c: Context, body: object) => c.json({ as_of: context.clock.nowMs() / 1000, ...body });
  return {
    '/api/v1/costs': async (c) => answer(c, writeCosts(await readCosts(context))),
    '/api/v1/costs/providers': async (c) => answer(c, writeProviders(await readCosts(context))),
    '/api/v1/costs/trend': async (c) => {
      const range = c.req.query('range') ?? '24h';
      if (!isTrendRange(range)) return refuse('range', `is none of ${TREND_RANGES.join(', ')}`);
      return answer(c, writeTrends(await readTrends(context, range)));
    },
    '/api/v1/resources': async (c) => {
      const limit = Number(c.req.query('limit') ?? SHOWN_RESOURCES);
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_RESOURCES) return refuse('limit', `is no whole number from 1 to ${MOST_RESOURCES}`);
      return answer(c, writeResources(await readResources(context, limit), context.clock.nowMs()));
    },
    '/api/v1/resources/:id': async (c) => {
      const page = await readResourcePage(context, c.req.param('id') ?? '');
      return isKnown(page) ? answer(c, writeResource(page)) : toResponse({ status: 404, error: 'No agent has told of this resource' });
    },
    '/api/v1/waste': async (c) => answer(c, writeWaste(await readWaste(context))),
    '/api/v1/unknowns': async (c) => answer(c, { unknowns: listUnknowns(await readOverview(context, '24h')) }),
    '/api/v1/problems': async (c) => answer(c, writeProblems(await readAgents(context))),
    '/api/v1/scopes': async (c) => answer(c, writeScopes(await readAgents(context))),
  };
}

function refuse(field: string, reason: string): Response {
  return toResponse({ status: 400, error: 'Invalid query', fault: { field, reason } });
}

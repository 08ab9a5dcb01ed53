import type { IncomingHttpHeaders } from 'node:http';

export interface TelemetryRow {
  readonly id: number;
  readonly timestamp: unknown;
  readonly agent_id: unknown;
  readonly hostname: unknown;
  readonly cloud_provider: unknown;
  readonly region: unknown;
  readonly metrics: unknown;
  readonly events: unknown;
  readonly traces: unknown;
  readonly created_at: string;
}

export interface Answer {
  readonly status: number;
  /** Text is a page, anything else JSON. */
  readonly body: unknown;
}

export interface Question {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface AgentRow {
  readonly agent_id: string;
  readonly hostname: unknown;
  readonly cloud_provider: unknown;
  readonly region: unknown;
  readonly config: unknown;
  readonly registered_at: string;
  readonly last_heartbeat: number;
}

const RECENT_LIMIT = 1000;
const TROUBLE: Answer = { status: 500, body: { error: 'Internal server error' } };

export interface ReferenceAnswers {
  readonly rows: TelemetryRow[];
  answer(question: Question): Answer;
  /** Its database is gone: agents and rows. */
  wipe(): void;
  /** While it is, whatever writes fails: "database is locked". */
  setLocked(isLocked: boolean): void;
}

/**
 * What the reference server answers, odd answers included: it dedupes nothing, authorises nobody, stores eight fields and drops the rest,
 * answers 500 to what it cannot parse and 400 to an array.
 */
export function createReferenceAnswers(nowMs: () => number): ReferenceAnswers {
  const startedMs = nowMs();
  const rows: TelemetryRow[] = [];
  const agents = new Map<string, AgentRow>();
  let isLocked = false;
  const nowS = () => nowMs() / 1000;
  const sqlNow = () => new Date(nowMs()).toISOString().slice(0, 19).replace('T', ' ');
  const recent = (hours: number) =>
    rows
      .filter(({ timestamp }) => typeof timestamp === 'string' || Number(timestamp) > nowS() - hours * 3600)
      .sort((a, b) => compareTimestamps(b.timestamp, a.timestamp))
      .slice(0, RECENT_LIMIT);

  const ingest = (body: unknown): Answer => {
    if (typeof body === 'number' || body === true) return TROUBLE;
    if (!isObject(body) || !('agent_id' in body)) return { status: 400, body: { error: 'Invalid telemetry data' } };
    if (typeof body.agent_id === 'object') return TROUBLE;
    const { timestamp = nowS(), hostname = 'unknown', cloud_provider = 'unknown', region = 'unknown', metrics = {}, events = [], traces = [] } = body;
    rows.push({
      id: rows.length + 1,
      timestamp,
      agent_id: body.agent_id,
      hostname,
      cloud_provider,
      region,
      metrics,
      events,
      traces,
      created_at: sqlNow(),
    });
    const agent = agents.get(String(body.agent_id));
    if (agent !== undefined) agents.set(agent.agent_id, { ...agent, last_heartbeat: nowS() });
    return { status: 200, body: { status: 'success', message: 'Telemetry data received' } };
  };
  const register = (body: unknown): Answer => {
    if (body === null || typeof body === 'number' || typeof body === 'boolean') return TROUBLE;
    const required = ['agent_id', 'hostname', 'cloud_provider', 'region'];
    if (!isObject(body) || required.some((field) => !(field in body))) return { status: 400, body: { error: 'Missing required fields' } };
    const { hostname, cloud_provider, region, config = {} } = body;
    const agent_id = String(body.agent_id);
    agents.set(agent_id, { agent_id, hostname, cloud_provider, region, config, registered_at: sqlNow(), last_heartbeat: nowS() });
    return { status: 200, body: { status: 'success', message: 'Agent registered' } };
  };
  const listAgents = (): Answer => {
    const listed = [...agents.values()].sort((a, b) => b.last_heartbeat - a.last_heartbeat);
    return { status: 200, body: { agents: listed.map((agent) => ({ ...agent, status: healthOf(nowS() - agent.last_heartbeat) })) } };
  };
  const listRecent = (hoursText: string | null): Answer => {
    if (hoursText !== null && !/^-?\d+$/.test(hoursText)) return TROUBLE;
    const hours = Number(hoursText ?? 24);
    const telemetry = recent(hours);
    return { status: 200, body: { telemetry, count: telemetry.length, hours } };
  };
  const summarise = (): Answer => {
    const lastHour = recent(1);
    let events = 0;
    for (const row of lastHour) {
      if (!Array.isArray(row.events)) return TROUBLE;
      events += row.events.length;
    }
    const healthy = [...agents.values()].filter((agent) => healthOf(nowS() - agent.last_heartbeat) === 'healthy').length;
    const body = {
      total_agents: agents.size,
      healthy_agents: healthy,
      offline_agents: agents.size - healthy,
      total_events_last_hour: events,
      average_events_per_agent: events / Math.max(agents.size, 1),
      data_points: lastHour.length,
      timestamp: nowS(),
    };
    return { status: 200, body };
  };
  const health = (): Answer => ({
    status: 200,
    body: { status: 'healthy', timestamp: nowS(), version: '1.0.0', uptime: (nowMs() - startedMs) / 1000 },
  });

  /** It has checked the body by then. */
  const write = (question: Question, handle: (body: unknown) => Answer): Answer => withJson(question, isLocked ? () => TROUBLE : handle);

  const calls: Readonly<Record<string, Readonly<Record<string, (question: Question) => Answer>>>> = {
    '/health': { GET: health },
    '/api/v1/agents': { GET: listAgents },
    '/api/v1/telemetry/recent': { GET: ({ url }) => listRecent(url.searchParams.get('hours')) },
    '/api/v1/metrics/summary': { GET: summarise },
    '/api/v1/telemetry/ingest': { POST: (question) => write(question, ingest) },
    '/api/v1/agents/register': { POST: (question) => write(question, register) },
  };
  return {
    rows,
    answer(question) {
      const call = calls[question.url.pathname];
      if (call === undefined) return { status: 404, body: 'Not Found' };
      return call[question.method]?.(question) ?? { status: 405, body: 'Method Not Allowed' };
    },
    wipe() {
      rows.length = 0;
      agents.clear();
    },
    setLocked(locked) {
      isLocked = locked;
    },
  };
}

/** Anything that is not plain JSON of the right type fails inside it, and so does gzip. */
function withJson({ headers, body }: Question, handle: (body: unknown) => Answer): Answer {
  const type = headers['content-type'] ?? '';
  if (!type.includes('application/json') || headers['content-encoding'] !== undefined) return TROUBLE;
  try {
    return handle(JSON.parse(body));
  } catch {
    return TROUBLE;
  }
}

function healthOf(ageS: number): string {
  if (ageS < 300) return 'healthy';
  return ageS < 900 ? 'warning' : 'offline';
}

/** As its database compares: every text is greater than every number. */
function compareTimestamps(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1;
  if (typeof a === 'string') return 1;
  if (typeof b === 'string') return -1;
  return Number(a) - Number(b);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { Script } from 'node:vm';
import { type Charge, DEFAULT_TENANT, HOUR_MS, type PriceSourceName } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { sampleCycle, sampleIntake, sampleResource, sampleSeries } from '../../../testing/src/sample-intake.ts';
import { NOW_MS, openTestHub, type TestHub } from '../test/test-hub.ts';
import { LIVE_SCRIPT } from './live-script.ts';

let open: TestHub | undefined;
function openHub(): TestHub {
  open = openTestHub();
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** The same charge with its prices from elsewhere. */
function withSource(charge: Charge, source: PriceSourceName): Charge {
  return { ...charge, lines: charge.lines.map((line) => ({ ...line, price: { ...line.price, source } })) };
}

/** The words of a page, less its tags. */
function wordsOf(html: string): string {
  return html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
}

async function pageOf(hub: TestHub, path = '/'): Promise<string> {
  const reply = await hub.get(path);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toMatch(/^text\/html/);
  return reply.text();
}

describe('the first page', () => {
  it('tells a newcomer what to do', async () => {
    const words = wordsOf(await pageOf(openHub()));

    expect(words).toContain('No agent has reported yet');
    expect(words).toContain('openfinops-agent onprem --server http://localhost ');
  });

  it('says what it costs now, what was charged, and what is used of it', async () => {
    const hub = openHub();
    const resources = [sampleResource(), sampleResource({ id: 'second', usd_per_hour: '0.5' })];
    const charges = [sampleCharge(), sampleCharge({ hourStartMs: SAMPLE_HOUR_MS + 3_600_000, toMinute: 1 })];
    const memory = sampleSeries({ name: 'memory.utilization', values: [0.9] });
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, resources, series: [sampleSeries(), memory], receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Rate now $0.692 / hour 2 resources This hour $0.0032 since 11:00 UTC');
    expect(words).toContain('Projected month $505.16 $0.692 an hour × 730 h, if all runs on as now');
    expect(words).toContain('Charged this month $0.195 November 2026 so far; nothing is left out');
    expect(words).toContain('Share aws $0.692 / h $0.195 100 % ec2 $0.692 / h $0.195 100 %');
    expect(words).toMatch(/web-1 machine · m5.xlarge · us-west-2 running \$0.192 \/ h \$0.195 50 % 90 % bundled list, 124 d old: more than 90 days/);
    expect(words).toContain('ip-10-0-0-5 1 agent healthy');
  });

  it('says what is unpriced, uncertain and lost, why, and what to do', async () => {
    const hub = openHub();
    const summary = { ...sampleCycle().summary, unpriced: [{ reason: 'rate-card' as const, sku: 'host', count: 2, hint: 'Complete the card.' }] };
    const problem = {
      kind: 'problem' as const,
      stage: 'discover',
      code: 'AUTH_DENIED',
      scope: SAMPLE_SCOPE,
      message: 'AWS refused it',
      hint: 'Allow it.',
      at: 1,
    };
    const cycle = sampleCycle({
      summary,
      problems: [problem],
      coverage: { shortest_life_s: 300, not_covered: [{ what: 'Old runs', why: 'no memory' }] },
    });
    const gaps = [{ class: 'P0', reason: 'the spool was full', fromMs: 0, toMs: 60_000, records: 7 } as const];
    const unsure = sampleCharge({ resourceId: 'u', toMinute: 30, unknownMinutes: [[30, 60]], observedMinute: 60 });
    const charges = [sampleCharge({ price: null }), unsure, sampleCharge({ resourceId: 's', evidence: 2, unsettled: true })];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, cycle, gaps, receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('2 meters of host without a price : the rate card does not say what it costs. Complete the card.');
    expect(words).toContain('1 charge of 3 this month without a price (USD)');
    expect(words).toContain('30 min of metered time that nobody can vouch for');
    expect(words).toContain('$0.192 of this month may still go down');
    expect(words).toContain('7 records lost by aws-1 : the spool was full, 1970-01-01 00:00 UTC to 1970-01-01 00:01 UTC');
    expect(words).toContain('Old runs is not covered : no memory.');
    expect(words).toContain('AWS refused it Allow it. AUTH_DENIED · aws/123456789012/us-west-2/ec2');
    expect(words).toContain('Charged this month ≥ $0.288 November 2026 so far; some of it is not known');
  });

  it('shows no figure where nothing is known', async () => {
    const hub = openHub();
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ resources: [sampleResource({ usd_per_hour: null })], receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Rate now — 1 resource, 1 without a price This hour — ');
    expect(words).toContain('Charged this month — November 2026: nothing was charged yet Projected month — nothing that runs has a price');
    expect(words).toContain('1 resource that runs has no rate');
    expect(words).toContain('Idle — too little is measured yet: it takes 80 % of 24 full hours.');
    expect(words).not.toContain('$0.00');
  });

  it('calls what has no price unknown, not free', async () => {
    const hub = openHub();
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge({ price: null })], receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Charged this month — November');
    expect(words).toMatch(/instance\/i-0abc — — — no price — — no price: the price list does not have it/);
    expect(words).not.toContain('$0.00');
  });

  it('never adds currencies', async () => {
    const hub = openHub();
    const charges = [sampleCharge({ price: '2' }), sampleCharge({ resourceId: 'cn', currency: 'CNY', price: '3' })];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, receivedMs: NOW_MS }));

    expect(wordsOf(await pageOf(hub))).toContain('Charged this month CNY 3.00 $2.00');
  });

  it('warns where prices are made up, and names what they are of', async () => {
    const hub = openHub();
    const made = withSource(sampleCharge({ resourceId: 'made-up' }), 'rate-card-example');
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [made, sampleCharge()], receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Made-up prices. made-up is priced from the example rate card');
    expect(words).toContain('example rate card, 124 d old');
  });

  it('is silent about example prices where there are none', async () => {
    const hub = openHub();
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge()], receivedMs: NOW_MS }));

    expect(wordsOf(await pageOf(hub))).not.toContain('Made-up prices');
  });

  it('draws what each of the last 24 hours cost, and says the same in a table', async () => {
    const hub = openHub();
    const charges = [
      sampleCharge(),
      sampleCharge({ hourStartMs: SAMPLE_HOUR_MS - 22 * HOUR_MS }),
      sampleCharge({ hourStartMs: SAMPLE_HOUR_MS - 23 * HOUR_MS }),
    ];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, receivedMs: NOW_MS }));

    const html = await pageOf(hub);

    expect(html.match(/<rect class="piece/g)).toHaveLength(2);
    expect(html.match(/<rect class="gap" x=/g)).toHaveLength(22);
    expect(wordsOf(html)).toContain('$0.384 in 24 hours, the last hour still open');
    expect(wordsOf(html)).toContain('22 hours without a charge are left blank');
    expect(wordsOf(html)).toContain('2026-11-21 11:00 UTC — 2026-11-21 10:00 UTC $0.192 2026-11-21 09:00 UTC —');
    expect(wordsOf(html)).toMatch(/2026-11-20 13:00 UTC — 2026-11-20 12:00 UTC \$0.192 By provider/);
    expect(wordsOf(html)).not.toContain('2026-11-20 11:00 UTC');
  });

  it.each([
    { path: '/?range=7d', title: 'Cost by hour', range: '7 days', gaps: 166 },
    { path: '/?range=30d', title: 'Cost by day', range: '30 days', gaps: 28 },
    { path: '/?range=constructor', title: 'Cost by hour', range: '24 hours', gaps: 23 },
  ])('looks as far back as $path asks', async ({ path, title, range, gaps }) => {
    const hub = openHub();
    const charges = [sampleCharge(), sampleCharge({ hourStartMs: SAMPLE_HOUR_MS - 26 * HOUR_MS })];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, receivedMs: NOW_MS }));

    const html = await pageOf(hub, path);

    expect(wordsOf(html)).toContain(`${title} 24 hours 7 days 30 days`);
    expect(html).toContain(`aria-current="true">${range}</a>`);
    expect(html.match(/<rect class="gap" x=/g)).toHaveLength(gaps);
  });

  it('stacks the providers, dearest below, and says which is which', async () => {
    const hub = openHub();
    const charges = [sampleCharge(), sampleCharge({ scope: 'gcp/p/global/compute', resourceId: 'vm', price: '2' })];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, receivedMs: NOW_MS }));

    const html = await pageOf(hub);

    expect(wordsOf(html)).toContain('gcp $2.00 aws $0.192 nothing reported USD / h');
    expect(wordsOf(html)).toContain('2026-11-21 10:00 UTC: $2.19 (gcp $2.00, aws $0.192)');
    expect(wordsOf(html)).toContain('Hour from gcp aws All');
    expect(html.match(/<rect class="piece/g)).toHaveLength(2);
  });

  it('names what idles with its rate and cost, and what nobody measured', async () => {
    const hub = openHub();
    const day = { start: SAMPLE_HOUR_MS / 1000 - 24 * 3600, values: Array.from({ length: 25 * 12 }, () => 0.02) };
    const finding = {
      rule: 'disk-alone',
      resource_id: 'r',
      window: { start: 0, end: 1 },
      evidence: { days: 7, to: null },
      usd_per_hour_at_stake: '0.5',
    };
    const charges = [sampleCharge(), sampleCharge({ resourceId: 'unmeasured' })];
    const said = { charges, series: [sampleSeries(day)], resources: [sampleResource()], findings: [finding] };
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ ...said, receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Idle $0.192 / hour 100 % of the rate; of 1 measured resource, 1 idles. What idles');
    expect(words).toContain('$0.192 an hour idles: $140.16 a month, if it idles on. Idle resource Used Rate now In 24 h web-1 2 % $0.192 / h $0.192');
    expect(words).toContain('Use not measured : 1 resource (1 undescribed)');
    expect(words).toContain('Disk alone : r , $0.50 an hour at stake days 7 · to none');
  });

  it('says which scopes were read, those that were not first', async () => {
    const hub = openHub();
    const whole = { scope: SAMPLE_SCOPE, complete: true, resources: 1, calls: 1, seconds: 0.5, problem: null };
    const broken = { ...whole, scope: 'aws/123456789012/eu-west-1/ec2', complete: false, problem: 'AWS refused it' };
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ cycle: sampleCycle({ scopes: [whole, broken] }), receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toMatch(
      /Took aws\/123456789012\/eu-west-1\/ec2 AWS refused it in part 1 1 0.5 s aws\/123456789012\/us-west-2\/ec2 whole 1 1 0.5 s/,
    );
  });

  it('runs nothing that an agent says, and nothing but its own script', async () => {
    const hub = openHub();
    const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
    const resources = [sampleResource({ name: attack })];
    const cycle = sampleCycle({ problems: [{ kind: 'problem', stage: 'ship', code: attack, scope: attack, message: attack, at: 1 }] });
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ agentId: attack, charges: [sampleCharge()], resources, cycle, receivedMs: NOW_MS }));

    const html = await pageOf(hub);

    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html.match(/<script\b[^>]*>[^<]*/gi)).toEqual(['<script src="/assets/live.js" defer="">']);
    expect(html).not.toMatch(/<(img|style)\b/i);
    expect(html.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\s(style|on\w+)=/i);
  });

  it('comes with its own style sheet, script and icon', async () => {
    const hub = openHub();

    const style = await hub.get('/assets/style.css');
    const script = await hub.get('/assets/live.js');
    const icon = await hub.get('/assets/icon.svg');

    expect(style.headers.get('content-type')).toMatch(/^text\/css/);
    expect(await style.text()).toContain('prefers-color-scheme: dark');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(() => new Script(LIVE_SCRIPT)).not.toThrow();
    expect(await script.text()).toBe(LIVE_SCRIPT);
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
  });
});

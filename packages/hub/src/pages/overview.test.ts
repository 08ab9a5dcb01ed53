import { type Charge, DEFAULT_TENANT, HOUR_MS, type PriceSourceName } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { sampleCycle, sampleIntake, sampleResource, sampleSeries } from '../../../testing/src/sample-intake.ts';
import { NOW_MS, openTestHub, type TestHub } from '../test/test-hub.ts';

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

async function pageOf(hub: TestHub): Promise<string> {
  const reply = await hub.get('/');
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

    expect(words).toContain('Rate now $0.692 / hour 2 resources Projected month $505.16 $0.692 an hour × 730 h, if all runs on as now');
    expect(words).toContain('Charged this month $0.195 November 2026 so far; nothing is left out');
    expect(words).toContain('This hour $0.0032 since 11:00 UTC');
    expect(words).toContain('ec2 aws $0.195 100 % $0.0032');
    expect(words).toMatch(/web-1 machine · m5.xlarge · us-west-2 running \$0.192 \/ h \$0.195 50 % 90 % bundled list, 124.5 d old/);
    expect(words).toContain('Agents 1 of 1 healthy');
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
    expect(words).toContain('some of it is not known, see below');
  });

  it('shows no figure where nothing is known', async () => {
    const hub = openHub();
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ resources: [sampleResource({ usd_per_hour: null })], receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Rate now — / hour 1 resource, 1 without a price Projected month — nothing that runs has a price');
    expect(words).toContain('Charged this month — November 2026 so far; nothing was charged yet');
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
    expect(words).toContain('example rate card, 124.5 d old');
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

    expect(html.match(/<rect class="fill/g)).toHaveLength(3);
    expect(wordsOf(html)).toContain('22 hours without a charge are left blank');
    expect(wordsOf(html)).toMatch(/2026-11-20 12:00 UTC \$0.192 2026-11-20 13:00 UTC — /);
    expect(wordsOf(html)).toContain('2026-11-21 10:00 UTC $0.192 2026-11-21 11:00 UTC —');
    expect(wordsOf(html)).not.toContain('2026-11-20 11:00 UTC');
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

  it('runs nothing that an agent says, and nothing at all', async () => {
    const hub = openHub();
    const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
    const resources = [sampleResource({ name: attack })];
    const cycle = sampleCycle({ problems: [{ kind: 'problem', stage: 'ship', code: attack, scope: attack, message: attack, at: 1 }] });
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ agentId: attack, charges: [sampleCharge()], resources, cycle, receivedMs: NOW_MS }));

    const html = await pageOf(hub);

    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/<(script|img|style)\b/i);
    expect(html).not.toMatch(/<[^>]*\s(style|on\w+)=/i);
  });

  it('comes with its own style sheet and icon', async () => {
    const hub = openHub();

    const style = await hub.get('/assets/style.css');
    const icon = await hub.get('/assets/icon.svg');

    expect(style.headers.get('content-type')).toMatch(/^text\/css/);
    expect(await style.text()).toContain('prefers-color-scheme: dark');
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
  });
});

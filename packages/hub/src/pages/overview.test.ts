import { DEFAULT_TENANT } from '@openfinops/core';
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

    expect(words).toContain('Rate now $0.692 / hour $505.16 a month at this rate; 2 resources');
    expect(words).toContain('Charged this month $0.195 November 2026 so far; nothing is left out');
    expect(words).toContain('This hour $0.0032 since 11:00 UTC');
    expect(words).toContain('ec2 aws $0.195 100 % $0.0032');
    expect(words).toMatch(/web-1 machine · m5.xlarge · us-west-2 · running \$0.192 \/ h \$0.195 50 % 90 %/);
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

    expect(words).toContain('Rate now — / hour 1 resource, 1 without a price');
    expect(words).toContain('Charged this month — November 2026 so far; nothing was charged yet');
    expect(words).not.toContain('$0.00');
  });

  it('calls what has no price unknown, not free', async () => {
    const hub = openHub();
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge({ price: null })], receivedMs: NOW_MS }));

    const words = wordsOf(await pageOf(hub));

    expect(words).toContain('Charged this month — November');
    expect(words).toMatch(/instance\/i-0abc — — no price — —/);
    expect(words).not.toContain('$0.00');
  });

  it('never adds currencies', async () => {
    const hub = openHub();
    const charges = [sampleCharge({ price: '2' }), sampleCharge({ resourceId: 'cn', currency: 'CNY', price: '3' })];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, receivedMs: NOW_MS }));

    expect(wordsOf(await pageOf(hub))).toContain('Charged this month CNY 3.00 $2.00');
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

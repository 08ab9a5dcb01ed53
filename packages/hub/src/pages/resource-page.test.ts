import { DEFAULT_TENANT, HOUR_MS } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { sampleIntake, sampleResource } from '../../../testing/src/sample-intake.ts';
import { NOW_MS, openTestHub, type TestHub } from '../test/test-hub.ts';
import { pathOfResource } from './resource-path.ts';

const ID = sampleResource().id;

let open: TestHub | undefined;
function openHub(): TestHub {
  open = openTestHub();
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function wordsAt(hub: TestHub, path: string, status = 200): Promise<string> {
  const reply = await hub.get(path);
  expect(reply.status).toBe(status);
  return (await reply.text()).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the page of a resource', () => {
  it('explains each line by its time, exact multiplication, price and proof', async () => {
    const hub = openHub();
    const charges = [sampleCharge({ toMinute: 37, unknownMinutes: [[37, 50]], observedMinute: 60 })];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges, resources: [sampleResource()], receivedMs: NOW_MS }));

    const words = await wordsAt(hub, pathOfResource(ID));

    expect(words).toContain(`web-1`);
    expect(words).toContain('State running, as told 0 s ago');
    expect(words).toContain(
      '10:00–10:37 compute: m5.xlarge, on-demand 0.616666666667 h × 0.192 = 0.118400000000064 USD bundled list (list) as of 2026-07-20 proven by the provider’s own times $0.118',
    );
    expect(words).toContain('10:37–10:50 compute: not known nobody can vouch for this time, so nothing is charged for it');
    expect(words).toContain('Charged in the last 24 clock hours $0.118 The last hour is still open.');
  });

  it('says why something has no price, what to do, and that the total is not all', async () => {
    const hub = openHub();
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge({ price: null })], receivedMs: NOW_MS }));

    const words = await wordsAt(hub, pathOfResource(ID));

    expect(words).toContain('1 h × ? no price: the price list does not have it. Update the agent, or set a price for it under prices.overrides .');
    expect(words).toContain('$0.00 and what has no price');
    expect(words).toMatch(/2026-11-21 10:00 UTC closed —/);
  });

  it('goes back 24 clock hours, the latest first, and no further', async () => {
    const hub = openHub();
    const hours = [0, -22, -23].map((hour) => sampleCharge({ hourStartMs: SAMPLE_HOUR_MS + hour * HOUR_MS }));
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: hours, receivedMs: NOW_MS }));

    const words = await wordsAt(hub, pathOfResource(ID));

    expect(words.match(/2026-11-2\d \d\d:00 UTC (closed|not closed yet)/g)).toEqual(['2026-11-21 10:00 UTC closed', '2026-11-20 12:00 UTC closed']);
    expect(words).toContain('$0.384 The last hour');
  });

  it('is led to from the first page, whatever the id holds', async () => {
    const hub = openHub();
    const id = 'onprem://a b/gpu/50%?x=1#"<&>/ü';
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge({ resourceId: id })], receivedMs: NOW_MS }));
    const link = /<a class="name" href="([^"]+)"/.exec(await (await hub.get('/')).text())?.[1] ?? '';

    const reply = await hub.get(link);
    const html = await reply.text();

    expect(reply.status).toBe(200);
    expect(html).toContain('onprem://a b/gpu/50%?x=1#&quot;&lt;&amp;&gt;/ü</h1>');
    expect(html).not.toMatch(/<(script(?! src="\/assets)|img|style)\b|\s(style|on\w+)=/i);
  });

  it('shows how its hours were split', async () => {
    const hub = openHub();
    const split = (hours: number, id: string, share: string) => ({
      resource_id: ID,
      hour: (SAMPLE_HOUR_MS + hours * HOUR_MS) / 1000,
      target: { kind: 'state', id },
      share,
      basis: 'state',
    });
    const allocations = [split(-1, 'active', '1'), split(0, 'active', '0.5'), split(0, 'unallocated', '0.5')];
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: [sampleCharge()], allocations, receivedMs: NOW_MS }));

    const words = await wordsAt(hub, pathOfResource(ID));

    expect(words).toContain('By state, the mean of 2 hours state Share active 75 % unallocated 25 %');
  });

  it('opens the latest hours and folds the others', async () => {
    const hub = openHub();
    const hours = [0, -1, -2].map((hour) => sampleCharge({ hourStartMs: SAMPLE_HOUR_MS + hour * HOUR_MS }));
    await hub.store.ingest(DEFAULT_TENANT, sampleIntake({ charges: hours, receivedMs: NOW_MS }));

    const html = await (await hub.get(pathOfResource(ID))).text();

    expect([...html.matchAll(/<details class="hour" id="[^"]+"( open="")?>/g)].map(([, open]) => open !== undefined)).toEqual([true, true, false]);
  });

  it('says so where nothing is known', async () => {
    const words = await wordsAt(openHub(), pathOfResource('<nobody>'), 404);

    expect(words).toContain('No such resource');
    expect(words).toContain('Nothing is known of &lt;nobody&gt;');
  });

  it('stays still while it is read', async () => {
    const hub = openHub();

    const page = await (await hub.get(pathOfResource(ID))).text();

    expect(page).not.toContain('http-equiv="refresh"');
    expect(await (await hub.get('/')).text()).toContain('http-equiv="refresh"');
  });
});

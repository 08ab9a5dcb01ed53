import { type ResourceRecord, sumKnown } from '@openfinops/core';
import { explainCharge } from './explain-charge.ts';
import { formatDuration, formatMoney, formatTime, UNKNOWN } from './format.ts';
import { HourTable } from './hour-table.tsx';
import { Layout } from './layout.tsx';
import { EXPLAINED_HOURS, type HourOfCharges, isKnown, type ResourcePageData } from './resource-page-data.ts';

/** What one resource is, and why it was charged what it was, line by line. */
export function ResourcePage({ data }: { readonly data: ResourcePageData }) {
  const { resourceId, records, nowMs, hours } = data;
  const name = records[0]?.resource.name || resourceId;
  return (
    <Layout title={`${name} · OpenFinOps`}>
      <header>
        <h1>{isKnown(data) ? name : 'No such resource'}</h1>
        <p>
          <a href="/">All resources</a> · {formatTime(nowMs)}
        </p>
      </header>
      <main>
        {isKnown(data) ? null : <Unheard resourceId={resourceId} />}
        {records.map((record) => (
          <Description record={record} nowMs={nowMs} />
        ))}
        {isKnown(data) ? <Total data={data} /> : null}
        {hours.map((hour) => (
          <Hour hour={hour} nowMs={nowMs} />
        ))}
      </main>
      <footer>
        <p>Hours are UTC. A cost is quantity × price, exact; only the amounts on the right are rounded, for display.</p>
      </footer>
    </Layout>
  );
}

function Unheard({ resourceId }: { readonly resourceId: string }) {
  return (
    <section>
      <p class="hint">
        Nothing is known of <code>{resourceId}</code>: no agent described it, and nothing was charged for it in the last {EXPLAINED_HOURS} hours.
      </p>
    </section>
  );
}

function Description({ record: { resource, seenMs }, nowMs }: { readonly record: ResourceRecord; readonly nowMs: number }) {
  const { id, kind, sku, state, purchase, scope, zone, parent_id: parentId } = resource;
  const facts = [
    ['Id', id],
    ['Kind', `${kind}, ${sku}`],
    ['State', `${state}, as told ${formatDuration(nowMs - seenMs)} ago`],
    ['Purchase', purchase],
    ['Scope', zone == null ? scope : `${scope}, zone ${zone}`],
    ['Part of', parentId ?? ''],
  ];
  return (
    <section>
      <h2>What it is</h2>
      <dl class="facts">
        {facts.map(([term, text]) =>
          text === '' ? null : (
            <div>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}

function Total({ data: { totals } }: { readonly data: ResourcePageData }) {
  const amounts = totals.map(
    ({ currency, knownCost, isPartial }) => `${formatMoney(knownCost, currency)}${isPartial ? ' and what has no price' : ''}`,
  );
  return (
    <section>
      <h2>Charged in the last {EXPLAINED_HOURS} clock hours</h2>
      <p class="hint">{amounts.length === 0 ? `${UNKNOWN}: nothing was charged` : amounts.join(', ')}. The last hour is still open.</p>
    </section>
  );
}

function Hour({ hour: { hourStartMs, charges }, nowMs }: { readonly hour: HourOfCharges; readonly nowMs: number }) {
  const currency = charges[0]?.currency ?? 'USD';
  const isOneCurrency = charges.every((charge) => charge.currency === currency);
  const cost = isOneCurrency ? sumKnown(charges.map(({ effectiveCost }) => effectiveCost)) : null;
  const state = charges.every(({ complete }) => complete) ? 'closed' : 'not closed yet';
  return (
    <section>
      <h2 class="hour">
        <span>
          {formatTime(hourStartMs)} <small>{state}</small>
        </span>
        <span>{formatMoney(cost, currency)}</span>
      </h2>
      <HourTable rows={charges.flatMap((charge) => explainCharge(charge, nowMs))} />
    </section>
  );
}

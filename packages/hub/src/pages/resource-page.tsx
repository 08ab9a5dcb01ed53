import { type ResourceRecord, sumKnown } from '@openfinops/core';
import { explainCharge } from './explain-charge.ts';
import { formatDuration, formatMoney, formatTime, UNKNOWN } from './format.ts';
import { HourTable } from './hour-table.tsx';
import { Layout } from './layout.tsx';
import { EXPLAINED_HOURS, type HourOfCharges, isKnown, type ResourcePageData } from './resource-page-data.ts';
import { SplitSection } from './split-section.tsx';

/** The others are a click away, and on paper they are all there. */
const HOURS_SHOWN = 2;

/** What one resource is, and why it was charged what it was, line by line. */
export function ResourcePage({ data }: { readonly data: ResourcePageData }) {
  const { resourceId, records, nowMs, hours, allocations } = data;
  const name = records[0]?.resource.name || resourceId;
  return (
    <Layout title={`${name} · OpenFinOps`} heading={isKnown(data) ? name : 'No such resource'} nowMs={nowMs} isInner>
      {isKnown(data) ? null : <Unheard resourceId={resourceId} />}
      {records.map((record) => (
        <Description record={record} nowMs={nowMs} />
      ))}
      <SplitSection allocations={allocations} />
      {isKnown(data) ? <Charges data={data} hours={hours} /> : null}
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
    <section data-key={resource.scope}>
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

function Charges({ data: { totals, nowMs }, hours }: { readonly data: ResourcePageData; readonly hours: readonly HourOfCharges[] }) {
  const amounts = totals.map(
    ({ currency, knownCost, isPartial }) => `${formatMoney(knownCost, currency)}${isPartial ? ' and what has no price' : ''}`,
  );
  return (
    <section id="charges">
      <h2>Charged in the last {EXPLAINED_HOURS} clock hours</h2>
      <p class="verdict">{amounts.length === 0 ? `${UNKNOWN}: nothing was charged` : amounts.join(', ')}</p>
      <p class="hint">The last hour is still open. A cost is quantity × price, exact; only the amounts on the right are rounded, for display.</p>
      {hours.map((hour, index) => (
        <Hour hour={hour} nowMs={nowMs} isOpen={index < HOURS_SHOWN} />
      ))}
    </section>
  );
}

function Hour({ hour: { hourStartMs, charges }, nowMs, isOpen }: { readonly hour: HourOfCharges; readonly nowMs: number; readonly isOpen: boolean }) {
  const currency = charges[0]?.currency ?? 'USD';
  const isOneCurrency = charges.every((charge) => charge.currency === currency);
  const cost = isOneCurrency ? sumKnown(charges.map(({ effectiveCost }) => effectiveCost)) : null;
  const state = charges.every(({ complete }) => complete) ? 'closed' : 'not closed yet';
  return (
    <details class="hour" id={`hour-${hourStartMs}`} open={isOpen}>
      <summary>
        <span class="name">{formatTime(hourStartMs)}</span> <small>{state}</small> <span class="amount">{formatMoney(cost, currency)}</span>
      </summary>
      <HourTable rows={charges.flatMap((charge) => explainCharge(charge, nowMs))} />
    </details>
  );
}

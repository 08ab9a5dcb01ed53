/** The one style sheet: light and dark by the reader's own setting, cards in place of table rows on a phone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #16202c; --soft: #536171; --line: #dde3ea; --paper: #f5f7f9; --card: #ffffff;
  --accent: #0b62bd; --good: #14733c; --warn: #8a5300; --bad: #b3261e;
  --part-0: #2f6fd0; --part-1: #c77a1f; --part-2: #2c9c86; --part-3: #9a5fc0; --part-4: #cf5577; --part-5: #7d8896;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6ebf1; --soft: #9fadbc; --line: #2b3643; --paper: #0f151c; --card: #18212b;
    --accent: #6cb2ff; --good: #6fd193; --warn: #f0b458; --bad: #ff8f85;
    --part-0: #5b97f0; --part-1: #f0a552; --part-2: #4fc2aa; --part-3: #b98be0; --part-4: #e67d9a; --part-5: #8f9baa;
  }
}
* { box-sizing: border-box; }
html { overflow-anchor: none; }
body { margin: 0 auto; max-width: 80rem; padding: 0 1.25rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { margin: 0; font-size: 1.25rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 1rem; letter-spacing: -0.005em; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-size: 0.875em; }
pre { margin: 0.75rem 0 0; padding: 0.75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); border: 1px solid var(--line); border-radius: 0.375rem; }
small, .hint, .about, header p, footer { color: var(--soft); }
small { font-size: 0.8125rem; font-weight: 400; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 0.125rem; }
main:focus { outline: none; }
.skip { position: absolute; left: 1.25rem; top: -4rem; padding: 0.5rem 0.875rem; background: var(--card); border: 1px solid var(--line); border-radius: 0 0 0.375rem 0.375rem; }
.skip:focus { top: 0; }
.nowrap { white-space: nowrap; }

header { display: flex; align-items: baseline; justify-content: space-between; flex-wrap: wrap; gap: 0 1.25rem; padding: 1.25rem 0 0.875rem; }
header p { margin: 0; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.title { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0 0.75rem; }
.back { flex-basis: 100%; font-size: 0.875rem; }
.live { margin-right: 0.5rem; }
.live::before { content: none; display: inline-block; width: 0.5rem; height: 0.5rem; margin-right: 0.375rem; border-radius: 50%; background: currentColor; }
.live.on::before, .live.off::before { content: ""; }
.live.on { color: var(--good); } .live.off { color: var(--warn); }
footer { padding: 0.25rem 0 2rem; font-size: 0.8125rem; }

section { margin: 0 0 1rem; padding: 1.125rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; scroll-margin-top: 1rem; }
section > h2 { margin-bottom: 0.25rem; }
.section-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.25rem 1rem; margin-bottom: 0.25rem; }
.hint { margin: 0 0 0.5rem; font-size: 0.875rem; }
caption.hint { text-align: left; }
.verdict { margin: 0 0 0.5rem; font-size: 1.125rem; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.pair { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); margin-bottom: 1rem; }
.pair > section { margin: 0; }
.pair:empty { display: none; }
@media (min-width: 64rem) {
  .pair { grid-template-columns: repeat(auto-fit, minmax(30rem, 1fr)); }
}

.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1px; padding: 0; overflow: hidden; background: var(--line); }
.figure { padding: 1rem 1.125rem; background: var(--card); }
.figure h2 { margin: 0; font-size: 0.8125rem; font-weight: 500; letter-spacing: 0; color: var(--soft); }
.figure strong { display: block; font-size: 1.375rem; line-height: 1.35; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.figure strong small { letter-spacing: 0; }
.figure p { margin: 0.25rem 0 0; font-size: 0.8125rem; line-height: 1.4; color: var(--soft); overflow-wrap: anywhere; }
.wasted strong { color: var(--warn); }
@media (min-width: 44rem) { .figures { grid-template-columns: repeat(3, minmax(0, 1fr)); } .figure strong { font-size: 1.5rem; } }
@media (min-width: 75rem) { .figures { grid-template-columns: repeat(6, minmax(0, 1fr)); } .figure strong { font-size: 1.375rem; } }

table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: middle; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; padding-top: 0.25rem; font-size: 0.8125rem; color: var(--soft); white-space: nowrap; }
tbody th { overflow-wrap: anywhere; }
tbody th small { display: block; }
.name { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
.share { width: 10rem; padding-left: 1rem; white-space: nowrap; }
.share span { display: inline-block; min-width: 3.75rem; text-align: right; }
.bar { display: inline-block; width: 4.75rem; height: 0.375rem; vertical-align: middle; }
.bar .track { fill: var(--line); }
.bar .fill { fill: var(--accent); }
.provider th, .provider .number { font-weight: 600; }
.service th { padding-left: 1rem; color: var(--soft); }
.service td, .service th { border-top: 0; padding-top: 0; }
.prices { width: 13rem; padding-left: 1rem; }
.prices small { display: block; line-height: 1.35; }
.open { color: var(--warn); display: block; }
.health { white-space: nowrap; }
.about { font-size: 0.9375rem; }
.about .health { margin-left: 0.5rem; font-size: 0.875rem; text-decoration: none; }
.about .health:hover { text-decoration: underline; }
.health::before { content: ""; display: inline-block; width: 0.5rem; height: 0.5rem; margin-right: 0.375rem; border-radius: 50%; background: currentColor; }
.healthy { color: var(--good); } .warning { color: var(--warn); } .offline { color: var(--bad); }

.notes { margin: 0; padding: 0; list-style: none; font-size: 0.9375rem; }
.notes li { padding: 0.5rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.notes:first-of-type li:first-child { border-top: 0; }
table + .notes li:first-child { border-top: 1px solid var(--line); }
.notes strong { font-weight: 500; }
.notes .where { display: block; }
.todo { display: block; color: var(--soft); }
.todo::before { content: "→ "; }
.warning-note { border-color: var(--warn); }
.warning-note strong { color: var(--warn); }

figure { margin: 0; }
.ranges { display: flex; gap: 0.125rem; padding: 0.125rem; border: 1px solid var(--line); border-radius: 0.5rem; font-size: 0.8125rem; }
.ranges a { padding: 0.1875rem 0.625rem; border-radius: 0.375rem; color: var(--soft); text-decoration: none; }
.ranges a:hover { color: var(--ink); text-decoration: underline; }
.ranges a[aria-current] { background: var(--paper); color: var(--ink); font-weight: 500; }
.legend { display: flex; flex-wrap: wrap; gap: 0.125rem 1.25rem; margin: 0; padding: 0; list-style: none; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.swatch { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.25rem; vertical-align: -0.0625rem; }
.chart { display: block; width: calc(100% - 4rem); margin: 0.75rem 0 0.25rem 4rem; overflow: visible; }
.chart text { fill: var(--soft); font-size: 0.75rem; font-variant-numeric: tabular-nums; }
.chart .grid { stroke: var(--line); }
.chart .axis { stroke: var(--soft); }
.chart .still-open { opacity: 0.5; }
.chart .hit { fill: transparent; }
.chart .hit:hover { fill: var(--ink); fill-opacity: 0.08; }
.gap { fill: var(--line); fill-opacity: 0.45; }
.part-0 { fill: var(--part-0); } .part-1 { fill: var(--part-1); } .part-2 { fill: var(--part-2); }
.part-3 { fill: var(--part-3); } .part-4 { fill: var(--part-4); } .part-5 { fill: var(--part-5); }

details > summary { cursor: pointer; font-size: 0.875rem; color: var(--soft); }
section.scroll { max-height: 22rem; margin: 0.5rem 0 0; padding: 0; overflow: auto; border-width: 1px 0 0; border-radius: 0; }
.plain td, .plain th { padding-top: 0.25rem; padding-bottom: 0.25rem; white-space: nowrap; font-size: 0.875rem; }
.plain thead th { position: sticky; top: 0; background: var(--card); }
.hour { border-top: 1px solid var(--line); }
.hour > summary { padding: 0.625rem 0; font-size: 1rem; color: var(--ink); font-variant-numeric: tabular-nums; }
.hour .amount { float: right; font-weight: 500; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 0.75rem 1.25rem; margin: 0.25rem 0 0; }
.facts > :first-child { grid-column: 1 / -1; }
.facts dt { font-size: 0.8125rem; color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.lines { table-layout: fixed; margin-bottom: 0.75rem; font-size: 0.9375rem; }
.lines thead th:first-child { width: 8rem; }
.lines thead th:nth-child(3), .lines thead th:nth-child(4) { width: 14rem; }
.lines thead th:last-child { width: 6rem; }
.lines th, .lines td { vertical-align: top; overflow-wrap: anywhere; }

@media (max-width: 44rem) {
  body { padding: 0 0.875rem; }
  section { padding: 0.875rem 1rem; }
  .figures { padding: 0; }
  .figure { padding: 0.75rem 0.875rem; }
  .figure strong { font-size: 1.25rem; white-space: normal; overflow-wrap: anywhere; }
  .chart { width: calc(100% - 3rem); margin-left: 3rem; }
  .chart .minor { display: none; }
  table:not(.plain) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  table:not(.plain) tbody tr { padding: 0.625rem 0; border-top: 1px solid var(--line); }
  table:not(.plain) tbody tr:first-child { border-top: 0; }
  table:not(.plain) tbody tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.375rem 1rem; }
  table:not(.plain) :is(tbody th, tbody td) { width: auto; padding: 0; border: 0; text-align: left; white-space: normal; }
  table:not(.plain) tbody th { grid-column: 1 / -1; }
  table:not(.plain) tbody td::before { content: attr(data-label) / ""; display: block; color: var(--soft); font-size: 0.75rem; font-weight: 400; }
  table:not(.plain) .service th { padding-left: 0; color: var(--ink); }
  table.places tbody tr { grid-template-columns: 1fr 1fr 3.5rem; }
  table.thirds tbody tr { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  :is(.places, .thirds) .bar, span.bar { display: none; }
  .share span { min-width: 0; }
  .lines tbody td:not(.number) { grid-column: 1 / -1; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media print {
  body { max-width: none; padding: 0; background: none; }
  section, .figure { break-inside: avoid; }
  #charges, #resources, #scopes { break-inside: auto; }
  tr { break-inside: avoid; }
  .skip, .live, .ranges { display: none; }
  section.scroll { max-height: none; overflow: visible; }
  .hour::details-content { content-visibility: visible; block-size: auto; }
  .chart { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b6bcb"/><path d="M4 11.5V8m4 3.5v-7m4 7V6.5" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>`;

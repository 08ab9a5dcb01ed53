/** The one style sheet: light and dark by the reader's own setting, one column on a phone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #16202c; --soft: #536171; --line: #dde3ea; --paper: #f5f7f9; --card: #ffffff;
  --accent: #0b6bcb; --good: #14733c; --warn: #8a5300; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6ebf1; --soft: #9fadbc; --line: #2b3643; --paper: #0f151c; --card: #18212b;
    --accent: #6cb2ff; --good: #6fd193; --warn: #f0b458; --bad: #ff8f85;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 0 1.25rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header { display: flex; align-items: baseline; justify-content: space-between; flex-wrap: wrap; gap: 0 1rem; padding: 1.25rem 0 0.75rem; }
h1 { margin: 0; font-size: 1.25rem; letter-spacing: -0.01em; }
h1 small { margin-left: 0.375rem; font-size: 1rem; letter-spacing: 0; }
code { font: 0.875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
h2 { margin: 0 0 0.5rem; font-size: 1rem; }
header p, footer p, .hint, small { color: var(--soft); }
header p, .hint { margin: 0; }
small { font-size: 0.8125rem; font-weight: 400; }
section { margin: 0 0 1.25rem; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: 1rem; padding: 0; background: none; border: 0; }
.figure { padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; }
.figure h2 { margin: 0; font-size: 0.875rem; font-weight: 500; color: var(--soft); }
.figure strong { display: block; font-size: 1.75rem; line-height: 1.3; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.figure strong small { font-size: 0.875rem; letter-spacing: 0; }
.figure p { margin: 0.125rem 0 0; font-size: 0.8125rem; color: var(--soft); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: middle; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; padding-top: 0.25rem; font-size: 0.8125rem; color: var(--soft); }
tbody th { min-width: 12rem; overflow-wrap: anywhere; }
tbody th small { display: block; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 0.125rem; }
.name { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
.share { width: 12.5rem; padding-left: 1.5rem; white-space: nowrap; }
.share span { display: inline-block; min-width: 3.75rem; text-align: right; }
.bar { display: inline-block; width: 6.5rem; height: 0.375rem; vertical-align: middle; }
.bar .track { fill: var(--line); }
.bar .fill { fill: var(--accent); }
.notes { margin: 0; padding: 0; list-style: none; }
.notes li { padding: 0.5rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.notes li:first-child { border-top: 0; }
.notes strong { font-weight: 500; }
.todo { color: var(--soft); }
.open { color: var(--warn); display: block; }
.health::before { content: ""; display: inline-block; width: 0.5rem; height: 0.5rem; margin-right: 0.375rem; border-radius: 50%; background: currentColor; }
.healthy { color: var(--good); } .warning { color: var(--warn); } .offline { color: var(--bad); }
.prices { width: 11rem; padding-left: 1rem; }
.warning-note { border-color: var(--warn); }
.warning-note strong { color: var(--warn); }
.chart { display: block; width: calc(100% - 4.5rem); margin: 0.75rem 0 0 4.5rem; overflow: visible; }
.chart text { fill: var(--soft); font-size: 0.75rem; font-variant-numeric: tabular-nums; }
.chart .grid { stroke: var(--line); }
.chart .axis { stroke: var(--soft); }
.chart .fill { fill: var(--accent); }
.chart .still-open { fill: var(--card); stroke: var(--accent); stroke-width: 1.5; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 0.75rem 1.25rem; margin: 0; }
.facts dt { font-size: 0.8125rem; color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.lines { table-layout: fixed; }
.lines thead th:first-child { width: 10rem; }
.lines thead th:nth-child(3), .lines thead th:nth-child(4) { width: 14rem; }
.lines thead th:last-child { width: 6rem; }
.lines tbody th { min-width: 0; }
.lines th, .lines td { vertical-align: top; overflow-wrap: anywhere; }
.hour { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
pre { margin: 0.75rem 0 0; padding: 0.75rem 1rem; overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 0.375rem; }
footer { padding: 0 0 2rem; font-size: 0.8125rem; }
@media (max-width: 44rem) {
  body { padding: 0 0.875rem; }
  section { padding: 0.875rem 1rem; }
  thead { display: none; }
  tbody tr { display: block; padding: 0.5rem 0; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  tbody th, tbody td { display: flex; justify-content: space-between; align-items: center; gap: 0.75rem; width: auto; padding: 0.125rem 0; border: 0; text-align: right; }
  tbody th { display: block; text-align: left; }
  tbody td.share { width: auto; padding-left: 0; }
  tbody td.prices { width: auto; padding-left: 0; }
  .lines tbody td:not(.number) { display: block; text-align: left; }
  .lines tbody td:not(.number)::before { display: block; }
  tbody td::before { content: attr(data-label); flex: none; color: var(--soft); font-size: 0.8125rem; margin-right: auto; }
}
@media print {
  body { max-width: none; background: none; }
  section, .figure { break-inside: avoid; }
}
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b6bcb"/><path d="M4 11.5V8m4 3.5v-7m4 7V6.5" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>`;

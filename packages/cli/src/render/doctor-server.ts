import type { ServerStep } from '@openfinops/runtime';
import { formatMany } from './format-numbers.ts';
import { cleanText, wrapText } from './text.ts';
import type { View } from './view.ts';

const STATUS_WIDTH = 4;
const NAME_WIDTH = 8;
const INDENT = ' '.repeat(STATUS_WIDTH + 2 + NAME_WIDTH + 2);

/** What each step on the way to the server found, and what to do about the one that failed. */
export function renderServerSteps(server: string, steps: readonly ServerStep[], view: View): string[] {
  return [
    ...wrapText(`${cleanText(server)}: ${sayVerdict(steps)}`, view.width).map(view.palette.heading),
    '',
    ...steps.flatMap((step) => renderStep(step, view)),
  ];
}

/** The same for a program. */
export function serverStepsJson(server: string, steps: readonly ServerStep[]): Record<string, unknown> {
  return {
    server,
    ok: steps.every(({ status }) => status !== 'fail'),
    steps: steps.map(({ name, status, detail, hint, code, certificates }) => ({
      step: name,
      status,
      detail,
      hint,
      code,
      certificates: certificates.map(({ subject, issuer, hosts, fromMs, toMs }) => ({
        subject,
        issuer,
        hosts,
        valid_from: new Date(fromMs).toISOString(),
        valid_to: new Date(toMs).toISOString(),
      })),
    })),
  };
}

function renderStep({ name, status, detail, hint, certificates }: ServerStep, { width, palette }: View): string[] {
  const paint = { ok: palette.good, fail: palette.bad, skip: palette.quiet }[status];
  const head = `${status.padEnd(STATUS_WIDTH)}  ${name.padEnd(NAME_WIDTH)}  `;
  const [first = '', ...rest] = wrapText(cleanText(detail), width, head, INDENT);
  const chain = status === 'fail' || certificates.length > 1 ? certificates.flatMap((one) => renderCertificate(one, width)) : [];
  const next = hint === null ? [] : wrapText(cleanText(hint), width, `${INDENT}→ `, `${INDENT}  `);
  return [paint(first.slice(0, STATUS_WIDTH)) + first.slice(STATUS_WIDTH), ...rest, ...[...chain, ...next].map(palette.quiet)];
}

function renderCertificate({ subject, issuer, fromMs, toMs }: ServerStep['certificates'][number], width: number): string[] {
  const text = `“${subject}”, signed by “${issuer}”: ${sayDay(fromMs)} to ${sayDay(toMs)}`;
  return wrapText(cleanText(text), width, `${INDENT}- `, `${INDENT}  `);
}

function sayVerdict(steps: readonly ServerStep[]): string {
  const failed = steps.filter(({ status }) => status === 'fail');
  if (failed.length > 0) return `${failed.map(({ name }) => name).join(' and ')} failed`;
  const passed = steps.filter(({ status }) => status === 'ok').length;
  return `all is well (${formatMany(passed, 'step')} passed, ${steps.length - passed} not needed)`;
}

function sayDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

import type { Permission, PermissionProbe } from '@openfinops/core';
import { formatCount, formatMany } from './format-numbers.ts';
import { policyOf } from './policy.ts';
import { cleanText, displayWidth, wrapText } from './text.ts';
import type { View } from './view.ts';

/** One check, and what is known of what was checked. */
export interface Checked {
  readonly probe: PermissionProbe;
  readonly optional: boolean;
  readonly why: string | null;
  readonly grant: Permission['grant'] | null;
}

export interface DiagnosisAbout {
  readonly provider: string;
  readonly accountId: string;
  readonly region: string;
}

/** What is there and what is missing, one check after the other, and what grants the rest. */
export function renderDiagnosis(checked: readonly Checked[], { provider, accountId, region }: DiagnosisAbout, view: View): string[] {
  const { palette, width } = view;
  const nameWidth = Math.min(40, Math.max(0, ...checked.map(({ probe }) => displayWidth(cleanText(probe.name)))));
  const where = [provider, accountId, region].filter((part) => part !== '').map(cleanText);
  return [
    ...wrapText(`${where.join(' ')}: ${sayVerdict(checked)}`, width).map(palette.heading),
    '',
    ...checked.flatMap((one) => renderCheck(one, nameWidth, view)),
    ...renderGrants(checked, view),
  ];
}

/** The same for a program. */
export function diagnosisJson(checked: readonly Checked[], { provider, accountId, region }: DiagnosisAbout): Record<string, unknown> {
  const policy = policyOf(checked.flatMap(toGrants));
  return {
    provider,
    account_id: accountId,
    region,
    checks: checked.map(({ probe: { name, ok, detail, hint }, optional, why }) => ({ name, ok, optional, detail, hint: hint ?? null, why })),
    missing_policy: policy,
  };
}

/** `ok`, `missing`, or `absent` for what the agent can do without. */
const STATES = { ok: 'ok', missing: 'missing', absent: 'absent' } as const;
const STATE_WIDTH = 7;

function renderCheck({ probe, optional, why }: Checked, nameWidth: number, { width, palette }: View): string[] {
  const state = probe.ok ? 'ok' : optional ? 'absent' : 'missing';
  const paint = { ok: palette.good, missing: palette.bad, absent: palette.warn }[state];
  const name = cleanText(probe.name);
  const indent = ' '.repeat(STATE_WIDTH + 2 + nameWidth + 2);
  const room = width - indent.length >= 40 ? indent : ' '.repeat(STATE_WIDTH + 2);
  const head = `${STATES[state].padEnd(STATE_WIDTH)}  ${name.padEnd(nameWidth)}`;
  const details = wrapText(cleanText(probe.detail), width, room);
  const isBeside = room === indent && displayWidth(name) <= nameWidth;
  const [first = '', ...rest] = details;
  const lines = isBeside ? [`${head}  ${first.slice(indent.length)}`.trimEnd(), ...rest] : [head.trimEnd(), ...details];
  const painted = lines.map((line, index) => (index === 0 ? paint(line.slice(0, STATE_WIDTH)) + line.slice(STATE_WIDTH) : line));
  if (probe.ok) return painted;
  const purpose = why === null ? [] : wrapText(`For: ${cleanText(why)}`, width, room);
  const hint = probe.hint === undefined ? [] : wrapText(cleanText(probe.hint), width, `${room}→ `, `${room}  `);
  return [...painted, ...[...purpose, ...hint].map(palette.quiet)];
}

/** The statement that grants what is missing: to be copied, so never broken. */
function renderGrants(checked: readonly Checked[], { palette, width }: View): string[] {
  const policy = policyOf(checked.flatMap(toGrants));
  if (policy === null) return [];
  return ['', ...wrapText('This grants what is missing:', width).map(palette.heading), ...JSON.stringify(policy, null, 2).split('\n')];
}

function toGrants({ probe, optional, grant, why }: Checked): Permission[] {
  return probe.ok || grant === null || grant === undefined ? [] : [{ name: probe.name, why: why ?? '', optional, grant }];
}

function sayVerdict(checked: readonly Checked[]): string {
  const missing = checked.filter(({ probe, optional }) => !probe.ok && !optional).length;
  const absent = checked.filter(({ probe, optional }) => !probe.ok && optional).length;
  if (missing + absent === 0) return `all of ${formatMany(checked.length, 'check')} passed`;
  if (missing === 0) return `all that the agent needs is there; it does without ${formatMany(absent, 'thing')}`;
  const also = absent === 0 ? '' : `, and does without ${formatCount(absent)} more`;
  return `the agent lacks ${formatMany(missing, 'thing')} that it needs${also}`;
}

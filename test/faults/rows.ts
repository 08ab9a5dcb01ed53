import type { FaultRow } from './fault-row.ts';
import { killAgent } from './rows/f1-kill-agent.ts';
import { killAtCalls } from './rows/f2-kill-at-calls.ts';
import { powerCut } from './rows/f3-power-cut.ts';
import { failingCalls } from './rows/f4-failing-calls.ts';
import { diskFull } from './rows/f5-disk-full.ts';
import { readOnly } from './rows/f6-read-only.ts';
import { damagedFiles } from './rows/f7-damaged-files.ts';
import { outage } from './rows/f8-outage.ts';
import { slowServers } from './rows/f9-slow-servers.ts';
import { poison } from './rows/f10-poison.ts';
import { storms } from './rows/f11-storms.ts';
import { retryAfter } from './rows/f12-retry-after.ts';
import { tooLarge } from './rows/f13-too-large.ts';
import { falseYes } from './rows/f14-false-yes.ts';
import { lostReplies } from './rows/f15-lost-replies.ts';
import { brokenTls } from './rows/f16-tls.ts';
import { brokenNames } from './rows/f17-names.ts';
import { brokenProxy } from './rows/f18-proxy.ts';
import { clockJumps } from './rows/f19-clock-jumps.ts';
import { awsThrottles } from './rows/f20-aws-throttles.ts';
import { awsCredentialsEnd } from './rows/f21-aws-credentials-end.ts';
import { awsDenies } from './rows/f22-aws-denies.ts';
import { awsBadPages } from './rows/f23-aws-bad-pages.ts';
import { wild } from './rows/f24-wild.ts';
import { stalls } from './rows/f26-stalls.ts';
import { twoAgents } from './rows/f27-two-agents.ts';
import { toldToStop } from './rows/f28-told-to-stop.ts';
import { formats } from './rows/f31-formats.ts';
import { referenceWiped } from './rows/f32-reference-wiped.ts';
import { killHub } from './rows/h1-kill-hub.ts';

/** Every fault of `npm run -s faults`, in the order in which they are told. */
export const FAULT_ROWS: readonly FaultRow[] = [
  killAgent,
  killAtCalls,
  powerCut,
  failingCalls,
  diskFull,
  readOnly,
  damagedFiles,
  outage,
  slowServers,
  poison,
  storms,
  retryAfter,
  tooLarge,
  falseYes,
  lostReplies,
  brokenTls,
  brokenNames,
  brokenProxy,
  clockJumps,
  awsThrottles,
  awsCredentialsEnd,
  awsDenies,
  awsBadPages,
  wild,
  stalls,
  twoAgents,
  toldToStop,
  formats,
  referenceWiped,
  killHub,
];

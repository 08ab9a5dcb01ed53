import type { SpoolInspection } from '@openfinops/runtime';
import type { Io } from '../../io.ts';
import type { Column, Row } from '../../render/columns.ts';
import { formatCount } from '../../render/format-numbers.ts';
import { cleanText } from '../../render/text.ts';
import type { AnyConfig } from '../../settings.ts';
import { type FoundSpool, findSpools } from './find-spools.ts';
import { formatAge, formatBytes, timeToJson } from './format-spool.ts';
import { printSpools, type SpoolFormat } from './print-spools.ts';

type Share = SpoolInspection['dead'];

/** `spool status`: what waits, since when, and what was refused or cannot be read. */
export async function printStatus(config: AnyConfig, format: SpoolFormat, io: Io, nowMs: number): Promise<number> {
  const found = await findSpools(config);
  await printSpools(io, format, {
    document: { state: config.state, spools: found.map(toJson) },
    columns: COLUMNS,
    rows: found.map((one) => toRow(one, nowMs)),
    none: `There is no spool in ${cleanText(config.state)}: no agent has run with that state directory.`,
  });
  return 0;
}

const COLUMNS: readonly Column[] = [
  { title: 'PROVIDER', align: 'left', priority: 0 },
  { title: 'QUEUED', align: 'right', priority: 0 },
  { title: 'OLDEST', align: 'right', priority: 0 },
  { title: 'SIZE', align: 'right', priority: 1 },
  { title: 'COST', align: 'right', priority: 2 },
  { title: 'CYCLE', align: 'right', priority: 2 },
  { title: 'USE', align: 'right', priority: 2 },
  { title: 'OPEN HOURS', align: 'right', priority: 3 },
  { title: 'DEAD', align: 'right', priority: 0 },
  { title: 'CORRUPT', align: 'right', priority: 0 },
  { title: 'AGENT', align: 'left', priority: 1 },
  { title: 'DIRECTORY', align: 'left', priority: 4 },
];

function toRow({ provider, spool }: FoundSpool, nowMs: number): Row {
  const { queued, expiring, dead, corrupt, owner } = spool;
  const { P0, P1, P2 } = queued;
  const all = whole(spool);
  const texts = [
    provider,
    formatCount(all.files),
    formatAge(all.oldestMs, nowMs),
    formatBytes(spool.bytes),
    ...[P0, P1, P2, expiring, dead, corrupt].map(({ files }) => formatCount(files)),
    owner === null ? 'none seen' : `process ${owner.pid}`,
    cleanText(spool.dir),
  ];
  return texts.map((text) => ({ text }));
}

function toJson({ provider, spool }: FoundSpool): Record<string, unknown> {
  const { dir, queued, expiring, dead, corrupt, owner, bytes } = spool;
  return {
    provider,
    directory: dir,
    owner: owner === null ? null : { pid: owner.pid, since: timeToJson(owner.sinceMs) },
    bytes,
    queued: {
      ...shareToJson(whole(spool)),
      classes: { cost: shareToJson(queued.P0), cycle: shareToJson(queued.P1), use: shareToJson(queued.P2) },
      open_hours: shareToJson(expiring),
    },
    dead: shareToJson(dead),
    corrupt: shareToJson(corrupt),
  };
}

function shareToJson({ files, records, bytes, oldestMs }: Share): Record<string, unknown> {
  return { batches: files, records, bytes, oldest: timeToJson(oldestMs) };
}

/** The queue, all classes together. */
function whole({ queued }: SpoolInspection): Share {
  let sum: Share = { files: 0, records: 0, bytes: 0, oldestMs: null };
  for (const { files, records, bytes, oldestMs } of Object.values(queued)) {
    const oldest = oldestMs === null ? sum.oldestMs : Math.min(oldestMs, sum.oldestMs ?? oldestMs);
    sum = { files: sum.files + files, records: sum.records + records, bytes: sum.bytes + bytes, oldestMs: oldest };
  }
  return sum;
}

import type { LogFields } from '@openfinops/core';
import type { Happening } from './happenings.ts';
import type { LineLevel } from './log/levels.ts';

/** Decides which events become a line, so that an outage of days leaves a log that can be read. */
export interface EventLines {
  /** undefined: the event is counted, and told with a later line. */
  next(name: string, happening: Happening<unknown>, nowMs: number): { readonly level: LineLevel; readonly fields: LogFields } | undefined;
}

export function createEventLines(): EventLines {
  const said = new Map<string, { readonly atMs: number; suppressed: number }>();
  const lastOfGroup = new Map<string, string>();

  const levelOf = (name: string, { level, changeOf }: Happening<unknown>): LineLevel => {
    if (changeOf === undefined) return level;
    const isChange = lastOfGroup.get(changeOf) !== name;
    lastOfGroup.set(changeOf, name);
    return isChange ? level : 'debug';
  };

  return {
    next(name, happening, nowMs) {
      const level = levelOf(name, happening);
      const { lineEveryMs } = happening;
      if (lineEveryMs === undefined) return { level, fields: {} };
      const last = said.get(name);
      // A clock that was set back must not silence anything.
      if (last !== undefined && Math.abs(nowMs - last.atMs) < lineEveryMs) {
        last.suppressed += 1;
        return undefined;
      }
      said.set(name, { atMs: nowMs, suppressed: 0 });
      return { level, fields: last === undefined || last.suppressed === 0 ? {} : { suppressed: last.suppressed } };
    },
  };
}

import type { ScopeId } from './model.ts';
import type { MeterReading } from './provider.ts';

/** Readings of one cycle, by scope and by meter of a resource. */
export interface ReadingBook {
  add(reading: MeterReading): void;
  /** One list a meter of a resource. */
  ofScope(scope: ScopeId): Iterable<readonly MeterReading[]>;
  /** The newest reading of each meter of a resource. */
  newestOf(resourceId: string): readonly MeterReading[];
}

export function createReadingBook(): ReadingBook {
  const byScope = new Map<ScopeId, Map<string, MeterReading[]>>();
  const newest = new Map<string, Map<string, MeterReading>>();
  return {
    add(reading) {
      const scope = byScope.get(reading.scope) ?? new Map<string, MeterReading[]>();
      const key = JSON.stringify([reading.resourceId, reading.meter]);
      const readings = scope.get(key) ?? [];
      readings.push(reading);
      byScope.set(reading.scope, scope.set(key, readings));
      const meters = newest.get(reading.resourceId) ?? new Map<string, MeterReading>();
      newest.set(reading.resourceId, meters.set(reading.meter, reading));
    },
    ofScope: (scope) => byScope.get(scope)?.values() ?? [],
    newestOf: (resourceId) => [...(newest.get(resourceId)?.values() ?? [])],
  };
}

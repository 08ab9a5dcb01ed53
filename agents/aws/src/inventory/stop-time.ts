/** `User initiated (2026-11-21 10:00:00 GMT)`: EC2 tells the end of a run in words, to the second; undefined: not this time. */
export function stopTimeOf(stateTransitionReason: string): number | undefined {
  const found = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(stateTransitionReason);
  if (found === null) return undefined;
  const stopMs = Date.parse(`${found[1]}T${found[2]}Z`);
  return Number.isNaN(stopMs) ? undefined : stopMs;
}

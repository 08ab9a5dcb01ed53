import { spawnSync } from 'node:child_process';

/** What Python made of a database of KeptPosts. */
export interface PythonReading {
  readonly bodies: number;
  /** Bodies that its json cannot read, that have a number which is none, or text that UTF-8 cannot hold; the first reason of each kind. */
  readonly unreadable: number;
  readonly reasons: readonly string[];
  /** Bodies of batches whose `metrics` is an object with an id. */
  readonly batches: number;
  readonly resources: number;
  readonly charges: number;
  readonly series: number;
  /** Tags that say that something had to go. */
  readonly truncated: number;
}

/** The reference server is written in Python: what its json cannot read, it does not have. NaN, which Python alone would take, is refused too. */
const PROGRAM = `
import json, sys
def refuse(name):
    raise ValueError("not a number: " + name)
reading = {"bodies": 0, "unreadable": 0, "batches": 0, "resources": 0, "charges": 0, "series": 0, "truncated": 0}
reasons = {}
for line in open(sys.argv[1], encoding="utf-8"):
    reading["bodies"] += 1
    try:
        body = json.loads(json.loads(line)["body"], parse_constant=refuse)
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except Exception as error:
        reading["unreadable"] += 1
        reasons[type(error).__name__] = str(error)[:200]
        continue
    metrics = body.get("metrics")
    if not isinstance(metrics, dict) or "batch_id" not in metrics:
        continue
    reading["batches"] += 1
    for name in ("resources", "charges", "series"):
        reading[name] += len(metrics[name]) if isinstance(metrics.get(name), list) else 0
    for resource in metrics.get("resources", []):
        reading["truncated"] += "openfinops:truncated" in resource["tags"]
reading["reasons"] = list(reasons.values())
print(json.dumps(reading))
`;

/** Debian's; other Pythons may be anything. */
const PYTHON = '/usr/bin/python3';

/** Why nothing can be read by Python here; undefined: it can. */
export function forbidsPython(): string | undefined {
  return spawnSync(PYTHON, ['--version'], { stdio: 'ignore' }).status === 0 ? undefined : 'python3 is missing (Debian: python3)';
}

/** @param file one KeptPost a line */
export function readByPython(file: string): PythonReading {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', PROGRAM, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as PythonReading;
}

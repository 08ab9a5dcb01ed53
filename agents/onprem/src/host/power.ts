import type { Files } from '@openfinops/core';
import type { EnergyCounter } from './host.ts';
import { parseCount, parseWord } from './parse.ts';
import { readFirst, readSource, type Sourced, under } from './source.ts';

const RAPL_FOLDER = '/sys/class/powercap';
const HWMON_FOLDER = '/sys/class/hwmon';

/** Energy counters of the CPU packages (powercap: Intel, and AMD under the same name), by zone. All or nothing: a package left out is a wrong sum. */
export async function readRapl(files: Files, root: string): Promise<Sourced<Readonly<Record<string, EnergyCounter>>>> {
  const folder = under(root, RAPL_FOLDER);
  const zones: Record<string, EnergyCounter> = {};
  for (const zone of await namesIn(files, folder)) {
    if (!/^intel-rapl:\d+$/.test(zone)) continue;
    const name = await readSource(files, `${folder}/${zone}/name`, 'RAPL zone', parseWord);
    if (name.value === null || !name.value.startsWith('package')) continue;
    const energy = await readSource(files, `${folder}/${zone}/energy_uj`, 'RAPL energy counter', (text) => parseCount(text.trim()));
    if (energy.problem !== undefined) return energy;
    const range = await readSource(files, `${folder}/${zone}/max_energy_range_uj`, 'RAPL energy range', (text) => parseCount(text.trim()));
    if (range.problem !== undefined) return range;
    zones[zone] = { microjoules: energy.value, rangeMicrojoules: range.value };
  }
  if (Object.keys(zones).length > 0) return { value: zones };
  return { value: null, problem: { code: 'SOURCE_MISSING', message: `${folder} (RAPL energy counters) has no CPU package`, hint: POWER_HINT } };
}

/** Power of the whole machine by its ACPI power meter, W; several meters are several power supplies. */
export async function readAcpiPower(files: Files, root: string): Promise<Sourced<number>> {
  const folder = under(root, HWMON_FOLDER);
  let watts: number | undefined;
  for (const device of await namesIn(files, folder)) {
    const name = await readSource(files, `${folder}/${device}/name`, 'sensor', parseWord);
    if (name.value !== 'power_meter') continue;
    const paths = ['power1_average', 'power1_input'].map((file) => `${folder}/${device}/${file}`);
    const microwatts = await readFirst(files, paths, 'power meter', (text) => parseCount(text.trim()));
    if (microwatts.problem !== undefined) return microwatts;
    watts = (watts ?? 0) + microwatts.value / 1_000_000;
  }
  if (watts !== undefined) return { value: watts };
  return { value: null, problem: { code: 'SOURCE_MISSING', message: `${folder} (power meter) has no power_meter`, hint: POWER_HINT } };
}

const POWER_HINT = 'Say power.watts, or idleWatts and maxWatts, on the rate card.';

/** Names in a folder; none where it is not there or may not be read, which the caller then says of what it looked for. */
async function namesIn(files: Files, folder: string): Promise<string[]> {
  try {
    return await files.list(folder);
  } catch {
    return [];
  }
}

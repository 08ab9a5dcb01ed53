import { type Ec2Query, type PageLimits, pageOf } from './ec2-query.ts';
import type { Listing } from './listing.ts';
import { TYPES, type TypeSpec } from './price-book.ts';
import { CallError } from './reply.ts';
import type { Place } from './world.ts';
import { itemsOf } from './xml.ts';

const LATENCY_MS = 100;
const TYPE_LIMITS: PageLimits = { min: 5, max: 100, unasked: 100 };
const CREDIT_LIMITS: PageLimits = { min: 5, max: 1000, unasked: 1000 };
const MAX_TYPES_A_CALL = 100;

export function describeRegions(query: Ec2Query, { estate }: Place): Listing {
  const all = query.text('AllRegions') === 'true';
  const names = new Set(query.list('RegionName'));
  const shown = estate.regions.filter(({ name, isEnabled }) => (all || isEnabled) && (names.size === 0 || names.has(name)));
  const items = shown.map(({ name, isEnabled }) => {
    const status = isEnabled ? 'opt-in-not-required' : 'not-opted-in';
    return `<regionName>${name}</regionName><regionEndpoint>ec2.${name}.amazonaws.com</regionEndpoint><optInStatus>${status}</optInStatus>`;
  });
  return { set: 'regionInfo', xml: itemsOf(items), nextToken: null, latencyMs: LATENCY_MS };
}

export function describeZones(_query: Ec2Query, { region }: Place): Listing {
  const items = region.zones.map((zone, index) => {
    return `<zoneName>${zone}</zoneName><zoneId>${region.name}-az${index + 1}</zoneId><zoneState>available</zoneState><regionName>${region.name}</regionName><groupName>${region.name}</groupName><networkBorderGroup>${region.name}</networkBorderGroup><optInStatus>opt-in-not-required</optInStatus><zoneType>availability-zone</zoneType><messageSet/>`;
  });
  return { set: 'availabilityZoneInfo', xml: itemsOf(items), nextToken: null, latencyMs: LATENCY_MS };
}

export function describeInstanceTypes(query: Ec2Query, _place: Place): Listing {
  const asked = query.list('InstanceType');
  if (asked.length > MAX_TYPES_A_CALL) throw new CallError(400, 'InvalidParameterValue', `more than ${MAX_TYPES_A_CALL} instance types`);
  const strange = asked.filter((name) => !Object.hasOwn(TYPES, name));
  if (strange.length > 0)
    throw new CallError(400, 'InvalidInstanceType', `The following supplied instance types do not exist: [${strange.join(', ')}]`);
  const wanted = new Set([...asked, ...(query.filter('instance-type') ?? [])]);
  const page = pageOf(query, Object.entries(TYPES), TYPE_LIMITS, ([name, spec]) =>
    wanted.size === 0 || wanted.has(name) ? typeXml(name, spec) : null,
  );
  return { set: 'instanceTypeSet', xml: itemsOf(page.items), nextToken: page.nextToken, latencyMs: LATENCY_MS };
}

export function describeCredits(query: Ec2Query, { machines }: Place): Listing {
  const ids = new Set([...query.list('InstanceId'), ...(query.filter('instance-id') ?? [])]);
  const page = pageOf(query, machines, CREDIT_LIMITS, ({ instanceId, runs }) => {
    if (TYPES[runs.at(-1)?.instanceType ?? '']?.isBurstable !== true || (ids.size > 0 && !ids.has(instanceId))) return null;
    return `<instanceId>${instanceId}</instanceId><cpuCredits>unlimited</cpuCredits>`;
  });
  return { set: 'instanceCreditSpecificationSet', xml: itemsOf(page.items), nextToken: page.nextToken, latencyMs: LATENCY_MS };
}

function typeXml(name: string, spec: TypeSpec): string {
  const gpu = spec.gpu;
  const gpus =
    gpu === undefined
      ? ''
      : `<gpuInfo><gpus><item><name>${gpu.name}</name><manufacturer>NVIDIA</manufacturer><count>${gpu.count}</count><memoryInfo><sizeInMiB>${gpu.memoryMib}</sizeInMiB></memoryInfo></item></gpus><totalGpuMemoryInMiB>${gpu.count * gpu.memoryMib}</totalGpuMemoryInMiB></gpuInfo>`;
  return `<instanceType>${name}</instanceType><currentGeneration>${spec.isOld !== true}</currentGeneration><freeTierEligible>false</freeTierEligible><supportedUsageClasses><item>on-demand</item><item>spot</item></supportedUsageClasses><bareMetal>false</bareMetal><hypervisor>nitro</hypervisor><processorInfo><supportedArchitectures><item>${spec.architecture}</item></supportedArchitectures><sustainedClockSpeedInGhz>3.1</sustainedClockSpeedInGhz></processorInfo><vCpuInfo><defaultVCpus>${spec.vcpus}</defaultVCpus><defaultCores>${spec.vcpus / 2}</defaultCores><defaultThreadsPerCore>2</defaultThreadsPerCore></vCpuInfo><memoryInfo><sizeInMiB>${spec.memoryMib}</sizeInMiB></memoryInfo><instanceStorageSupported>false</instanceStorageSupported><burstablePerformanceSupported>${spec.isBurstable === true}</burstablePerformanceSupported>${gpus}`;
}

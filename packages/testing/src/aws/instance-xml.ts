import type { Machine, MachineMoment, MachineState } from './estate.ts';
import { PLATFORMS, TYPES } from './price-book.ts';
import { escapeXml, instant, itemsOf, tagSet } from './xml.ts';

const STATE_CODES: Readonly<Record<MachineState, number>> = { running: 16, terminated: 48, stopped: 80 };

/** The inside of an `<item>` of `instancesSet`: about 3 KB, in the order and with the fields of EC2, most of which nobody here reads. */
export function instanceXml(machine: Machine, { state, run }: MachineMoment): string {
  const { instanceId, region, zone, platform, purchase } = machine;
  const spec = TYPES[run.instanceType];
  const tail = instanceId.slice(-8);
  const ip = state === 'running' ? machine.publicIp : null;
  return `<instanceId>${instanceId}</instanceId><imageId>ami-0a${tail}00000000</imageId><instanceState><code>${STATE_CODES[state]}</code><name>${state}</name></instanceState>
    <privateDnsName>ip-10-0-${tail}.${region}.compute.internal</privateDnsName><dnsName>${ip === null ? '' : `ec2-${ip.replaceAll('.', '-')}.${region}.compute.amazonaws.com`}</dnsName>
    <reason>${reasonOf(machine, state, run.toMs)}</reason><keyName>example-key</keyName><amiLaunchIndex>0</amiLaunchIndex><productCodes/>
    <instanceType>${run.instanceType}</instanceType><launchTime>${instant(run.fromMs)}</launchTime>
    <placement><availabilityZone>${zone}</availabilityZone><groupName/><tenancy>default</tenancy></placement>
    ${platform === 'Windows' ? '<platform>windows</platform>' : ''}<monitoring><state>${machine.detailedMonitoring ? 'enabled' : 'disabled'}</state></monitoring>
    <subnetId>subnet-0${tail}00000000</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><privateIpAddress>10.0.0.1</privateIpAddress>${ip === null ? '' : `<ipAddress>${ip}</ipAddress>`}
    <sourceDestCheck>true</sourceDestCheck><groupSet>${GROUPS}</groupSet>${stateReason(machine, state)}
    <architecture>${spec?.architecture ?? 'x86_64'}</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName>
    <blockDeviceMapping>${itemsOf(machine.volumeIds.map((volumeId, at) => blockDevice(volumeId, at, run.fromMs)))}</blockDeviceMapping>
    <virtualizationType>hvm</virtualizationType><clientToken>${instanceId}-token-of-the-launch</clientToken>${tagSet(machine.tags)}<hypervisor>xen</hypervisor>
    <networkInterfaceSet><item>${networkInterface(machine, ip)}</item></networkInterfaceSet>
    <iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/example</arn><id>AIPAEXAMPLEEXAMPLEEXA</id></iamInstanceProfile><ebsOptimized>true</ebsOptimized><enaSupport>true</enaSupport>
    ${purchase === 'spot' ? `<instanceLifecycle>spot</instanceLifecycle><spotInstanceRequestId>sir-${tail}</spotInstanceRequestId>` : ''}
    <cpuOptions><coreCount>${Math.max(1, (spec?.vcpus ?? 2) / 2)}</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions>
    <capacityReservationSpecification><capacityReservationPreference>open</capacityReservationPreference></capacityReservationSpecification><hibernationOptions><configured>false</configured></hibernationOptions>
    <metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint><httpProtocolIpv6>disabled</httpProtocolIpv6><instanceMetadataTags>disabled</instanceMetadataTags></metadataOptions>
    <enclaveOptions><enabled>false</enabled></enclaveOptions><bootMode>uefi-preferred</bootMode><currentInstanceBootMode>uefi</currentInstanceBootMode><maintenanceOptions><autoRecovery>default</autoRecovery><rebootMigration>default</rebootMigration></maintenanceOptions>
    <platformDetails>${platform}</platformDetails><usageOperation>${PLATFORMS[platform].usageOperation}</usageOperation><usageOperationUpdateTime>${instant(machine.runs[0]?.fromMs ?? 0)}</usageOperationUpdateTime>
    <privateDnsNameOptions><hostnameType>ip-name</hostnameType><enableResourceNameDnsARecord>false</enableResourceNameDnsARecord><enableResourceNameDnsAAAARecord>false</enableResourceNameDnsAAAARecord></privateDnsNameOptions>`;
}

/** `StateTransitionReason`: where EC2 tells when the last run ended. */
function reasonOf(machine: Machine, state: MachineState, stopMs: number | null): string {
  if (state === 'running' || stopMs === null) return '';
  const at = instant(stopMs).slice(0, 19).replace('T', ' ');
  return machine.isInterrupted ? `Service initiated (${at} GMT)` : `User initiated (${at} GMT)`;
}

function stateReason({ isInterrupted }: Machine, state: MachineState): string {
  if (state === 'running') return '';
  if (isInterrupted) {
    return '<stateReason><code>Server.SpotInstanceTermination</code><message>Server.SpotInstanceTermination: Spot instance termination</message></stateReason>';
  }
  return '<stateReason><code>Client.UserInitiatedShutdown</code><message>Client.UserInitiatedShutdown: User initiated shutdown</message></stateReason>';
}

const GROUPS = itemsOf([
  '<groupId>sg-0123456789abcdef0</groupId><groupName>default &amp; example</groupName>',
  '<groupId>sg-0123456789abcdef1</groupId><groupName>another</groupName>',
]);

function blockDevice(volumeId: string, at: number, attachedMs: number): string {
  return `<deviceName>/dev/xvd${String.fromCharCode(97 + at)}</deviceName><ebs><volumeId>${volumeId}</volumeId><status>attached</status><attachTime>${instant(attachedMs)}</attachTime><deleteOnTermination>true</deleteOnTermination></ebs>`;
}

function networkInterface(machine: Machine, ip: string | null): string {
  const association =
    ip === null ? '' : `<association><publicIp>${ip}</publicIp><publicDnsName>ec2.example</publicDnsName><ipOwnerId>amazon</ipOwnerId></association>`;
  return `<networkInterfaceId>${interfaceIdOf(machine)}</networkInterfaceId><subnetId>subnet-0</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><description>${escapeXml('primary <eth0>')}</description><ownerId>123456789012</ownerId><status>in-use</status><macAddress>02:00:00:00:00:01</macAddress><privateIpAddress>10.0.0.1</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet>${GROUPS}</groupSet><attachment><attachmentId>eni-attach-0</attachmentId><deviceIndex>0</deviceIndex><status>attached</status><deleteOnTermination>true</deleteOnTermination></attachment>${association}<privateIpAddressesSet><item><privateIpAddress>10.0.0.1</privateIpAddress><primary>true</primary></item></privateIpAddressesSet>`;
}

export function interfaceIdOf({ instanceId }: Pick<Machine, 'instanceId'>): string {
  return instanceId.replace('i-', 'eni-');
}

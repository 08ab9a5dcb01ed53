import { type Ec2Query, type PageLimits, pageOf } from './ec2-query.ts';
import { existsAt, type Snapshot, type Volume } from './estate.ts';
import type { Listing } from './listing.ts';
import type { Place } from './world.ts';
import { instant, itemsOf } from './xml.ts';

const LIMITS: PageLimits = { min: 5, max: 1000, unasked: 500 };
const LATENCY_MS = 150;
const LATENCY_MS_PER_ITEM = 0.2;

export function describeVolumes(query: Ec2Query, { volumes, nowMs }: Place): Listing {
  const ids = new Set(query.list('VolumeId'));
  const zones = query.filter('availability-zone');
  const states = query.filter('status');
  const page = pageOf(query, volumes, LIMITS, (volume) => {
    if (!existsAt(nowMs, volume.createdMs, volume.deletedMs) || (ids.size > 0 && !ids.has(volume.volumeId))) return null;
    if (states !== null && !states.has(statusOf(volume))) return null;
    return zones === null || zones.has(volume.zone) ? volume : null;
  });
  return listingOf('volumeSet', page.items.map(volumeXml), page.nextToken);
}

export function describeSnapshots(query: Ec2Query, { snapshots, nowMs }: Place): Listing {
  const page = pageOf(query, snapshots, LIMITS, (snapshot) => (existsAt(nowMs, snapshot.startedMs, snapshot.deletedMs) ? snapshot : null));
  return listingOf('snapshotSet', page.items.map(snapshotXml), page.nextToken);
}

function listingOf(set: string, items: readonly string[], nextToken: string | null): Listing {
  return { set, xml: itemsOf(items), nextToken, latencyMs: LATENCY_MS + LATENCY_MS_PER_ITEM * items.length };
}

function statusOf({ instanceId }: Volume): string {
  return instanceId === null ? 'available' : 'in-use';
}

function volumeXml(volume: Volume): string {
  const { volumeId, instanceId, createdMs, type } = volume;
  const attachment =
    instanceId === null
      ? '<attachmentSet/>'
      : `<attachmentSet><item><volumeId>${volumeId}</volumeId><instanceId>${instanceId}</instanceId><device>/dev/xvda</device><status>attached</status><attachTime>${instant(createdMs)}</attachTime><deleteOnTermination>true</deleteOnTermination></item></attachmentSet>`;
  const iops = volume.iops > 0 ? `<iops>${volume.iops}</iops>` : '';
  const throughput = type === 'gp3' ? `<throughput>${volume.throughputMibps}</throughput>` : '';
  return `<volumeId>${volumeId}</volumeId><size>${volume.sizeGib}</size><snapshotId/><availabilityZone>${volume.zone}</availabilityZone><status>${statusOf(volume)}</status><createTime>${instant(createdMs)}</createTime>${attachment}<volumeType>${type}</volumeType>${iops}${throughput}<encrypted>true</encrypted><multiAttachEnabled>false</multiAttachEnabled>`;
}

function snapshotXml({ snapshotId, volumeId, sizeGib, startedMs }: Snapshot): string {
  return `<snapshotId>${snapshotId}</snapshotId><volumeId>${volumeId}</volumeId><status>completed</status><startTime>${instant(startedMs)}</startTime><progress>100%</progress><ownerId>123456789012</ownerId><volumeSize>${sizeGib}</volumeSize><description>made up</description><encrypted>true</encrypted><storageTier>standard</storageTier>`;
}

import { flag, instant, listOf, named, number, type StructShape, struct, text, word } from './xml/shape.ts';

/**
 * What is taken of each EC2 listing, by operation: an allow-list. Nothing else of a reply is ever decoded, so no key pair, user data or
 * profile can enter a resource. Members are spelled as the SDK spells them; each value has the SDK's type.
 */
export const EC2_SHAPES: ReadonlyMap<string, StructShape> = new Map(
  Object.entries({
    DescribeInstances: page('Reservations', 'reservationSet', { Instances: named('instancesSet', listOf(instance())) }),
    DescribeVolumes: page('Volumes', 'volumeSet', {
      VolumeId: text,
      VolumeType: word,
      Size: number,
      Iops: number,
      Throughput: number,
      State: named('status', word),
      CreateTime: instant,
      AvailabilityZone: word,
      MultiAttachEnabled: flag,
      OutpostArn: word,
      Attachments: named('attachmentSet', listOf(struct({ InstanceId: text }))),
      Tags: tags(),
    }),
    DescribeSnapshots: page('Snapshots', 'snapshotSet', {
      SnapshotId: text,
      VolumeId: text,
      VolumeSize: number,
      FullSnapshotSizeInBytes: number,
      State: named('status', word),
      StartTime: instant,
      StorageTier: word,
      Tags: tags(),
    }),
    DescribeAddresses: page('Addresses', 'addressesSet', {
      AllocationId: text,
      AssociationId: text,
      PublicIp: text,
      InstanceId: text,
      NetworkInterfaceId: text,
      PublicIpv4Pool: word,
      CustomerOwnedIp: text,
      CarrierIp: text,
      Tags: tags(),
    }),
    DescribeNetworkInterfaces: page('NetworkInterfaces', 'networkInterfaceSet', {
      NetworkInterfaceId: text,
      InterfaceType: word,
      AvailabilityZone: word,
      Association: association(),
      Attachment: struct({ InstanceId: text }),
      PrivateIpAddresses: named('privateIpAddressesSet', listOf(struct({ Association: association() }))),
      TagSet: tags(),
    }),
    DescribeCapacityReservations: page('CapacityReservations', 'capacityReservationSet', {
      CapacityReservationId: text,
      OwnerId: word,
      InstanceType: word,
      InstancePlatform: word,
      AvailabilityZone: word,
      Tenancy: word,
      TotalInstanceCount: number,
      AvailableInstanceCount: number,
      State: word,
      StartDate: instant,
      ReservationType: word,
      UnusedReservationBillingOwnerId: word,
      Tags: tags(),
    }),
    DescribeHosts: page('Hosts', 'hostSet', {
      HostId: text,
      State: word,
      OwnerId: word,
      AvailabilityZone: word,
      AllocationTime: instant,
      ReleaseTime: instant,
      HostProperties: struct({ InstanceType: word, InstanceFamily: word }),
      Tags: tags(),
    }),
    DescribeInstanceTypes: page('InstanceTypes', 'instanceTypeSet', {
      InstanceType: word,
      VCpuInfo: struct({ DefaultVCpus: named('defaultVCpus', number) }),
      MemoryInfo: struct({ SizeInMiB: number }),
      InstanceStorageInfo: struct({ TotalSizeInGB: number }),
      GpuInfo: struct({
        Gpus: listOf(struct({ Name: word, Manufacturer: word, Count: number, MemoryInfo: struct({ SizeInMiB: number }) })),
      }),
    }),
    DescribeInstanceCreditSpecifications: page('InstanceCreditSpecifications', 'instanceCreditSpecificationSet', {
      InstanceId: text,
      CpuCredits: word,
    }),
    DescribeSpotPriceHistory: page('SpotPriceHistory', 'spotPriceHistorySet', {
      InstanceType: word,
      ProductDescription: word,
      SpotPrice: word,
      Timestamp: instant,
      AvailabilityZone: word,
    }),
    DescribeRegions: page('Regions', 'regionInfo', { RegionName: word, OptInStatus: word }),
    DescribeAvailabilityZones: page('AvailabilityZones', 'availabilityZoneInfo', { ZoneName: word, ZoneType: word, OptInStatus: word }),
  }),
);

function page(member: string, wire: string, item: Parameters<typeof struct>[0]): StructShape {
  return struct({ NextToken: text, [member]: named(wire, listOf(struct(item))) });
}

function instance(): StructShape {
  return struct({
    InstanceId: text,
    InstanceType: word,
    InstanceLifecycle: word,
    State: named('instanceState', struct({ Name: word })),
    StateTransitionReason: named('reason', text),
    StateReason: struct({ Code: word }),
    LaunchTime: instant,
    Placement: struct({ AvailabilityZone: word, Tenancy: word, HostId: word }),
    Monitoring: struct({ State: word }),
    PlatformDetails: word,
    Architecture: word,
    CapacityReservationId: word,
    CapacityBlockId: word,
    OutpostArn: word,
    HibernationOptions: struct({ Configured: flag }),
    Tags: tags(),
  });
}

function association(): StructShape {
  return struct({ PublicIp: text, AllocationId: text, CustomerOwnedIp: text, CarrierIp: text });
}

function tags(): ReturnType<typeof named> {
  return named('tagSet', listOf(struct({ Key: word, Value: word })));
}

import { type Purchase, parseScopeId, type Resource, type ScopeId } from '@openfinops/core';

/** What collection, findings and prices need to know of a machine beyond core's Resource. */
export interface AwsMachine {
  readonly resourceId: string;
  readonly instanceId: string;
  readonly scope: ScopeId;
  readonly region: string;
  readonly zone: string;
  readonly instanceType: string;
  /** EC2's own word: pending, running, stopping, stopped, shutting-down, terminated. */
  readonly state: string;
  readonly launchMs: number | null;
  /** Metrics of one minute instead of five. */
  readonly detailedMonitoring: boolean;
  readonly purchase: Purchase;
  readonly os: string;
  readonly tenancy: string;
}

/** The part of an ARN behind its last slash: `i-0abc`, `vol-0abc`. */
export function awsIdOf(resourceId: string): string {
  return resourceId.slice(resourceId.lastIndexOf('/') + 1);
}

/** All that is known of an EC2 instance, read off its resource, so that no second inventory is held; null: it is none. Its disks name it as parent. */
export function machineOf(resource: Resource): AwsMachine | null {
  const scope = parseScopeId(resource.scope);
  if (resource.kind !== 'machine' || scope === undefined || scope.service !== 'ec2') return null;
  const { attributes } = resource;
  return {
    resourceId: resource.id,
    instanceId: awsIdOf(resource.id),
    scope: resource.scope,
    region: scope.region,
    zone: resource.zone ?? '',
    instanceType: resource.sku,
    state: attributes.state ?? 'unknown',
    launchMs: resource.startedMs ?? null,
    detailedMonitoring: attributes.monitoring === 'detailed',
    purchase: resource.purchase,
    os: attributes.os ?? '',
    tenancy: attributes.tenancy ?? 'shared',
  };
}

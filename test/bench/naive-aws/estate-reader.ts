import type { EC2Client } from '@aws-sdk/client-ec2';
import { paginateDescribeInstances } from '@aws-sdk/client-ec2';

/** What both baselines read of each machine. */
export const METRICS = ['CPUUtilization', 'NetworkIn', 'NetworkOut', 'EBSReadBytes', 'EBSWriteBytes'] as const;
export const PERIOD_S = 300;
export const HOUR_S = 3600;

/** Ids of all running instances, page after page of 1,000; `onPage` is told of each page. */
export async function listRunning(client: EC2Client, onPage: () => void): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, {})) {
    onPage();
    for (const { Instances: instances = [] } of page.Reservations ?? []) {
      for (const { InstanceId: id, State: state } of instances) if (id !== undefined && state?.Name === 'running') ids.push(id);
    }
  }
  return ids;
}
